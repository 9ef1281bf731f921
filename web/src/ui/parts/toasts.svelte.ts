import type { Snippet } from "svelte";
import { words } from "../../i18n/words.svelte";
import { ApiError } from "../../net/api";
import { CommandRefused } from "../../net/pending";
import { explain } from "../home/problems";

const SHOWN_MS = 5_000;
const SHOWN_WITH_ACTION_MS = 9_000;
const MOST = 3;

interface ToastAction {
  label: string;
  run: () => void;
}

export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "bad";
  action: ToastAction | null;
}

/** Short messages at the edge of the screen. Those that destroy something carry an undo. */
export class Toasts {
  list = $state<Toast[]>([]);
  /** Open modal dialogs, topmost last: everything outside it is inert, so that is where toasts must stand. */
  dialogs = $state.raw<readonly string[]>([]);
  /** What is only read out, for those who do not see it come; the newest last. */
  said = $state.raw<readonly { readonly id: number; readonly text: string }[]>([]);
  /** What stays in sight until it is answered: the topmost dialog shows it at its head, for it shuts the page off. */
  standing = $state.raw<Snippet | null>(null);
  #next = 1;
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();

  show(text: string, options: { tone?: Toast["tone"]; action?: ToastAction } = {}): number {
    const id = this.#next;
    this.#next += 1;
    const toast: Toast = { id, text, tone: options.tone ?? "plain", action: options.action ?? null };
    this.list = [...this.list.filter((other) => other.text !== text), toast].slice(-MOST);
    this.resume(id);
    return id;
  }

  /** Read out after what is being said, and not shown. */
  say(text: string): void {
    this.said = [...this.said, { id: this.#next, text }].slice(-MOST);
    this.#next += 1;
  }

  /** Something removed that can come back. */
  undo(text: string, run: () => void): number {
    return this.show(text, { action: { label: words.parts.undo, run } });
  }

  /** What went wrong, in words; a refused command or an API error has a message made for people. */
  problem(error: unknown): number {
    const isTold = !(error instanceof Error) || error instanceof ApiError || error instanceof CommandRefused;
    return this.show(isTold || error.message === "" ? explain(error) : error.message, { tone: "bad" });
  }

  dismiss(id: number): void {
    this.pause(id);
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  enter(dialog: string): void {
    this.dialogs = [...this.dialogs, dialog];
  }

  leave(dialog: string): void {
    this.dialogs = this.dialogs.filter((other) => other !== dialog);
  }

  /** Keep a toast while the pointer or the focus is on it. */
  pause(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  resume(id: number): void {
    this.pause(id);
    const toast = this.list.find((candidate) => candidate.id === id);
    if (!toast) return;
    const wait = toast.action ? SHOWN_WITH_ACTION_MS : SHOWN_MS;
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), wait),
    );
  }
}

/** A chat on the screen: its rows, what is looked for, and what may be done with a message. */
import type { Said } from "../../core/protocol.gen";
import { outranks } from "../../core/roles";
import type { RoomState } from "../../state/room.svelte";
import { takeText } from "../../state/shared_text";
import { Composing } from "./composing.svelte";
import { rowsOf, type Row } from "./rows";

const SHOW_DEEDS_KEY = "sonix.chat.deeds";
const EDITABLE_US = 300_000_000;
/** A message that was answered long ago is looked for in so many pages. */
const MOST_PAGES = 40;
const MARKED_MS = 2_000;

export class Talk {
  readonly composing: Composing;
  showDeeds = $state(remembered());
  /** The message that is pointed at. */
  target = $state.raw<{ key: string; n: number } | null>(null);
  marked = $state<number | null>(null);
  atEnd = $state(true);
  /** Folds that stand open. */
  #marking: ReturnType<typeof setTimeout> | undefined;
  #open = $state.raw<ReadonlySet<string>>(new Set());
  /** What was read when the chat was opened: the line stays where it was. */
  #newAfter = $state.raw<number | null>(null);
  readonly #room: RoomState;
  /** What people may be called after an @. Presence changes many times a second, names hardly ever. */
  readonly nameList: readonly string[] = $derived.by(() => [...this.#names.values()]);
  readonly #names: ReadonlyMap<string, string> = $derived.by(() => this.#called());
  #lastNames: ReadonlyMap<string, string> = new Map();
  readonly rows: readonly Row[] = $derived.by(() => this.#rows());

  constructor(room: RoomState) {
    this.#room = room;
    this.composing = new Composing(room.chat, room.code, () => room.members.filter((each) => !each.isMe));
    this.composing.takeShared(takeText(room.code));
    room.chat.outbox.enter(room.code); // what was left here shows before there is a connection
    this.#newAfter = room.chat.unread > 0 ? room.chat.readSeq : null;
  }

  #called(): ReadonlyMap<string, string> {
    const { members } = this.#room;
    const last = this.#lastNames;
    const isSame = members.length === last.size && members.every((each) => last.get(each.member_id) === each.name);
    if (!isSame) this.#lastNames = new Map(members.map((each) => [each.member_id, each.name]));
    return this.#lastNames;
  }

  /** What somebody is called now; what the message says, for whoever is not known here. */
  nameOf = (memberId: string, asTold: string): string => this.#names.get(memberId) ?? asTold;

  readonly wallMs = (atUs: number): number => Date.now() - (this.#room.nowUs() - atUs) / 1000;

  isOpen = (key: string): boolean => this.#open.has(key);

  fold(key: string): void {
    const open = new Set(this.#open);
    if (!open.delete(key)) open.add(key);
    this.#open = open;
  }

  setShowDeeds(show: boolean): void {
    this.showDeeds = show;
    try {
      localStorage.setItem(SHOW_DEEDS_KEY, show ? "yes" : "no");
    } catch {
      // then it lasts as long as the page
    }
  }

  mayChange(said: Said): boolean {
    const isMine = said.member_id === this.#room.me;
    return isMine && !said.deleted && this.#room.nowUs() < said.at_us + EDITABLE_US;
  }

  /** Whether who wrote it can be muted and banned by me, also when they have left. */
  mayModerate(said: Said): boolean {
    const { me, hostId, members } = this.#room;
    const author = members.find((each) => each.member_id === said.member_id);
    const role = said.member_id === hostId ? "host" : (author?.role ?? "listener");
    return said.member_id !== me && this.#room.can("moderate") && outranks(this.#room.role, role);
  }

  /** The last of my messages that can still be changed. */
  changeLast(): void {
    const mine = this.#room.chat.log.said.findLast((each) => each.member_id === this.#room.me && !each.deleted);
    if (mine !== undefined && this.mayChange(mine)) this.composing.change(mine);
  }

  /** Shows a message, fetched first where it is older than all that is known. Throws `ApiError`. */
  async pointAt(seq: number): Promise<void> {
    const { chat } = this.#room;
    for (let page = 0; page < MOST_PAGES && (chat.log.said[0]?.seq ?? 0) > seq && chat.log.more; page += 1) {
      await chat.older();
    }
    this.target = { key: `s${seq}`, n: (this.target?.n ?? 0) + 1 };
    this.marked = seq;
    clearTimeout(this.#marking);
    this.#marking = setTimeout(() => (this.marked = null), MARKED_MS);
  }

  #rows(): readonly Row[] {
    const { chat, me } = this.#room;
    return rowsOf({
      said: chat.log.said,
      deeds: this.showDeeds ? chat.deeds : [],
      waiting: chat.outbox.list,
      open: this.#open,
      newAfter: this.#newAfter,
      me,
      wallMs: this.wallMs,
    });
  }
}

function remembered(): boolean {
  try {
    return localStorage.getItem(SHOW_DEEDS_KEY) !== "no";
  } catch {
    return true;
  }
}

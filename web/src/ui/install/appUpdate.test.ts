import { describe, expect, it } from "vitest";
import { answerWhetherPlaying, AppUpdate } from "./appUpdate.svelte.ts";

/** A registration whose next version arrives when the test says so. */
class Registration extends EventTarget {
  waiting: { postMessage(message: unknown): void } | null = null;
  installing: EventTarget | null = null;
  readonly heard: unknown[] = [];

  arrive(): void {
    this.installing = new EventTarget();
    this.dispatchEvent(new Event("updatefound"));
    this.waiting = { postMessage: (message) => this.heard.push(message) };
    this.installing.dispatchEvent(new Event("statechange"));
  }
}

const follow = (update: AppUpdate, registration: Registration, controlled: boolean): void =>
  update.follow(registration, controlled);
const container = (): EventTarget & ServiceWorkerContainer => new EventTarget() as EventTarget & ServiceWorkerContainer;

describe("a new version", () => {
  it("is no news on the first visit", () => {
    const [update, registration] = [new AppUpdate(() => undefined), new Registration()];
    follow(update, registration, false);
    registration.arrive();
    expect(update.waiting).toBe(false);
  });

  it("waits until somebody takes it, and the page reloads once it serves", () => {
    let reloads = 0;
    const [update, registration, workers] = [new AppUpdate(() => (reloads += 1)), new Registration(), container()];
    follow(update, registration, true);
    expect(update.waiting).toBe(false);
    registration.arrive();
    expect(update.waiting).toBe(true);
    update.take(workers);
    expect(registration.heard).toEqual([{ type: "sonix:activate" }]);
    expect(reloads).toBe(0);
    workers.dispatchEvent(new Event("controllerchange"));
    expect(reloads).toBe(1);
  });

  it("does not reload the page later when another tab plays", () => {
    let reloads = 0;
    const [update, registration, workers] = [new AppUpdate(() => (reloads += 1)), new Registration(), container()];
    follow(update, registration, true);
    registration.arrive();
    update.take(workers);
    update.giveUp();
    workers.dispatchEvent(new Event("controllerchange"));
    expect(reloads).toBe(0);
  });

  it("asks this tab whether it plays, and is told", async () => {
    const workers = container();
    let busy = 0;
    const stop = answerWhetherPlaying(
      workers,
      () => true,
      () => (busy += 1),
    );
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise((resolve) => (port1.onmessage = (event: MessageEvent<unknown>) => resolve(event.data)));
    workers.dispatchEvent(new MessageEvent("message", { data: { type: "sonix:playing?" }, ports: [port2] }));
    expect(await answer).toBe(true);
    workers.dispatchEvent(new MessageEvent("message", { data: { type: "sonix:busy" } }));
    expect(busy).toBe(1);
    stop();
    workers.dispatchEvent(new MessageEvent("message", { data: { type: "sonix:busy" } }));
    expect(busy).toBe(1);
    port1.close();
  });
});

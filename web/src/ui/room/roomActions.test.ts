import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { QueueEntry } from "../../core/protocol.gen";
import type { Done, RoomState } from "../../state/room.svelte";
import { Toasts } from "../parts/toasts.svelte";
import { RoomActions } from "./roomActions";

const entry = (title: string): QueueEntry => ({ entry_id: title, track: { title } }) as QueueEntry;

/** What removals do in a room: each is known by its command's id until it is undone. */
class Removals {
  readonly reachable: boolean = true;
  undoIds: readonly string[] = [];
  remove = ([id]: readonly string[]): Promise<Done> => {
    const cmdId = `remove ${id ?? ""}`;
    this.undoIds = [...this.undoIds, cmdId];
    return Promise.resolve({ cmdId, rev: 1 });
  };
  undo = (undoId: string): Promise<Done> => {
    this.undoIds = this.undoIds.filter((id) => id !== undoId);
    return Promise.resolve({ cmdId: "undo", rev: 2 });
  };
}

describe("taking a removal back", () => {
  let room: Removals;
  let toasts: Toasts;
  let actions: RoomActions;
  beforeEach(async () => {
    vi.useFakeTimers();
    [room, toasts] = [new Removals(), new Toasts()];
    actions = new RoomActions(room as unknown as RoomState, toasts);
    for (const title of ["Tide", "Kites"]) actions.remove(entry(title));
    await vi.advanceTimersByTimeAsync(0);
  });
  afterEach(() => void vi.useRealTimers());

  it("begins with the newest, and offers it no longer elsewhere", () => {
    actions.undoLast();
    expect(room.undoIds).toEqual(["remove Tide"]);
    expect(toasts.list.map((toast) => toast.text)).toEqual(["Removed “Tide”"]);
  });

  it("is still possible when the offer has gone", async () => {
    await vi.advanceTimersByTimeAsync(60_000);
    expect(toasts.list).toEqual([]);
    actions.undoLast();
    actions.undoLast();
    actions.undoLast();
    expect(room.undoIds).toEqual([]);
  });
});

it("asks nothing of a room that cannot hear it, and says so", () => {
  const asked = vi.fn(() => Promise.resolve({ cmdId: "c", rev: 1 }));
  const toasts = new Toasts();
  const room = { reachable: false, playing: true, pause: asked, skip: asked, undoIds: ["u"], undo: asked };
  const actions = new RoomActions(room as unknown as RoomState, toasts);
  actions.toggle();
  actions.skip();
  actions.undoLast();
  expect(asked).not.toHaveBeenCalled();
  expect(toasts.list.map((toast) => toast.text)).toEqual(["No connection: the room can’t hear you."]);
});

it("in turns moves up by moving down what stands above: the first place is for what is put next", () => {
  const move = vi.fn(() => Promise.resolve({ cmdId: "c", rev: 1 }));
  const upcoming = ["Tide", "Kites"].map((title) => ({ ...entry(title), added_by: "ana" }));
  const room = { reachable: true, me: "ana", can: () => true, upcoming, move };
  const [, second] = upcoming;
  if (second === undefined) throw new Error("two are waiting");
  for (const [mode, asked] of [
    ["turns", ["Tide", "Kites"]],
    ["free", ["Kites", null]],
  ] as const) {
    const settings = { queue: { mode } };
    new RoomActions({ ...room, settings } as unknown as RoomState, new Toasts()).shift(second, -1);
    expect(move).toHaveBeenLastCalledWith(...asked);
  }
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Done } from "../../state/room.svelte";
import { Seeking, type Seekable } from "./seeking.svelte";

const S = 1_000_000;
const LENGTH_US = 200 * S;

/** A room at 50 s of track "a", which answers when the test says so and switches 400 ms later. */
class Room implements Seekable {
  rev = 7;
  transport = { at_us: 0, entry_id: "a" };
  readonly asked: number[] = [];
  #now = 1_000 * S;
  #answers: { grant: (done: Done) => void; refuse: (error: Error) => void }[] = [];
  nowUs = (): number => this.#now;
  positionUs = (): number => 50 * S;
  seek = (positionUs: number): Promise<Done> => {
    this.asked.push(positionUs);
    return new Promise((grant, refuse) => this.#answers.push({ grant, refuse }));
  };
  async answer(): Promise<void> {
    this.#answers.pop()?.grant({ cmdId: "c", rev: 8 });
    await vi.advanceTimersByTimeAsync(0);
    this.rev = 8;
    this.transport = { ...this.transport, at_us: this.#now + 0.4 * S };
  }
  async refuse(): Promise<void> {
    this.#answers.pop()?.refuse(new Error("Only the host may do that."));
    await vi.advanceTimersByTimeAsync(0);
  }
  pass(us: number): void {
    this.#now += us;
  }
}

describe("seeking", () => {
  let room: Room;
  let told: unknown[];
  let seeking: Seeking;
  beforeEach(() => {
    vi.useFakeTimers();
    room = new Room();
    told = [];
    seeking = new Seeking(room, (error) => told.push(error));
  });
  afterEach(() => void vi.useRealTimers());

  it("adds up presses and asks once", () => {
    for (let press = 0; press < 6; press += 1) seeking.key("ArrowRight", "a", LENGTH_US);
    expect(seeking.positionUs()).toBe(80 * S);
    expect(room.asked).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(room.asked).toEqual([80 * S]);
  });

  it("shows the target until the music is there", async () => {
    seeking.to(120 * S, "a");
    seeking.settle();
    expect(seeking.positionUs()).toBe(120 * S);
    await room.answer();
    seeking.settle();
    expect(seeking.positionUs()).toBe(120 * S);
    room.pass(0.5 * S);
    seeking.settle();
    expect(seeking.pending).toBe(false);
  });

  it("goes back and says why when the room refuses", async () => {
    seeking.to(120 * S, "a");
    await room.refuse();
    expect(seeking.positionUs()).toBe(50 * S);
    expect(told).toHaveLength(1);
  });

  it("asks for nothing in a track that the room has left", () => {
    seeking.key("ArrowRight", "a", LENGTH_US);
    room.transport = { at_us: 0, entry_id: "b" };
    vi.advanceTimersByTime(1000);
    expect(room.asked).toEqual([]);
    expect(seeking.pending).toBe(false);
  });

  it("does not show for ever what was never answered", () => {
    seeking.to(120 * S, "a");
    vi.advanceTimersByTime(60_000);
    expect(seeking.pending).toBe(false);
  });

  it("leaves other keys alone", () => expect(seeking.key("x", "a", LENGTH_US)).toBe(false));
});

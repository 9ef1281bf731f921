import { describe, expect, it } from "vitest";
import { ApiError } from "../../net/api.ts";
import { backOffMs, transfer, type TransferPort } from "./transfer.ts";

const offline = (): ApiError => new ApiError("offline", "Lost.", 0, true);
const wrongOffset = (): ApiError => new ApiError("wrong_offset", "Not there.", 409, false);

/** A server that keeps bytes, and can be told to misbehave before or after it keeps a part. */
class Receiver implements TransferPort {
  bytes = new Uint8Array();
  asked = 0;
  before: (() => void)[] = [];
  after: (() => void)[] = [];

  async put(_id: string, offset: number, part: Blob, onSent: (bytes: number) => void): Promise<number> {
    this.before.shift()?.();
    if (offset !== this.bytes.length) throw wrongOffset();
    onSent(part.size);
    this.bytes = new Uint8Array([...this.bytes, ...new Uint8Array(await part.arrayBuffer())]);
    this.after.shift()?.();
    return this.bytes.length;
  }

  offset(): Promise<number> {
    this.asked += 1;
    return Promise.resolve(this.bytes.length);
  }
}

const content = Uint8Array.from({ length: 25 }, (_, i) => i);
const file = new Blob([content]);

function setup(receiver: Receiver, signal = new AbortController().signal) {
  const offsets: number[] = [];
  const waits: number[] = [];
  const stalls: boolean[] = [];
  const wait = (ms: number): Promise<void> => {
    waits.push(ms);
    return Promise.resolve();
  };
  const run = (startAt = 0): Promise<void> =>
    transfer(file, "u1", startAt, receiver, {
      chunkBytes: 10,
      signal,
      wait,
      onOffset: (bytes) => offsets.push(bytes),
      onStalled: (stalled) => stalls.push(stalled),
    });
  return { run, offsets, waits, stalls };
}

const boom = (error: Error) => () => {
  throw error;
};

describe("sending a file", () => {
  it("goes part by part and tells every byte", async () => {
    const receiver = new Receiver();
    const { run, offsets } = setup(receiver);
    await run();
    expect(receiver.bytes).toEqual(content);
    expect(offsets.at(-1)).toBe(25);
    expect([...offsets]).toEqual([...offsets].sort((a, b) => a - b));
  });

  it("starts where an earlier attempt got to", async () => {
    const receiver = new Receiver();
    receiver.bytes = content.slice(0, 12);
    await setup(receiver).run(12);
    expect(receiver.bytes).toEqual(content);
  });

  it("asks for the offset after a lost connection and goes on there", async () => {
    const receiver = new Receiver();
    receiver.before = [() => undefined, boom(offline())];
    const { run, stalls, waits } = setup(receiver);
    await run();
    expect(receiver.bytes).toEqual(content);
    expect(receiver.asked).toBe(1);
    expect(stalls).toContain(true);
    expect(stalls.at(-1)).toBe(false);
    expect(waits).toEqual([backOffMs(1)]);
  });

  it("does not send a part again whose answer was lost", async () => {
    const receiver = new Receiver();
    receiver.after = [boom(offline())];
    await setup(receiver).run();
    expect(receiver.bytes).toEqual(content);
  });

  it("cures a wrong offset by asking, without waiting", async () => {
    const receiver = new Receiver();
    receiver.bytes = content.slice(0, 7);
    const { run, waits } = setup(receiver);
    await run(3);
    expect(receiver.bytes).toEqual(content);
    expect(waits).toEqual([]);
  });

  it("gives up when ten attempts running bring nothing", async () => {
    const receiver = new Receiver();
    receiver.before = Array.from({ length: 30 }, () => boom(offline()));
    const { run, waits } = setup(receiver);
    await expect(run()).rejects.toMatchObject({ code: "offline" });
    expect(waits).toHaveLength(9);
    expect(Math.max(...waits)).toBeLessThanOrEqual(20_000);
  });

  it("gives up at once on a refusal that is final", async () => {
    const receiver = new Receiver();
    receiver.before = [boom(new ApiError("too_big", "Too big.", 413, false))];
    const { run, waits } = setup(receiver);
    await expect(run()).rejects.toMatchObject({ code: "too_big" });
    expect(waits).toEqual([]);
  });

  it("stops when cancelled and sends nothing further", async () => {
    const receiver = new Receiver();
    const controller = new AbortController();
    receiver.after = [() => controller.abort()];
    await expect(setup(receiver, controller.signal).run()).rejects.toMatchObject({ name: "AbortError" });
    expect(receiver.bytes).toHaveLength(10);
  });
});

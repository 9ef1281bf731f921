import { describe, expect, it } from "vitest";
import {
  audioRange,
  cutPackets,
  firstPacketFor,
  indexRange,
  packetEnd,
  packetOf,
  readIndex,
  sampleOf,
} from "./packets";
import type { RenditionInfo } from "./ports";

const rendition: RenditionInfo = {
  rendition_id: "r",
  samples: 100_000,
  pre_skip: 312,
  packets: 105,
  size_bytes: 0,
  gain_db: 0,
};

/** An index and the file it describes: packets of growing size with 4 container bytes between them. */
function fileOf(count: number): { index: ArrayBuffer; file: Uint8Array } {
  const index = new DataView(new ArrayBuffer(6 * count));
  const bytes: number[] = [];
  for (let i = 0; i < count; i += 1) {
    bytes.push(0xff, 0xff, 0xff, 0xff);
    index.setUint32(6 * i, bytes.length, true);
    index.setUint16(6 * i + 4, i + 1, true);
    for (let k = 0; k <= i; k += 1) bytes.push(i);
  }
  return { index: index.buffer, file: Uint8Array.from(bytes) };
}

describe("packets", () => {
  it("are cut out of the middle of a file by a slice of its index", () => {
    const { index, file } = fileOf(20);
    const slice = indexRange(5, 12);
    const table = readIndex(5, index.slice(slice.from, slice.to));
    const range = audioRange(table, 6, 9);
    const packets = cutPackets(table, 6, 9, file.slice(range.from, range.to), range.from);
    expect(packets.map((packet) => [...packet])).toEqual([6, 7, 8].map((n) => Array<number>(n + 1).fill(n)));
  });

  it("begin the pre-skip before the track's first sample", () => {
    expect(sampleOf(0, rendition)).toBe(-312);
    expect(packetOf(0, rendition)).toBe(0);
    expect(packetOf(648, rendition)).toBe(1);
    expect(sampleOf(1, rendition)).toBe(648);
  });

  it("are decoded from at least 80 ms before a seek's target", () => {
    for (const sample of [0, 5000, 47_999, 99_999]) {
      const lead = sample - sampleOf(firstPacketFor(sample, rendition), rendition);
      expect(lead >= 3840 || firstPacketFor(sample, rendition) === 0).toBe(true);
    }
  });

  it("end with the one that carries the last sample", () => {
    expect(packetEnd(rendition)).toBe(105);
    expect(packetEnd({ ...rendition, samples: 648 })).toBe(1);
    expect(packetEnd({ ...rendition, samples: 649 })).toBe(2);
  });
});

import { describe, expect, it } from "vitest";
import { MOST_FRAMES, mergePackets, runOf } from "./merged-packets";

const TOC = 0xfc; // CELT, full band, 20 ms, stereo, one frame
const packet = (frame: number, length: number, toc = TOC): Uint8Array =>
  Uint8Array.from([toc, ...Array.from({ length }, () => frame)]);

/** The frames of a code 3 packet with variable bit rate and no padding, as RFC 6716 reads it. */
function framesOf(merged: Uint8Array): { toc: number; frames: Uint8Array[] } {
  const [toc = 0, count = 0] = merged;
  expect(count & 0xc0).toBe(0x80);
  const sizes: number[] = [];
  let at = 2;
  for (let i = 0; i < (count & 0x3f) - 1; i += 1) {
    const short = merged[at] ?? 0;
    sizes.push(short < 252 ? short : short + 4 * (merged[at + 1] ?? 0));
    at += short < 252 ? 1 : 2;
  }
  const frames = sizes.map((size) => merged.subarray(at, (at += size)));
  return { toc, frames: [...frames, merged.subarray(at)] };
}

describe("merged packets", () => {
  it("hold the frames of each, whatever their lengths", () => {
    const lengths = [251, 252, 253, 1275, 0, 400];
    const merged = mergePackets(lengths.map((length, i) => packet(i + 1, length)));
    const { toc, frames } = framesOf(merged);
    expect(toc).toBe(TOC | 3);
    expect(frames.map((frame) => frame.length)).toEqual(lengths);
    frames.forEach((frame, i) => expect(frame.every((byte) => byte === i + 1)).toBe(true));
  });

  it("leave a single packet as it is", () => {
    const one = packet(7, 100);
    expect(mergePackets([one])).toBe(one);
  });

  it("are made of packets that are coded alike and hold one frame each", () => {
    const alike = Array.from({ length: 20 }, (_, i) => packet(i, 50));
    expect(runOf(alike, 0, 20)).toBe(MOST_FRAMES);
    expect(runOf(alike, 17, 20)).toBe(3);
    expect(runOf([packet(1, 9), packet(2, 9, 0xf8), packet(3, 9)], 0, 3)).toBe(1);
    expect(runOf([packet(1, 9, TOC | 3), packet(2, 9, TOC | 3)], 0, 2)).toBe(1);
    expect(runOf([new Uint8Array(0), new Uint8Array(0)], 0, 2)).toBe(1);
    expect(runOf([packet(1, 9), packet(2, 1276)], 0, 2)).toBe(1);
  });
});

import { expect, test } from "vitest";
import type { CopyPlane, PacketDecoder, SampleSink } from "./decode";
import { LaneFeed } from "./lane-feed";
import { PACKET_SAMPLES } from "./packets";
import type { RenditionInfo } from "./ports";
import { PacketStore } from "./store";

const PACKET_BYTES = 8;
const rendition: RenditionInfo = {
  rendition_id: "r",
  samples: 400 * PACKET_SAMPLES,
  pre_skip: 312,
  packets: 401,
  size_bytes: 401 * PACKET_BYTES,
  gain_db: 0,
};

/** A media server whose packets are all alike. */
const fetchBytes: typeof fetch = (input, init) => {
  const [, from, to] = /bytes=(\d+)-(\d+)/.exec(new Headers(init?.headers).get("Range") ?? "") ?? [];
  const index = new DataView(new ArrayBuffer(6 * rendition.packets));
  for (let i = 0; i < rendition.packets; i += 1) {
    index.setUint32(6 * i, i * PACKET_BYTES, true);
    index.setUint16(6 * i + 4, PACKET_BYTES, true);
  }
  const isIndex = typeof input === "string" && input.includes("index.bin");
  const file = isIndex ? new Uint8Array(index.buffer) : new Uint8Array(rendition.size_bytes).fill(0xfc);
  return Promise.resolve(new Response(file.slice(Number(from), Number(to) + 1), { status: 206 }));
};

/** "Decodes" each sample to its own number, and runs that hold packet `bad` to nothing. */
function numbering(sink: SampleSink, bad: number): PacketDecoder {
  return {
    decode: (packet, run) => {
      const begin = packet * PACKET_SAMPLES;
      const copy: CopyPlane = (plane, from, into) => {
        for (let i = 0; i < into.length; i += 1) into[i] = (begin + from + i) * (plane === 0 ? 1 : -1);
      };
      if (bad < packet || bad >= packet + run.length) sink(begin, run.length * PACKET_SAMPLES, copy);
      return Promise.resolve();
    },
    flush: () => Promise.resolve(),
    close: () => undefined,
  };
}

/** The left and right samples from `from` on, as they are given away. */
async function fed(from: number, bad: number): Promise<{ left: Float32Array; right: Float32Array }> {
  const left = new Float32Array(rendition.samples);
  const right = new Float32Array(rendition.samples);
  const grant = { rendition_id: "r", base: "/m/", query: "", expires_at_s: 1 };
  const store = new PacketStore(() => Promise.resolve(grant), fetchBytes);
  const hooks = {
    emit: (start: number, frames: number, data: Float32Array<ArrayBuffer>) => {
      left.set(data.subarray(0, frames), start);
      right.set(data.subarray(frames, 2 * frames), start);
    },
    problem: (error: unknown) => {
      throw error;
    },
    decoder: (sink: SampleSink) => Promise.resolve(numbering(sink, bad)),
    buffer: (samples: number) => new Float32Array(samples).fill(NaN),
  };
  await new LaneFeed(rendition, from, store, hooks, rendition.samples).run();
  return { left, right };
}

test.each([0, 100_000])("from sample %i on each sample is given under its own number", async (from) => {
  const { left, right } = await fed(from, Infinity);
  for (const sample of [from, from + 1, from + 2399, from + 2400, 200_000, rendition.samples - 1]) {
    expect([left[sample], right[sample]]).toEqual([sample + rendition.pre_skip, -sample - rendition.pre_skip]);
  }
});

test("a run that decodes to nothing is silence of its length, and what follows stays in its place", async () => {
  const { left, right } = await fed(0, 101);
  const silent = Array.from(left.keys()).filter((sample) => left[sample] === 0);
  const first = silent[0] ?? NaN;
  expect(silent).toHaveLength(6 * PACKET_SAMPLES);
  expect((silent.at(-1) ?? NaN) - first).toBe(silent.length - 1);
  expect(right.subarray(first, first + silent.length).every((value) => value === 0)).toBe(true);
  for (const sample of [first - 1, first + silent.length, 200_000, rendition.samples - 1]) {
    expect([left[sample], right[sample]]).toEqual([sample + rendition.pre_skip, -sample - rendition.pre_skip]);
  }
});

/** Where packets lie: arithmetic of the rendition format, without any IO. */

import type { RenditionInfo } from "./ports";

export const PACKET_SAMPLES = 960;
/** Bytes an entry of `index.bin` takes: offset u32le, size u16le. */
const INDEX_STRIDE = 6;
/** Packets decoded and thrown away before a seek's target: 100 ms, Opus asks for 80. */
const PREROLL_PACKETS = 5;
/** Packets fetched and held together: 5 s. */
export const PAGE_PACKETS = 250;

/** Half-open byte range as an HTTP header wants it. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

export interface PacketTable {
  /** Number of the first packet in the table. */
  readonly first: number;
  readonly offsets: Uint32Array;
  readonly sizes: Uint16Array;
}

/** Bytes of `index.bin` for packets `[from, to)`. */
export function indexRange(from: number, to: number): ByteRange {
  return { from: from * INDEX_STRIDE, to: to * INDEX_STRIDE };
}

/** Reads a slice of `index.bin` that begins with packet `first`. */
export function readIndex(first: number, bytes: ArrayBuffer): PacketTable {
  const view = new DataView(bytes);
  const count = Math.floor(bytes.byteLength / INDEX_STRIDE);
  const offsets = new Uint32Array(count);
  const sizes = new Uint16Array(count);
  for (let i = 0; i < count; i += 1) {
    offsets[i] = view.getUint32(i * INDEX_STRIDE, true);
    sizes[i] = view.getUint16(i * INDEX_STRIDE + 4, true);
  }
  return { first, offsets, sizes };
}

/** Bytes of `audio.webm` that hold packets `[from, to)`, container bytes between them included. */
export function audioRange(table: PacketTable, from: number, to: number): ByteRange {
  const last = to - 1 - table.first;
  return {
    from: table.offsets[from - table.first] ?? 0,
    to: (table.offsets[last] ?? 0) + (table.sizes[last] ?? 0),
  };
}

/** Cuts packets `[from, to)` out of bytes that begin at `base` in the file. */
export function cutPackets(
  table: PacketTable,
  from: number,
  to: number,
  bytes: Uint8Array,
  base: number,
): Uint8Array[] {
  const packets: Uint8Array[] = [];
  for (let i = from - table.first; i < to - table.first; i += 1) {
    const start = (table.offsets[i] ?? 0) - base;
    packets.push(bytes.subarray(start, start + (table.sizes[i] ?? 0)));
  }
  return packets;
}

/** The packet decoding begins with so that `sample` comes out right. */
export function firstPacketFor(sample: number, rendition: RenditionInfo): number {
  return Math.max(0, packetOf(sample, rendition) - PREROLL_PACKETS);
}

/** The packet that carries track sample `sample`. */
export function packetOf(sample: number, rendition: RenditionInfo): number {
  return Math.floor((sample + rendition.pre_skip) / PACKET_SAMPLES);
}

/** Track sample of a packet's first frame; negative within the pre-skip. */
export function sampleOf(packet: number, rendition: RenditionInfo): number {
  return packet * PACKET_SAMPLES - rendition.pre_skip;
}

/** One past the last packet that carries music. */
export function packetEnd(rendition: RenditionInfo): number {
  return Math.min(rendition.packets, packetOf(rendition.samples - 1, rendition) + 1);
}

export const pageOf = (packet: number): number => Math.floor(packet / PAGE_PACKETS);

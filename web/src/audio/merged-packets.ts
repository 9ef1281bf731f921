/**
 * Joins Opus packets of one 20 ms frame each into packets of up to 120 ms (RFC 6716, 3.2.5: code 3, variable bit rate).
 *
 * What comes out of the decoder is the same, sample by sample; but a browser's decoder lives in other threads, and each packet costs
 * several messages between them, which is more than the decoding itself.
 */

/** 120 ms, the most a packet may hold. */
export const MOST_FRAMES = 6;
const CODE = 0b11;
const VARIABLE = 0x80;
const LONGEST_FRAME = 1275;
/** Lengths from here on take two bytes. */
const TWO_BYTES = 252;

/** How many packets from `from` on, before `to`, can be joined: one frame each, coded alike. At least 1. */
export function runOf(packets: readonly Uint8Array[], from: number, to: number): number {
  const toc = packets[from]?.[0];
  let count = 1;
  while (count < MOST_FRAMES && from + count < to && isLike(packets[from + count], toc)) count += 1;
  return isLike(packets[from], toc) ? count : 1;
}

function isLike(packet: Uint8Array | undefined, toc: number | undefined): boolean {
  return packet?.[0] !== undefined && packet[0] === toc && (toc & CODE) === 0 && packet.length - 1 <= LONGEST_FRAME;
}

/**
 * One packet with the frames of `packets`, which `runOf` has found joinable. In an array of its own: it is by these that the garbage
 * collection is called. A chunk's copy of it is invisible there, and with one array used again and again chunks piled up past 100 MB.
 */
export function mergePackets(packets: readonly Uint8Array[]): Uint8Array {
  const [first] = packets;
  if (first === undefined) throw new RangeError("No packets to merge.");
  if (packets.length === 1) return first;
  const head = [(first[0] ?? 0) | CODE, VARIABLE | packets.length];
  for (const { length } of packets.slice(0, -1)) {
    const bytes = length - 1;
    if (bytes < TWO_BYTES) head.push(bytes);
    else head.push(TWO_BYTES + (bytes & 3), (bytes - TWO_BYTES - (bytes & 3)) >> 2);
  }
  const merged = new Uint8Array(packets.reduce((sum, { length }) => sum + length - 1, head.length));
  merged.set(head);
  let at = head.length;
  for (const packet of packets) {
    merged.set(packet.subarray(1), at);
    at += packet.length - 1;
  }
  return merged;
}

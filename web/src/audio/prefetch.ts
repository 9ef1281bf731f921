/** What compressed music should stand ready, most urgent first. Pure. */

import type { PacketRange } from "./messages";
import { packetEnd, packetOf } from "./packets";
import type { Passage } from "./passages";
import type { BufferedRange, PlayableTrack, RenditionInfo, Segment } from "./ports";

const SAMPLES_PER_US = 0.048;
/** Music held ahead of the playhead, across track ends. */
const AHEAD_US = 120_000_000;
/** Fetched before anything else: what the ear meets next. */
const URGENT_US = 20_000_000;
/** Start of the tracks a skip or a step back may lead to. */
const NEIGHBOUR_US = 15_000_000;
/** Kept behind the playhead for a small step back. */
const BEHIND_US = 10_000_000;
/** What the decoder and the resampler need before the playhead. */
const LEAD_IN_US = 200_000;
/** A device that holds this much could play there at once. */
const READY_US = 2_000_000;
const MOST_RANGES = 8;

type Tracks = ReadonlyMap<string, PlayableTrack>;

/** Packets that carry `[fromUs, toUs)` of a track; null where there is nothing. */
function packetsFor(rendition: RenditionInfo, fromUs: number, toUs: number): PacketRange | null {
  const from = packetOf(Math.max(0, fromUs * SAMPLES_PER_US), rendition);
  const to = Math.min(packetEnd(rendition), packetOf(toUs * SAMPLES_PER_US, rendition) + 1);
  return from < to ? { renditionId: rendition.rendition_id, from, to } : null;
}

/** The stretches of tracks that sound within `aheadUs`, and `behindUs` of what has sounded. */
function sounding(
  passages: readonly Passage[],
  tracks: Tracks,
  nowUs: number,
  aheadUs: number,
  behindUs: number,
): PacketRange[] {
  const ranges: PacketRange[] = [];
  for (const passage of inTime(passages)) {
    const rendition = tracks.get(passage.entryId ?? "")?.rendition;
    const untilUs = Math.min(passage.untilUs, nowUs + aheadUs);
    const sinceUs = Math.max(passage.fromUs, nowUs);
    if (rendition === undefined || untilUs <= nowUs || passage.fromUs > nowUs + aheadUs) continue;
    const moved = passage.playing ? sinceUs - passage.fromUs : 0;
    const fromUs = passage.positionUs + moved;
    const lengthUs = passage.playing ? untilUs - sinceUs : aheadUs;
    const range = packetsFor(rendition, fromUs - (passage.fromUs < nowUs ? behindUs : 0), fromUs + lengthUs);
    if (range !== null) ranges.push(range);
  }
  return ranges;
}

/** What is under another passage stands before it: it is nearly over. */
function inTime(passages: readonly Passage[]): Passage[] {
  return [...passages].sort((a, b) => a.fromUs - b.fromUs || Number(b.isUnder) - Number(a.isUnder));
}

/** Starts of the tracks beside the one that sounds now, in the order of `tracks`, which is the queue's. */
function neighbours(passages: readonly Passage[], tracks: Tracks, nowUs: number): PacketRange[] {
  const order = [...tracks.keys()];
  const named = passages.filter((passage) => passage.entryId !== null && !passage.isUnder);
  const here = named.findLast((passage) => passage.fromUs <= nowUs) ?? named[0];
  const at = order.indexOf(here?.entryId ?? order[0] ?? "");
  const ranges: PacketRange[] = [];
  for (const step of [1, 0, -1, 2]) {
    const rendition = tracks.get(order[at + step] ?? "")?.rendition;
    const range = rendition === undefined ? null : packetsFor(rendition, 0, NEIGHBOUR_US);
    if (range !== null) ranges.push(range);
  }
  return ranges;
}

export function wantedPackets(passages: readonly Passage[], tracks: Tracks, nowUs: number): PacketRange[] {
  return [
    ...sounding(passages, tracks, nowUs, URGENT_US, LEAD_IN_US),
    ...neighbours(passages, tracks, nowUs),
    ...sounding(passages, tracks, nowUs, AHEAD_US, BEHIND_US),
  ];
}

/** What a device fetches that cannot sound yet, and may never: as much as its first sound needs. */
export function firstPackets(passages: readonly Passage[], tracks: Tracks, nowUs: number): PacketRange[] {
  return sounding(passages, tracks, nowUs, URGENT_US, LEAD_IN_US);
}

/** What is held, in positions; `entries` in the order they matter, at most 8 ranges. */
export function bufferedRanges(
  held: readonly PacketRange[],
  entries: readonly string[],
  tracks: Tracks,
): BufferedRange[] {
  const ranges: BufferedRange[] = [];
  for (const entryId of entries) {
    const rendition = tracks.get(entryId)?.rendition;
    if (rendition === undefined) continue;
    const durationUs = Math.floor(rendition.samples / SAMPLES_PER_US);
    for (const { renditionId, from, to } of held) {
      if (renditionId !== rendition.rendition_id) continue;
      const startUs = (from * 960 - rendition.pre_skip) / SAMPLES_PER_US;
      const endUs = (to * 960 - rendition.pre_skip) / SAMPLES_PER_US;
      // Five packets in are needed before decoding is true, except at the track's start.
      const fromUs = from === 0 ? 0 : Math.ceil(startUs + 100_000);
      ranges.push({ entryId, fromUs, toUs: Math.min(durationUs, Math.floor(endUs)) });
    }
  }
  return ranges.slice(0, MOST_RANGES);
}

/** Whether `positionUs` of an entry could sound at once. */
export function isBuffered(
  ranges: readonly BufferedRange[],
  entryId: string,
  positionUs: number,
  durationUs: number,
): boolean {
  const neededUs = Math.min(positionUs + READY_US, durationUs);
  return ranges.some((range) => range.entryId === entryId && range.fromUs <= positionUs && neededUs <= range.toUs);
}

/** Music ahead of where the plan is at `nowUs` that needs no network, µs, across track ends. */
export function bufferedAheadUs(ranges: readonly BufferedRange[], segments: readonly Segment[], nowUs: number): number {
  let aheadUs = 0;
  for (const [i, segment] of segments.entries()) {
    const untilUs = segments[i + 1]?.fromUs ?? Infinity;
    if (untilUs <= nowUs || segment.entryId === null) continue;
    const moved = segment.playing ? Math.max(0, nowUs - segment.fromUs) : 0;
    const fromUs = segment.positionUs + moved;
    const range = ranges.find(
      (each) => each.entryId === segment.entryId && each.fromUs <= fromUs && fromUs < each.toUs,
    );
    if (range === undefined) break;
    const lengthUs = Math.min(
      range.toUs - fromUs,
      segment.playing ? untilUs - Math.max(nowUs, segment.fromUs) : Infinity,
    );
    aheadUs += lengthUs;
    if (fromUs + lengthUs + 1000 < segment.positionUs + (untilUs - segment.fromUs)) break;
  }
  return aheadUs;
}

/**
 * Where the music is, as a function of time. Twin of `sonix.core.timeline`, held together by tests/vectors/timeline.json.
 *
 * A plan is what a player needs: segments, each active from its `fromUs` until the next one's. The end of a track is part
 * of the plan, so a track change needs no message and no network.
 */
import type { Blend, LoopMode, Transport } from "./protocol.gen";

/** From `fromUs` (room timeline, µs) on: this entry at this position, running or standing still. Null is silence. */
export interface Segment {
  readonly entryId: string | null;
  readonly fromUs: number;
  readonly positionUs: number;
  readonly playing: boolean;
  readonly epoch: number;
  /** The track before, which sounds on under this one's beginning. */
  readonly blend?: Blend | null;
}

export interface OrderedEntry {
  readonly entryId: string;
  readonly durationUs: number;
  /** Its place on an album; 0 or left out: not known. */
  readonly album?: string;
  readonly number?: number;
}

/** One of the tracks that sound at an instant. */
export interface Layer {
  readonly entryId: string;
  readonly positionUs: number;
  readonly gain: number;
}

/** What the plan is made from. `order`: entries in queue order. */
export interface RoomView {
  readonly transport: Transport;
  readonly previous: Transport | null;
  readonly loop: LoopMode;
  readonly order: readonly OrderedEntry[];
  /** How long two tracks are to sound together; left out: not at all. */
  readonly crossfadeUs?: number;
  /** The queue goes on after `order`, with entries not known here: nothing is foretold past its last one. */
  readonly truncated?: boolean;
}

/** Most transports `fold` returns besides the given one. */
const MAX_FOLDS = 2000;

/** Position in the track at `tUs`, µs. Not clipped to the track: `fold` says when the track ends. */
export function positionAt(transport: Transport, tUs: number): number {
  if (!transport.playing) return transport.position_us;
  return transport.position_us + Math.max(0, tUs - transport.at_us);
}

/** Sample of the rendition at 48 kHz for a position in µs. */
export function sampleAt(positionUs: number): number {
  return (positionUs * 48) / 1000;
}

/** What sounds at `tUs` by this transport: one track, or two whose gains are those of equal power. */
export function layers(transport: Transport, tUs: number): Layer[] {
  const { entry_id: entryId, blend } = transport;
  if (!transport.playing || entryId === null || tUs < transport.at_us) return [];
  const positionUs = positionAt(transport, tUs);
  if (blend === null || positionUs >= blend.overlap_us) return [{ entryId, positionUs, gain: 1 }];
  const angle = (Math.PI / 2) * (positionUs / blend.overlap_us);
  return [
    { entryId: blend.entry_id, positionUs: blend.from_us + positionUs, gain: Math.cos(angle) },
    { entryId, positionUs, gain: Math.sin(angle) },
  ];
}

/** Every transport that began by `untilUs`, the given one first: one more for each track end that has passed. */
export function fold(view: RoomView, untilUs: number): Transport[] {
  const folded = [view.transport];
  let last = view.transport;
  for (;;) {
    let following = next(view, last);
    if (following === null || following.at_us > untilUs) return folded;
    if (folded.length === MAX_FOLDS) following = skipRounds(view, following, untilUs);
    else if (folded.length > MAX_FOLDS + view.order.length) return folded;
    folded.push(following);
    last = following;
  }
}

/** The room as of `nowUs`: passed track ends folded, `previous` dropped once the switch has happened. */
export function advance(view: RoomView, nowUs: number): RoomView {
  const transport = fold(view, nowUs).at(-1) ?? view.transport;
  const previous = nowUs < view.transport.at_us ? view.previous : null;
  return { ...view, transport, previous };
}

/**
 * What sounds from `nowUs` until `horizonUs` later: what is audible now, the switch that is scheduled, track ends.
 *
 * What is audible before a switch plays on until it, past the end of its track too: nothing is silent in between.
 */
export function plan(view: RoomView, nowUs: number, horizonUs: number): Segment[] {
  const now = advance(view, nowUs);
  const ahead = fold(now, nowUs + horizonUs);
  const sounding = now.previous === null ? [] : fold({ ...now, transport: now.previous }, now.transport.at_us - 1);
  const segments = [...sounding, ...ahead].map(segmentOf);
  const current = segments.findLastIndex((segment) => segment.fromUs <= nowUs);
  return current > 0 ? segments.slice(current) : segments;
}

function segmentOf(transport: Transport): Segment {
  return {
    entryId: transport.entry_id,
    fromUs: transport.at_us,
    positionUs: transport.position_us,
    playing: transport.playing && transport.entry_id !== null,
    epoch: transport.epoch,
    blend: transport.blend,
  };
}

/**
 * The transport that begins by itself where this one's track ends, or as long before as the two blend; null when there is none, or it is
 * not known here. A transport that is in the blend already, as after a seek, has its follower begin at once and at the place of it.
 */
function next(view: RoomView, transport: Transport): Transport | null {
  const { order, loop } = view;
  const index = order.findIndex((entry) => entry.entryId === transport.entry_id);
  const ending = order[index];
  if (ending === undefined || !transport.playing) return null;
  const restUs = Math.max(0, ending.durationUs - transport.position_us);
  if (loop !== "track" && index === order.length - 1 && view.truncated === true) return null;
  const after = loop === "track" ? ending : (order[index + 1] ?? (loop === "queue" ? order[0] : undefined));
  const begins = { epoch: transport.epoch + 1, gate_until_us: null, overlap_us: null };
  if (after === undefined) {
    const stands = { entry_id: ending.entryId, position_us: ending.durationUs, at_us: transport.at_us + restUs };
    return { ...begins, ...stands, playing: false, ended: true, blend: null };
  }
  const overlapUs = overlap(ending, after, transport.overlap_us ?? view.crossfadeUs ?? 0);
  const fromUs = ending.durationUs - overlapUs;
  return {
    ...begins,
    entry_id: after.entryId,
    position_us: Math.max(0, overlapUs - restUs),
    at_us: transport.at_us + Math.max(0, restUs - overlapUs),
    playing: true,
    ended: false,
    blend: overlapUs > 0 ? { entry_id: ending.entryId, from_us: fromUs, overlap_us: overlapUs } : null,
  };
}

/** How long two tracks sound together: at most half of either, and not where one goes on with the other. */
function overlap(ending: OrderedEntry, after: OrderedEntry, wantedUs: number): number {
  const number = ending.number ?? 0;
  const isAlbum = (ending.album ?? "") !== "" && ending.album === after.album;
  if ((isAlbum && number > 0 && number + 1 === after.number) || ending.entryId === after.entryId) return 0;
  return Math.max(0, Math.min(wantedUs, Math.floor(ending.durationUs / 2), Math.floor(after.durationUs / 2)));
}

/** The same entry of the same loop, as many whole rounds later as fit before `untilUs`. */
function skipRounds(view: RoomView, transport: Transport, untilUs: number): Transport {
  if (!transport.playing || view.loop === "off") return transport;
  const round = view.loop === "track" ? view.order.filter((e) => e.entryId === transport.entry_id) : view.order;
  const roundUs = round.reduce((sum, entry, i) => {
    const after = round[(i + 1) % round.length] ?? entry;
    return sum + entry.durationUs - overlap(entry, after, view.crossfadeUs ?? 0);
  }, 0);
  const rounds = roundUs > 0 ? Math.floor((untilUs - transport.at_us) / roundUs) : 0;
  return {
    ...transport,
    epoch: transport.epoch + rounds * round.length,
    at_us: transport.at_us + rounds * roundUs,
  };
}

/** Where the music comes to its end, µs of room time; null where the plan does not say. */
export function silenceAfter(segments: readonly Segment[], nowUs: number): number | null {
  return segments.find((segment) => segment.fromUs > nowUs && !segment.playing)?.fromUs ?? null;
}

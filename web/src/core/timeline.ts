/**
 * Where the music is, as a function of time. Twin of `sonix.core.timeline`, held together by tests/vectors/timeline.json.
 *
 * A plan is what a player needs: segments, each active from its `fromUs` until the next one's. The end of a track is part
 * of the plan, so a track change needs no message and no network.
 */
import type { LoopMode, Transport } from "./protocol.gen";

/** From `fromUs` (room timeline, µs) on: this entry at this position, running or standing still. Null is silence. */
export interface Segment {
  readonly entryId: string | null;
  readonly fromUs: number;
  readonly positionUs: number;
  readonly playing: boolean;
  readonly epoch: number;
}

export interface OrderedEntry {
  readonly entryId: string;
  readonly durationUs: number;
}

/** What the plan is made from. `order`: entries in queue order. */
export interface RoomView {
  readonly transport: Transport;
  readonly previous: Transport | null;
  readonly loop: LoopMode;
  readonly order: readonly OrderedEntry[];
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

/** The instant the transport's track ends; null when nothing plays or the entry's length is not known. */
export function endOf(transport: Transport, order: readonly OrderedEntry[]): number | null {
  const entry = order.find((each) => each.entryId === transport.entry_id);
  if (!transport.playing || entry === undefined) return null;
  return transport.at_us + Math.max(0, entry.durationUs - transport.position_us);
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
  };
}

/** The transport that begins where this one's track ends; null when there is none, or it is not known here. */
function next(view: RoomView, transport: Transport): Transport | null {
  const { order, loop } = view;
  const index = order.findIndex((entry) => entry.entryId === transport.entry_id);
  const entry = order[index];
  const endUs = endOf(transport, order);
  if (entry === undefined || endUs === null) return null;
  const begins = { epoch: transport.epoch + 1, at_us: endUs, gate_until_us: null, ended: false };
  if (loop === "track") return { ...begins, entry_id: entry.entryId, position_us: 0, playing: true };
  if (index === order.length - 1 && view.truncated === true) return null;
  const successor = order[index + 1] ?? (loop === "queue" ? order[0] : undefined);
  if (successor !== undefined) return { ...begins, entry_id: successor.entryId, position_us: 0, playing: true };
  return { ...begins, entry_id: entry.entryId, position_us: entry.durationUs, playing: false, ended: true };
}

/** The same entry of the same loop, as many whole rounds later as fit before `untilUs`. */
function skipRounds(view: RoomView, transport: Transport, untilUs: number): Transport {
  if (!transport.playing || view.loop === "off") return transport;
  const round = view.loop === "track" ? view.order.filter((e) => e.entryId === transport.entry_id) : view.order;
  const roundUs = round.reduce((sum, entry) => sum + entry.durationUs, 0);
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

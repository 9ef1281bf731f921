/** What the timeline and the player need of a room. Asked for several times a second, so made once a room. */
import type { BlendRules, Track } from "./protocol.gen";
import { inOrder } from "./queue_order";
import { soundingIn, type Room } from "./room";
import type { RoomView } from "./timeline";

const views = new WeakMap<Room, RoomView>();
const trackMaps = new WeakMap<Room, ReadonlyMap<string, Track>>();

/** What the timeline needs. */
export function viewOf(room: Room): RoomView {
  const view = views.get(room) ?? madeView(room);
  views.set(room, view);
  return view;
}

function madeView(room: Room): RoomView {
  return {
    transport: room.transport,
    previous: room.previous,
    loop: room.loop,
    order: inOrder(room.entries.values()).map(({ entry_id: entryId, track }) => ({
      entryId,
      durationUs: durationUs(track),
      album: track.album,
      number: track.album_number,
    })),
    crossfadeUs: room.settings.blend.crossfade_s * 1_000_000,
    truncated: room.hidden > 0 || (room.loop === "queue" && room.playedCut),
  };
}

/**
 * Tracks of all entries a plan may name, in the order of the queue, each at the gain the room wants. What was taken out is in it only
 * while it sounds.
 */
export function tracksOf(room: Room | null): ReadonlyMap<string, Track> {
  if (room === null) return new Map();
  const tracks = trackMaps.get(room) ?? madeTracks(room);
  trackMaps.set(room, tracks);
  return tracks;
}

function madeTracks(room: Room): ReadonlyMap<string, Track> {
  const sounding = soundingIn(room).map((entryId) => room.ghosts.get(entryId));
  const entries = [...sounding.filter((entry) => entry !== undefined), ...room.entries.values()];
  const { loudness } = room.settings.blend;
  return new Map(inOrder(entries).map((entry) => [entry.entry_id, levelled(entry.track, loudness)]));
}

/** The track with the gain it is to be played at. */
export function levelled(track: Track, loudness: BlendRules["loudness"]): Track {
  const { rendition, album_gain_db: albumGainDb } = track;
  const gainDb = { track: rendition.gain_db, album: albumGainDb ?? rendition.gain_db, off: 0 }[loudness];
  return gainDb === rendition.gain_db ? track : { ...track, rendition: { ...rendition, gain_db: gainDb } };
}

/** Length in µs, rounded down, so that a position inside it always has a sample. */
export function durationUs(track: Track): number {
  return Math.floor((track.rendition.samples * 1_000_000) / 48_000);
}

/** Made-up rooms for looking at screens. For `npm run dev` only; nothing here is built into the client. */
import type { Cause, Member, Presence, QueueEntry, SyncReport, Track } from "../core/protocol.gen";

const TITLES: readonly (readonly [string, string, string, string | null])[] = [
  ["Lanterns over Water", "Sonix", "First Light", "#e0784a"],
  ["Slow Orbit", "Mira Halden", "Perigee", "#4a86e0"],
  ["The Long Way Home", "Paper Kites & the Northern Choir", "Postcards", "#3fa07a"],
  ["Untitled 7", "", "", null],
  ["Kaleidoscope", "Ode & Ember", "Glasswork", "#b455c9"],
  ["夜の電車", "青い部屋", "郊外", "#27506e"],
];
const PALETTE = ["#27506e", "#e8d8a0", "#7a3048"];
const LONG_TITLE =
  "Concerto for Two Violins, Strings and Continuo in D minor, BWV 1043: II. Largo ma non tanto (Live at the Old Church, Remastered 2024)";
const NAMES = [
  "Ana",
  "Ben Okafor",
  "Chiara",
  "Dmitri",
  "Eunji Park",
  "Fatima Al-Sayed",
  "Gustav",
  "Hana",
  "Íñigo",
  "Jules",
];
const US = 1_000_000;

export function track(index: number, long = false): Track {
  const [title, artist, album, accent] = TITLES[index % TITLES.length] ?? ["", "", "", null];
  return {
    track_id: `track-${index}`,
    title: long ? LONG_TITLE : title,
    artist: long ? "Orchestra of the Age of Very Long Names, with Maximiliana von Hohenstein-Gutenberg" : artist,
    album,
    rendition: {
      rendition_id: `r${index}`,
      samples: (95 + index * 37) * 48_000,
      pre_skip: 312,
      packets: 0,
      size_bytes: 0,
      gain_db: 0,
    },
    album_number: 0,
    album_gain_db: null,
    cover_id: accent === null ? null : `cover-${index % TITLES.length}`,
    accent,
    palette: accent === null ? [] : [accent, ...PALETTE],
  };
}

export function entries(count: number, longFirst = false): QueueEntry[] {
  return Array.from({ length: count }, (_unused, index) => ({
    entry_id: `entry-${index}`,
    order_key: String(index).padStart(4, "0"),
    track: track(index, longFirst && index < 2),
    added_by: `member-${index % 4}`,
    added_at_us: index * US,
    born: 0,
    pinned: false,
  }));
}

/** One in seven is away, one in nine has the sound off; some are well in step and some are not. */
export function presences(count: number, buffering: boolean): Presence[] {
  const errors = [700, 300, 1_900, 8_200, 400, 26_000];
  const all = Array.from({ length: count }, (_unused, index): Presence => {
    const silent = index % 9 === 8;
    const remote = index % 9 === 4;
    return {
      member_id: `member-${index}`,
      connected: true,
      listening: true,
      err_us: silent || remote ? null : (errors[index % errors.length] ?? null),
      sigma_us: 150,
      rtt_us: 8_000,
      hidden: false,
      audible: !silent && !remote,
      buffering: buffering && index > 0 && index < 3,
      remote,
      cause: CAUSES[index % CAUSES.length] ?? "none",
    };
  });
  return all.filter((_presence, index) => index % 7 !== 6);
}

const CAUSES: readonly Cause[] = ["none", "none", "none", "network", "none", "asymmetry"];

/** What the host is told of those who are here: the same errors as in their presence, with two minutes of wandering. */
export function syncReports(count: number, second: number): SyncReport[] {
  return presences(count, false).map((presence, index): SyncReport => {
    const cause = CAUSES[index % CAUSES.length] ?? "none";
    const wander = (at: number): number | null =>
      presence.err_us === null ? null : Math.round(presence.err_us * (0.8 + 0.3 * Math.sin((at + 7 * index) / 5)));
    return {
      member_id: presence.member_id,
      err_us: presence.remote ? null : wander(second),
      sigma_us: 150 + 40 * index,
      rtt_us: 8_000,
      jitter_us: 900,
      buffered_ms: 118_000,
      latency_ms: 21,
      trim_us: index === 2 ? -12_000 : 0,
      suspect_us: cause === "asymmetry" ? 27_000 : null,
      source: index === 4 ? "chunks" : "worklet",
      cause: presence.remote ? "none" : cause,
      hidden: index === 3,
      audible: presence.audible,
      remote: presence.remote,
      dropouts: index === 1 ? 2 : 0,
      history: second === 0 ? Array.from({ length: 60 }, (_unused, at) => wander(at - 60)) : [],
    };
  });
}

export function members(count: number): Member[] {
  return Array.from({ length: count }, (_unused, index) => {
    const name = NAMES[index % NAMES.length] ?? "";
    return {
      member_id: `member-${index}`,
      name: index < NAMES.length ? name : `${name} ${Math.floor(index / NAMES.length) + 1}`,
      joined_at_us: index * US,
      left: false,
      role: index === 2 ? "cohost" : index === 3 ? "dj" : "listener",
      muted_until_us: index === 4 ? 9e15 : 0,
    };
  });
}

/** A waveform that looks like music: a pulse under a slow swell. */
export function peaks(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(1600);
  for (let bucket = 0; bucket < 800; bucket += 1) {
    const swell = 0.55 + 0.4 * Math.sin(bucket / 90) * Math.sin(bucket / 37);
    const pulse = 0.6 + 0.4 * Math.abs(Math.sin(bucket * 0.7));
    const level = Math.min(1, Math.max(0.05, swell * pulse * (bucket < 20 ? bucket / 20 : 1)));
    bytes[bucket * 2] = Math.round(level * 255);
    bytes[bucket * 2 + 1] = Math.round(level * 170);
  }
  return bytes;
}

/** Playlists of the gallery: one for each state that the page can show. */
import type { Playlist, PlaylistEntry } from "../net/playlist_types";

const LONG = "Everything we ever danced to in the kitchen after midnight, and then some";

const list: Playlist = {
  playlist_id: "kitchen",
  name: "Kitchen dances",
  role: "owner",
  owner_id: "me",
  owner_name: "Ana",
  tracks: 120,
  duration_us: 24_000_000_000,
  cover_id: null,
  accent: null,
  covers: ["cover-0", "cover-1", "cover-2", "cover-3"],
  members: 2,
  link_role: null,
  revision: 3,
  created_at: "2026-11-01T18:00:00Z",
  changed_at: "2026-11-02T18:00:00Z",
};

const others: readonly Playlist[] = [
  list,
  { ...list, playlist_id: "long", name: LONG, role: "viewer", owner_name: "Ben Okafor", cover_id: "cover-1" },
  { ...list, playlist_id: "new", name: "New", tracks: 0, duration_us: 0, covers: [], members: 0 },
];

const TITLES = ["Lanterns over Water", "Paper Kites", "Window Seat", LONG];

function entries(state: string): PlaylistEntry[] {
  if (state === "empty") return [];
  return Array.from({ length: list.tracks }, (_, at) => ({
    entry_id: `e${at}`,
    order_key: String(at).padStart(4, "0"),
    track_id: `t${at % 90}`,
    title: TITLES[at % TITLES.length] ?? "",
    artist: at % 5 === 4 ? "" : "Sonix",
    album: "",
    duration_us: 190_000_000 + at * 1_000_000,
    cover_id: at % 3 === 0 ? null : `cover-${at % 4}`,
    accent: null,
    available: at % 6 !== 5,
    added_by: "me",
    added_by_name: at % 2 === 0 ? "Ana" : "Ben Okafor",
    added_at: "2026-11-01T18:00:00Z",
  }));
}

const members = [
  { user_id: "me", name: "Ana", role: "owner" },
  { user_id: "ben", name: "Ben Okafor", role: "editor" },
  { user_id: "cleo", name: "Cleo, who has a rather long name", role: "viewer" },
];
const candidate = { title: "Paper Kites", artist: "Sonix", album: "", duration_us: 200_000_000 };
const missing = [
  {
    number: 2,
    title: "Paper Kitess",
    artist: "Sonix",
    album: "",
    duration_us: null,
    after: null,
    candidates: [{ ...candidate, track_id: "t1", cover_id: "cover-1", accent: null }],
  },
  { number: 7, title: LONG, artist: "Nobody at all", album: "", duration_us: null, after: null, candidates: [] },
];

/** What `/api/playlists` and the like answer; null for what else is asked for. */
export function playlistAnswer(path: string, method: string, state: string): unknown {
  const playlist: Playlist =
    state === "viewer" ? { ...list, role: "viewer" } : state === "linked" ? { ...list, link_role: "editor" } : list;
  if (path === "/api/playlists" && method === "GET") {
    return { playlists: state === "empty" ? [] : others, next_cursor: null };
  }
  if (path === "/api/known-people")
    return {
      people: [
        { user_id: "dan", name: "Dan" },
        { user_id: "eve", name: "Eve" },
      ],
    };
  if (path !== "/api/playlists" && !path.startsWith("/api/playlists/")) return null;
  if (path.endsWith("/entries")) return { entries: entries(state), next_cursor: null, revision: 3 };
  if (path.endsWith("/members")) return { members };
  if (path.endsWith("/link")) return { secret: "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4", role: "viewer" };
  if (path.endsWith("/import")) return { found: 38, missing, missing_total: 1002, playlist };
  return playlist;
}

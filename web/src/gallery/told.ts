/** What rooms tell of themselves, and their past, made up. */
import { heat } from "./chat";
import type { AirtimeAnswer, NowPlaying, RoomPreview } from "../net/api_types";
import type { DirectoryPage, RoomDetails } from "../net/listings_types";
import type { EveningsPage, Top } from "../net/past_api";

const LONG = "Everything that was ever danced to in a kitchen, from fado to footwork, in no order at all. ".repeat(5);
const schedule = (state: string) =>
  state === "lobby" || state === "scheduled"
    ? { starts_at: "2030-05-03T18:00:00Z", zone: "Europe/Vienna", opens_in_s: 93_784 }
    : null;

/** Whatever is asked about the one room there is. */
export function roomAnswer(path: string, state: string, now: NowPlaying): unknown {
  if (path.endsWith("/details") || path.endsWith("/schedule")) return details(state);
  if (path.endsWith("/deletion")) return { members: 12, queued: 4, played: 310, tracks: 7 };
  if (path.endsWith("/evenings")) return evenings(state);
  if (path.endsWith("/top")) return top(state);
  if (path.endsWith("/airtime")) return airtime();
  if (path.endsWith("/heat")) return heat();
  if (path.endsWith("/history")) return { items: [], next: null };
  return preview(state, now);
}

function airtime(): AirtimeAnswer {
  const whose = [
    ["member-0", "Ana"],
    ["sonix", ""],
    ["m3", "Benedikta Maximiliana Longname-Smith"],
    ["gone", ""],
  ] as const;
  return {
    people: whose.map(([member_id, name], at) => ({ member_id, name, heard_us: 4e9 / (at + 1), tracks: 12 - at * 3 })),
  };
}

function preview(state: string, now: NowPlaying): RoomPreview {
  const locked = state === "locked" || state === "asked";
  const told = state === "told" || locked || state === "lobby";
  return {
    code: "KTW4QM",
    name: "Sunday Kitchen",
    host_name: "Ben Okafor",
    listeners: 3,
    now: locked || state === "lobby" ? null : now,
    description: told ? "Tea, and tunes from everywhere.\nEvery Friday." : "",
    tags: told ? ["fado", "drum & bass", "live"] : [],
    public: told,
    link_name: null,
    password: locked,
    door: state === "shut" ? "locked" : "open",
    member: false,
    waits: state === "lobby",
    schedule: schedule(state),
  };
}

function details(state: string): RoomDetails {
  return {
    description: state === "long" ? LONG.slice(0, 500) : "Tea, and tunes from everywhere.",
    tags: ["fado", "live"],
    public: true,
    link_name: "friday-at-bens",
    password: state !== "open",
    schedule: schedule(state),
  };
}

/** Public rooms: full ones, quiet ones, one with a password, one that opens later. */
export function directoryAnswer(state: string, now: NowPlaying): DirectoryPage {
  const room = {
    description: "",
    tags: [],
    listeners: 0,
    now: null,
    password: false,
    schedule: null,
    link_name: null,
    door: "open" as const,
  };
  if (state === "empty") return { rooms: [], tags: [], next: null };
  return {
    rooms: [
      { ...room, code: "KTW4QM", name: "Sunday Kitchen", description: LONG, tags: ["fado"], listeners: 12, now },
      { ...room, code: "AB23CD", name: "The office, very late, when everybody else has gone home", listeners: 1, now },
      {
        ...room,
        code: "XYZ789",
        name: "Roof",
        password: true,
        door: "locked",
        tags: ["house", "techno", "live", "vinyl", "night"],
      },
      { ...room, code: "QRS234", name: "Friday", schedule: schedule("scheduled") },
    ],
    tags: ["fado", "house", "live", "techno"].map((tag) => ({ tag, rooms: 3 })),
    next: "r.1.x",
  };
}

function evenings(state: string): EveningsPage {
  if (state === "empty") return { evenings: [], next: null };
  const of = (day: number) => ({
    from_us: day * 86_400e6,
    to_us: day * 86_400e6 + 12_000e6,
    starts_at: `2026-11-${day}T19:00:00Z`,
    ends_at: `2026-11-${day}T22:40:00Z`,
    tracks: 40 + day,
    people: day - 9,
  });
  return { evenings: [20, 13, 10].map(of), next: 10 };
}

function top(state: string): Top {
  if (state === "empty") return { plays: 0, airtime_s: 0, people_there: 0, tracks: [], people: [] };
  const titles = [
    "Lanterns over Water",
    "Tide",
    "A title that goes on and on until nobody can read it any more",
    "Roof",
  ];
  const names = ["Ben Okafor", "Ana", "", "Benedikta Maximiliana Longname-Smith"];
  return {
    plays: 310,
    airtime_s: 61_234,
    people_there: 12,
    tracks: titles.map((title, index) => ({
      track_id: `t${index}`,
      title,
      artist: index === 1 ? "" : "Sonix",
      cover_id: null,
      plays: 20 - index * 5,
      airtime_s: 4000 - index * 700,
    })),
    people: names.map((name, index) => ({
      member_id: `m${index}`,
      name,
      tracks: 90 - index * 20,
      airtime_s: 20_000 - index * 5000,
      present_s: 30_000 - index * 9000,
    })),
  };
}

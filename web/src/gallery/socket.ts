/** A room at the other end of a socket that does not exist: it says what it is asked to show, and measures clocks. */
import { NEW_SETTINGS, PROTOCOL_VERSION, type ServerMessage, type Settings, type Snapshot } from "../core/protocol.gen";
import { NOBODY } from "../core/room";
import type { SocketLike } from "../net/socket";
import { conversation } from "./chat";
import { KNOCKS } from "./order";
import { entries, members, presences, syncReports } from "./fixtures";

export interface RoomScene {
  people: number;
  tracks: number;
  /** Which entry plays; those before it are played. */
  at: number;
  long: boolean;
  playing: boolean;
  gate: boolean;
  guest: boolean;
  /** Every device plays the click track. */
  click: boolean;
  /** Tracks play in turns, and the next one is nobody's. */
  turns?: boolean;
  /** People knock. */
  knocks?: boolean;
  /** One stands before the door: what the socket says, or the code it closes with. */
  outside?: ServerMessage | number | undefined;
}

const ONLY_THE_HOST: Settings = {
  ...NEW_SETTINGS,
  rights: { ...NEW_SETTINGS.rights, playback: [], skip: [], remove_others: [], arrange: [], add: [], play_next: [] },
};

function settingsOf(scene: RoomScene): Settings {
  const settings = scene.guest ? ONLY_THE_HOST : NEW_SETTINGS;
  if (scene.turns) return { ...settings, queue: { ...settings.queue, mode: "turns" } };
  return scene.knocks ? { ...settings, doors: { ...settings.doors, knock: true } } : settings;
}

const NOTHING_SAID: ServerMessage[] = [{ type: "chat_opened", seq: 0, said: [], more: false }];

const nowUs = (): number => Math.round(performance.now() * 1000) + 1e9;

export function snapshot(scene: RoomScene): Snapshot {
  const queue = entries(scene.tracks, scene.long);
  const current = queue[scene.at];
  const next = queue[scene.at + 1];
  if (scene.turns && next) queue[scene.at + 1] = { ...next, added_by: NOBODY };
  const atUs = scene.gate ? nowUs() + 600e6 : nowUs() - 47e6;
  return {
    room_id: "room",
    code: "KTW4QM",
    name: scene.long ? "The office, very late, when everybody else has gone home" : "Sunday Kitchen",
    host_id: scene.guest ? "member-1" : "member-0",
    rev: 12,
    settings: settingsOf(scene),
    loop: "off",
    transport: {
      epoch: 4,
      entry_id: current?.entry_id ?? null,
      position_us: scene.playing ? 0 : 47e6,
      at_us: atUs,
      playing: scene.playing && current !== undefined,
      gate_until_us: scene.gate ? atUs : null,
      ended: false,
      blend: null,
      overlap_us: null,
    },
    previous: null,
    entries: queue,
    upcoming_count: Math.max(0, queue.length - scene.at - 1),
    members: members(scene.people),
    member_count: scene.people,
    undo_ids: [],
    click_until_us: scene.click ? nowUs() + 103e6 : 0,
    votes: {},
    skip_votes: { count: 0, mine: false },
    skip_voters: [],
  };
}

/** What opens them; with `cut` the first one is lost soon after, and no other can be had. */
export function fakeSockets(scene: RoomScene, cut: boolean): () => SocketLike {
  let opened = 0;
  return () => {
    opened += 1;
    return fakeSocket(scene, cut, cut && opened > 1);
  };
}

function fakeSocket(scene: RoomScene, cut: boolean, dead: boolean): SocketLike {
  const socket: SocketLike = { onopen: null, onmessage: null, onclose: null, send, close: () => undefined };
  const say = (message: ServerMessage): void => socket.onmessage?.({ data: JSON.stringify(message) });
  /** Later, as from a network: an answer within the question comes before anybody waits for it. */
  function answer(id: number, t1: number): void {
    const atUs = nowUs();
    setTimeout(() => say({ type: "time", id, t1, t2: atUs, t3: atUs }));
  }
  function report(second: number): void {
    say({ type: "sync_reports", left_out: 0, reports: syncReports(scene.people, second) });
    setTimeout(() => report(second + 1), 1000);
  }
  function send(text: string): void {
    const message = JSON.parse(text) as { type: string; id: number; t1: number; cmd_id: string };
    if (message.type === "time") answer(message.id, message.t1);
    if (message.type === "watch") report(0);
    if (message.type === "command")
      say({
        type: "refused",
        cmd_id: message.cmd_id,
        code: "gallery",
        message: "The gallery only shows.",
        retryable: false,
        fits_in_us: 0,
      });
    if (message.type !== "hello") return;
    if (scene.outside !== undefined) {
      if (typeof scene.outside === "number") socket.onclose?.({ code: scene.outside, reason: "" });
      else say(scene.outside);
      return;
    }
    say({
      type: "welcome",
      protocol: PROTOCOL_VERSION,
      clock_id: "gallery",
      member_id: "member-0",
      now_us: nowUs(),
      snapshot: snapshot(scene),
      missed: null,
      presence: presences(scene.people, scene.gate),
      grants:
        scene.tracks > 0
          ? entries(scene.tracks).map((entry) => ({
              rendition_id: entry.track.rendition.rendition_id,
              base: "/media/r/gallery/",
              query: "",
              expires_at_s: 1e10,
            }))
          : [],
      status_interval_ms: 1000,
    });
    say({ type: "presence", changed: [], listeners: presences(scene.people, false).length });
    for (const each of scene.people > 1 ? conversation(nowUs(), scene.long) : NOTHING_SAID) say(each);
    if (scene.knocks) say(KNOCKS);
    if (cut) setTimeout(() => socket.onclose?.({ code: 1006, reason: "" }), 800);
  }
  setTimeout(() => (dead ? socket.onclose?.({ code: 1006, reason: "" }) : socket.onopen?.()), 0);
  return socket;
}

/** Keeping order: who waits at the door, who stays outside, and the log, made up. */
import { CloseCode, type ServerMessage } from "../core/protocol.gen";
import type { Ban, LogLine, Standing } from "../net/moderation_api";

const LONG = "Wrote the same sentence forty times, and went on with it after Ben had asked twice for something else.";
const ago = (minutes: number): number => Math.round(performance.now() * 1000) + 1e9 - minutes * 60e6;

/** What the socket says instead of the welcome, to whoever stays outside. */
export const OUTSIDE: Readonly<Record<string, ServerMessage | number>> = {
  knocking: { type: "waiting", why: "knock", room_name: "Sunday Kitchen", until_us: 9e15 },
  banned: CloseCode.ROOM_BANNED,
  refused: CloseCode.NOT_ADMITTED,
  asked: CloseCode.ROOM_PASSWORD,
};

/** Said to whoever may open the door. */
export const KNOCKS: ServerMessage = {
  type: "knocks",
  waiting: ["Benedikta Maximiliana Longname-Smith", "Eve"].map((name, index) => ({
    user_id: `guest-${index}`,
    name,
    asked_at_us: ago(2),
  })),
};

const line = (minutes: number, about: Partial<LogLine> & Pick<LogLine, "action">): LogLine => ({
  line_id: `line-${minutes}`,
  at_us: ago(minutes),
  by_id: "member-2",
  by_name: "Cleo",
  about_id: "member-4",
  about_name: "Emil",
  reason: "",
  detail: "",
  undone_by: null,
  undoable: true,
  ...about,
});

const LINES: readonly LogLine[] = [
  line(3, { action: "ban", reason: LONG }),
  line(9, { action: "mute", undone_by: "Ana", undoable: false, reason: "Capitals" }),
  line(14, { action: "dismiss", about_name: "Benedikta Maximiliana Longname-Smith", undoable: false }),
  line(30, { action: "role", detail: "listener:dj", by_name: "Ana" }),
  line(44, { action: "lock", about_name: "" }),
];

const BANS: readonly Ban[] = [
  { ban_id: "b1", user_id: "m4", name: "Emil", reason: LONG, by_id: "m2", by_name: "Cleo", at_us: ago(3) },
  { ban_id: "b2", user_id: "m9", name: "", reason: "", by_id: "m0", by_name: "Ana", at_us: ago(9000) },
];

const STANDINGS: Readonly<Record<string, Standing>> = {
  banned: { state: "banned", reason: LONG, again_in_s: null },
  refused: { state: "refused", reason: "", again_in_s: 540 },
};

/** What is asked of one room's order; null when it is something else. */
export function orderAnswer(path: string, state: string): unknown {
  const none = state === "empty";
  if (path.endsWith("/moderation")) return { lines: none ? [] : LINES, before: null };
  if (path.endsWith("/bans")) return { bans: none ? [] : BANS, before: null };
  if (path.endsWith("/knocks")) return KNOCKS;
  if (path.endsWith("/standing")) return STANDINGS[state] ?? { state: "inside", reason: "", again_in_s: null };
  return null;
}

/** Answers the HTTP API without a server, so that a screen can be looked at in any state. */
import { ApiError } from "../net/api";
import type { Fetch } from "../net/http";
import { accountAnswer, signInOf } from "./account";
import { adminAnswer } from "./admin";
import { orderAnswer } from "./order";
import { playlistAnswer } from "./playlists";
import { directoryAnswer, roomAnswer } from "./told";
import { peaks } from "./fixtures";
import { lyricsOf } from "./lyrics";

const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
const now = { title: "Lanterns over Water", artist: "Sonix", cover_id: "cover-0" };

function answer(path: string, method: string, state: string): Response {
  if (path.startsWith("/api/admin/")) return administration(path.slice("/api/admin/".length), method, state);
  const own = accountAnswer(path, state);
  if (own !== null && method === "GET") return json(own);
  if (path === "/api/scrobbling/lastfm/start")
    return json({ ticket: "ticket-of-the-gallery", page: "https://www.last.fm/api/auth/?api_key=a&token=b" });
  const listed = playlistAnswer(path, method, state);
  if (listed !== null) return json(listed);
  if (path === "/api/accounts" || path === "/api/passwords/forgotten") return json({ sent: true }, 202);
  if (path === "/api/sessions")
    return json({ code: "wrong_password", detail: "The e-mail or the password is not right." }, 401);
  const sung = /^\/api\/tracks\/([^/]+)\/lyrics$/.exec(path);
  if (sung) return json(lyricsOf(sung[1] ?? "", state));
  if (path.endsWith("peaks.bin")) return new Response(peaks());
  if (path === "/api/instance") {
    const uploads = { who: "everyone", max_bytes: 500e6, max_seconds: 10_800 };
    const base = {
      name: "Sonix",
      version: "0.1.0",
      protocol: 1,
      lan_only: true,
      only_here: false,
      uploads,
      directory: state === "nowhere" ? "nobody" : "everyone",
      sign_in: signInOf(state),
    };
    return json({ ...base, public_url: "http://192.168.1.20:8000", https_url: "https://192.168.1.20:8443" });
  }
  if (path.startsWith("/api/directory")) return json(directoryAnswer(state, now));
  if (path === "/api/suggestions") return json({ guest_name: "Quiet Heron", room_name: "Sunday Kitchen" });
  if (path === "/api/rooms") {
    if (state === "empty") return json([]);
    const seen = new Date(Date.now() - 3 * 86_400_000).toISOString();
    return json([
      { code: "KTW4QM", name: "Sunday Kitchen", last_seen_at: seen, listeners: 3, now },
      {
        code: "AB23CD",
        name: "The office, very late, when everybody else has gone home",
        last_seen_at: seen,
        listeners: 0,
        now: null,
      },
      { code: "XYZ789", name: "Roof", last_seen_at: seen, listeners: 0, now: null },
    ]);
  }
  if (path.startsWith("/api/rooms/")) {
    if (state === "missing") return json({ title: "No such room", code: "no_such_room", detail: "No such room." }, 404);
    if (state === "limited") return json({ title: "Too many", code: "rate_limited", detail: "Too many." }, 429);
    return json(orderAnswer(path, state) ?? roomAnswer(path, state, now));
  }
  return json({ title: "Not in the gallery", code: "missing" }, 404);
}

function administration(what: string, method: string, state: string): Response {
  if (state === "broken") return json({ title: "Broken", code: "internal", detail: "Broken." }, 500);
  const asked = method === "POST" && what === "invitations" ? "invitations/new" : what;
  const told = adminAnswer(asked, state === "nobody");
  return told === null ? new Response(null, { status: 204 }) : json(told);
}

export function fakeFetch(state: string): Fetch {
  return (url, init) => {
    if (state === "waiting" && url.includes("/admin/")) return new Promise(() => undefined);
    if (url.includes("/changes?")) return new Promise(() => undefined); // nothing new
    if (state === "away") return Promise.reject(new ApiError("offline", "Sonix cannot be reached.", 0, true));
    return Promise.resolve(answer(new URL(url, location.href).pathname, init.method ?? "GET", state));
  };
}

/** What the endpoints of somebody's own account would tell, and which doors the instance has. */
import type { SignIn } from "../net/api";
import type { ScrobblingState } from "../net/scrobbling_api";
import type * as P from "../net/people_types";

const NOW_S = Math.floor(Date.now() / 1000);
const DAY_S = 86_400;

const usual: SignIn = {
  registration: "open",
  guests: true,
  mail: true,
  passkeys: true,
  oidc: [],
  firebase: null,
  supabase: null,
  min_password_chars: 10,
};

const elsewhere: Partial<SignIn> = {
  oidc: [
    { name: "home", label: "Nextcloud at home" },
    { name: "work", label: "the university" },
  ],
  firebase: {
    project: "demo-sonix",
    api_key: "demo",
    auth_domain: "demo.example.org",
    ways: ["email", "google", "anonymous"],
    emulator_url: null,
  },
  supabase: { url: "https://demo.example.org", anon_key: "demo" },
};

const DOORS: Readonly<Record<string, SignIn>> = {
  providers: { ...usual, ...elsewhere },
  account: { ...usual, ...elsewhere },
  invited: { ...usual, registration: "invitation", mail: false },
  closed: { ...usual, registration: "closed", guests: false, mail: false },
};

export function signInOf(state: string): SignIn {
  return DOORS[state] ?? usual;
}

const devices: P.Device[] = ["Chrome on Linux", "Safari on iPhone", "Firefox on Windows"].map((device, index) => ({
  session_id: `session-${index}`,
  device,
  address: ["192.168.1.20", "2001:db8:85a3::8a2e:370:7334", "203.0.113.9"][index] ?? "",
  created_at_s: NOW_S - 20 * DAY_S,
  seen_at_s: NOW_S - index * 3 * DAY_S,
  current: index === 0,
}));

const passkeys: P.Passkey[] = [
  { credential_id: "key-0", name: "Mac", created_at_s: NOW_S - 9 * DAY_S, used_at_s: NOW_S - DAY_S },
  { credential_id: "key-1", name: "Security key in the drawer", created_at_s: NOW_S - 90 * DAY_S, used_at_s: null },
];

const identities: P.LinkedIdentity[] = [
  {
    identity_id: "identity-0",
    provider: "oidc:home",
    label: "Nextcloud at home",
    email: "ana@example.org",
    created_at_s: NOW_S - 9 * DAY_S,
    used_at_s: NOW_S - 2 * DAY_S,
  },
];

const leaving: P.Leaving = {
  rooms_handed_over: [{ name: "Sunday Kitchen", to: "Ben Okafor" }],
  rooms_deleted: ["Roof"],
  tracks_deleted: 41,
  tracks_kept: 7,
  bytes_deleted: 812e6,
  needs_password: true,
};

const usable = { available: true, known_as: null, refused: false, away: false, waiting: 0 };

/** `long`: both services have their troubles. */
function scrobblingOf(state: string): ScrobblingState {
  const listenbrainz = { ...usable, service: "listenbrainz" as const };
  const lastfm = { ...usable, service: "lastfm" as const };
  const token_page = "https://listenbrainz.org/settings/";
  if (state === "admin") return { services: [listenbrainz, { ...lastfm, available: false }], token_page };
  if (state === "guest") return { services: [listenbrainz, lastfm], token_page };
  if (state !== "long")
    return { services: [{ ...listenbrainz, known_as: "ana", waiting: 1 }, lastfm], token_page: null };
  const name = "Hieronymus-Maximilian-von-und-zu-Hohenstein";
  return {
    services: [
      { ...listenbrainz, known_as: name, away: true, waiting: 1204 },
      { ...lastfm, known_as: name, refused: true, waiting: 31 },
    ],
    token_page,
  };
}

/** The answer to a GET of one's own things; null for what is not there. */
export function accountAnswer(path: string, state: string): unknown {
  if (path === "/api/scrobbling") return scrobblingOf(state);
  if (path === "/api/sessions") return devices;
  if (path === "/api/passkeys") return passkeys;
  if (path === "/api/identities") return identities;
  if (path === "/api/me/leaving") return leaving;
  return null;
}

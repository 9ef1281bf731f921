import { count } from "./count";

/** Scrobbling: what I hear, written down at other services. */
export const scrobbling = {
  title: "Scrobbling",
  about: "Have the music you hear here written down in your own list at other services.",
  counts: "A track counts once you have heard half of it, or four minutes. It needs an artist.",
  guest: "You are a guest. With an account this goes on wherever you sign in.",
  names: { listenbrainz: "ListenBrainz", lastfm: "Last.fm" },
  off: "Not connected",
  unavailable: "Not set up on this Sonix. Whoever runs it can do that.",
  knownAs: (name: string) => `Connected as ${name}`,
  waiting: (plays: number) => count(plays, { one: "# play waits to be sent", other: "# plays wait to be sent" }),
  away: "It can't be reached just now. What you hear is kept, and sent later.",
  refused: "It does not accept the connection any more. What you hear is kept: connect again.",
  connect: "Connect",
  connectTo: (service: string) => `Connect ${service}`,
  connectAgain: "Connect again",
  connected: (name: string) => `Connected as ${name}`,
  disconnect: "Disconnect",
  disconnectAsk: (service: string) => `Disconnect ${service}?`,
  disconnectText: "Nothing more is written down there. What is in your list there stays.",
  disconnectWaiting: (plays: number) =>
    count(plays, {
      one: "Nothing more is written down there, and # play that waits is forgotten. What is in your list there stays.",
      other:
        "Nothing more is written down there, and # plays that wait are forgotten. What is in your list there stays.",
    }),
  disconnected: (service: string) => `${service} is disconnected`,
  token: "User token",
  tokenHint: "You find it in your settings at ListenBrainz.",
  tokenPage: "Open your ListenBrainz settings",
  newTab: "opens in a new tab",
  lastfmSteps: "Last.fm asks you whether Sonix may do this. Allow it there, then come back.",
  openLastfm: "Open Last.fm",
  allowed: "I have allowed it",
};

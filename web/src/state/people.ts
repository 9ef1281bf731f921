/** Members with what is known of where they are now. */
import type { Member, Presence, Votes } from "../core/protocol.gen";
import type { Room } from "../core/room";
import { NO_VOTES } from "../core/votes";

/** `presence` null: not connected. */
export interface Person extends Member {
  readonly presence: Presence | null;
  readonly isMe: boolean;
  readonly isHost: boolean;
}

/** Made from a member that never changes; who a member is in two rooms are two members. */
const made = new WeakMap<Member, Person>();

/** Me first, then who is here, then who has been here longest. Whoever has not changed stays the very same. */
export function peopleOf(room: Room, presence: ReadonlyMap<string, Presence>, me: string | null): Person[] {
  const people = Array.from(room.members.values(), (member) => {
    const here = presence.get(member.member_id) ?? null;
    const isMe = member.member_id === me;
    const isHost = member.member_id === room.hostId;
    const known = made.get(member);
    if (known?.presence === here && known.isMe === isMe && known.isHost === isHost) return known;
    const person = { ...member, presence: here, isMe, isHost };
    made.set(member, person);
    return person;
  });
  const rank = (person: Person): number => (person.isMe ? 0 : person.presence !== null ? 1 : 2);
  return people.sort((a, b) => rank(a) - rank(b) || a.joined_at_us - b.joined_at_us);
}

/** Who of those that joined hears the music, who only steers, and whose sound is off. */
export interface Audience {
  readonly hearing: number;
  readonly remotes: number;
  readonly silent: number;
}

/** @param joined how many have joined in all: of a large room not everybody is known. */
export function audienceOf(presence: Iterable<Presence>, joined: number): Audience {
  const here = [...presence].filter((each) => each.connected && each.listening);
  const remotes = here.filter((each) => each.remote).length;
  const silent = here.filter((each) => !each.remote && !each.audible).length;
  return { hearing: Math.max(0, joined - remotes - silent), remotes, silent };
}

/** The votes to skip that the server counts: of members who hear the music, as far as is known here. */
export function skipVotesIn(room: Room, presence: ReadonlyMap<string, Presence>, me: string | null): Votes {
  if (room.skipVoters.size === 0) return NO_VOTES;
  const here = [...room.skipVoters].flatMap((id) => presence.get(id) ?? []);
  return { count: here.filter(hears).length, mine: me !== null && room.skipVoters.has(me) };
}

/** The twin of `Listener.hears` in `sonix.rooms.listeners`. */
const hears = (each: Presence): boolean => each.connected && each.listening && each.audible && !each.remote;

/** Who is connected after a change. Nobody is kept who has gone. */
export function withPresence(
  present: ReadonlyMap<string, Presence>,
  changed: readonly Presence[],
): ReadonlyMap<string, Presence> {
  const after = new Map(present);
  for (const presence of changed) {
    if (presence.connected) after.set(presence.member_id, presence);
    else after.delete(presence.member_id);
  }
  return after;
}

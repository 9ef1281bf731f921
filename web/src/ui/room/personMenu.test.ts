import { expect, test } from "vitest";
import { NEW_SETTINGS, type MemberRole, type Right, type RoleName } from "../../core/protocol.gen";
import { hasRight } from "../../core/roles";
import type { Person, RoomState } from "../../state/room.svelte";
import { personItems, type PersonActs } from "./personMenu";

const nothing = (): void => undefined;
const ACTS: PersonActs = { handOver: nothing, setRole: nothing, measure: nothing, unmute: nothing };

function roomOf(role: RoleName, appoint: readonly MemberRole[] = []): RoomState {
  const can = (right: Right): boolean => hasRight({ ...NEW_SETTINGS.rights, appoint }, role, right);
  const room = { role, isHost: role === "host", can, reachable: true, nowUs: () => 1000 };
  return room as unknown as RoomState;
}

function person(role: MemberRole, more: Partial<Person> = {}): Person {
  const about = { member_id: "bo", name: "Bo", joined_at_us: 0, left: false, muted_until_us: 0, presence: null };
  return { ...about, role, isMe: false, isHost: false, ...more };
}

const of = (room: RoomState, who: Person): (string | undefined)[] =>
  personItems(room, who, ACTS).map(({ testid }) => testid);

test("the host may do everything to everybody", () => {
  expect(of(roomOf("host"), person("cohost"))).toEqual([
    "hand-over",
    "make-dj",
    "make-listener",
    "mute-person",
    "remove-person",
    "ban-person",
  ]);
});

test("a co-host moderates those below, and gives roles below their own where they may", () => {
  expect(of(roomOf("cohost"), person("dj"))).toEqual(["mute-person", "remove-person", "ban-person"]);
  expect(of(roomOf("cohost", ["cohost"]), person("listener"))).toContain("make-dj");
  expect(of(roomOf("cohost", ["cohost"]), person("listener"))).not.toContain("make-cohost");
  expect(of(roomOf("cohost", ["cohost"]), person("cohost"))).toEqual([]);
  expect(of(roomOf("cohost"), person("listener", { isHost: true }))).toEqual([]);
});

test("nobody has a menu for themselves, and listeners have none at all", () => {
  expect(of(roomOf("host"), person("listener", { isMe: true }))).toEqual([]);
  expect(of(roomOf("listener"), person("listener"))).toEqual([]);
});

test("who is muted can be let write again", () => {
  expect(of(roomOf("cohost"), person("listener", { muted_until_us: 2000 }))[0]).toBe("unmute");
});

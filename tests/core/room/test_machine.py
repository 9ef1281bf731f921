"""Any commands, by anybody, at any time: what must hold of a room whatever happens in it."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sonix.core.roles import may
from sonix.core.room import commands as c
from sonix.core.room.advance import FROZEN_US, advance, audible, frozen_successor, next_by_itself
from sonix.core.room.arranging import arranged
from sonix.core.room.blend_rules import BlendRules
from sonix.core.room.create import new_room
from sonix.core.room.decide import Conditions, Refusal, decide
from sonix.core.room.events import Event
from sonix.core.room.evolve import evolve_all
from sonix.core.room.queue import ordered, upcoming
from sonix.core.room.queue_settings import QueueRules
from sonix.core.room.rights import RIGHTS, ROLES
from sonix.core.room.state import Room, Transport
from sonix.core.timeline import layers, position_at

from .rooms import START_US, track

PEOPLE = ("ana", "ben", "cleo", "dan")
people = st.sampled_from(PEOPLE)
entry_ids = st.integers(0, 30).map(lambda i: f"e{i}")
undo_ids = st.integers(0, 6).map(lambda i: f"u{i}")
seconds = st.floats(0, 90).map(lambda s: round(s * 1_000_000))
epochs = st.integers(0, 60)
queue_rules = st.builds(
    QueueRules,
    mode=st.sampled_from(["free", "votes", "turns", "host_only"]),
    max_waiting=st.sampled_from([0, 2]),
    skip_share=st.sampled_from([0, 50]),
    play_next=st.sampled_from(["right", "token", "off"]),
)

member_commands = st.one_of(
    st.builds(c.Join, st.sampled_from(["Ana", "Ben", "Zoë 🎵"])),
    st.builds(c.Leave),
    st.builds(c.Rename, st.sampled_from(["Ana", "Bo"])),
    st.builds(c.Play),
    st.builds(c.Pause),
    st.builds(c.Seek, entry_ids, seconds),
    st.builds(c.Skip, entry_ids),
    st.builds(c.Previous, entry_ids),
    st.builds(c.Jump, entry_ids),
    st.builds(c.Remove, st.lists(entry_ids, min_size=1, max_size=4).map(tuple), undo_ids),
    st.builds(c.Move, entry_ids, st.none() | entry_ids),
    st.builds(c.Clear, undo_ids),
    st.builds(c.Undo, undo_ids),
    st.builds(c.Shuffle, st.integers(0, 9)),
    st.builds(c.Vote, entry_ids, st.booleans()),
    st.builds(c.VoteSkip, entry_ids, st.booleans()),
    st.builds(c.Loop, st.sampled_from(["off", "track", "queue"])),
    st.builds(
        c.Configure,
        st.none() | st.just("Attic"),
        st.none() | st.dictionaries(st.sampled_from(RIGHTS), st.sets(st.sampled_from(ROLES)).map(tuple), max_size=4),
    ),
    st.builds(
        c.Configure, blend=st.builds(BlendRules, st.integers(0, 12), fallback=st.sampled_from(["off", "history"]))
    ),
    st.builds(c.Configure, queue=queue_rules),
    st.builds(c.HandOver, people),
    st.builds(c.SetRole, people, st.sampled_from(ROLES)),
    st.builds(c.Dismiss, people),
    st.builds(c.Mute, people, seconds),
    st.builds(c.StartNow, epochs),
    st.builds(c.Click, st.integers(0, 1000)),
)
system_commands = st.one_of(
    st.builds(c.SettleSkip, entry_ids),
    st.builds(c.OpenGate, epochs),
    st.builds(c.Advance),
    st.builds(c.MarkHeard),
    st.just(c.MarkSilent(START_US)),
    st.builds(c.Inherit, people, people),
    st.builds(c.ReplaceHost, people, st.lists(people).map(tuple)),
)
events_type: Any = tuple[Event, ...]


class RoomMachine(RuleBasedStateMachine):
    """Drives one room the way a server would, and keeps its log."""

    @initialize(lead_ms=st.integers(0, 2000))
    def begin(self, lead_ms: int) -> None:
        self.now_us = START_US
        self.lead_us = lead_ms * 1000
        self.empty = new_room("room", "ABCDEF", "Kitchen", "ana", "Ana", self.now_us)
        self.room: Room = self.empty
        self.log: list[Event] = []
        self.drawn = 0

    @rule(us=st.one_of(seconds, st.integers(0, 3), st.just(600_000_000)))
    def wait(self, us: int) -> None:
        self.now_us += us

    @rule(
        count=st.integers(1, 4),
        where=st.sampled_from(["last", "next"]),
        lengths=st.lists(st.floats(0.1, 60), min_size=4, max_size=4),
        actor=people,
        ready=st.booleans(),
    )
    def enqueue(self, count: int, where: Any, lengths: list[float], actor: str, ready: bool) -> None:
        new = []
        for length in lengths[:count]:
            new.append(c.NewEntry(f"e{self.drawn}", track(f"e{self.drawn}", length)))
            self.drawn += 1
        self.command(c.Enqueue(tuple(new), where), actor, ready)

    @rule(command=member_commands, actor=people, ready=st.booleans())
    def ask(self, command: c.Command, actor: str, ready: bool) -> None:
        self.command(command, actor, ready)

    @rule(actor=people, ready=st.booleans(), kind=st.sampled_from([c.Skip, c.Previous, c.Jump]))
    def steer_the_current_one(self, actor: str, ready: bool, kind: Any) -> None:
        self.command(kind(self.room.transport.entry_id or "e0"), actor, ready)

    @rule(actor=people, wanted=st.booleans(), place=st.integers(0, 3))
    def vote(self, actor: str, wanted: bool, place: int) -> None:
        waiting = upcoming(self.room)[place:]
        self.command(c.VoteSkip(self.room.transport.entry_id or "e0", wanted), actor, True)
        self.command(c.Vote(waiting[0].entry_id if waiting else "e0", wanted), actor, True)

    @rule(us=seconds, actor=people, ready=st.booleans())
    def seek_the_current_one(self, us: int, actor: str, ready: bool) -> None:
        self.command(c.Seek(self.room.transport.entry_id or "e0", us), actor, ready)

    @rule()
    def keep_playing(self) -> None:
        new = tuple(c.NewEntry(f"f{self.drawn + i}", track(f"f{self.drawn + i}", 7.5 * i + 1)) for i in range(4))
        self.drawn += 4
        self.command(c.KeepPlaying(new), None, True)

    @rule(command=system_commands)
    def system(self, command: c.Command) -> None:
        self.command(command, None, True)

    @rule(command=system_commands, actor=people)
    def nobody_speaks_for_the_system(self, command: c.Command, actor: str) -> None:
        assert isinstance(decide(self.room, command, actor, self.now_us, self.given(True)), Refusal)

    def given(self, ready: bool) -> Conditions:
        return Conditions(
            lead_us=self.lead_us,
            is_buffered=lambda _entry, _position: ready,
            hearing=lambda: frozenset(("ana", "ben", "cleo")),
            max_entries=12,
        )

    def command(self, command: c.Command, actor: str | None, ready: bool) -> None:
        before = advance(self.room, self.now_us)
        outcome = decide(self.room, command, actor, self.now_us, self.given(ready))
        assert outcome == decide(self.room, command, actor, self.now_us, self.given(ready)), "decide is a function"
        if actor is not None:
            self.check_rights(before, command, actor, outcome)
        if isinstance(outcome, Refusal):
            return
        after = evolve_all(self.room, outcome)
        assert evolve_all(after, outcome) == after, "an event applied twice changes nothing"
        assert msgspec.json.decode(msgspec.json.encode(outcome), type=events_type) == outcome
        self.check_sound(before, after, command)
        assert not outcome or arranged(after, self.now_us) == (), "the queue stands as its mode wants it"
        self.log.extend(outcome)
        self.room = after

    def check_rights(self, before: Room, command: c.Command, actor: str, outcome: object) -> None:
        member = before.members.get(actor)
        inside = member is not None and not member.left
        if not isinstance(command, c.Join) and not (inside and may(before, actor, command)):
            assert isinstance(outcome, Refusal)
        if inside and isinstance(command, c.Click):
            assert not isinstance(outcome, Refusal), "every member may start and end the click"

    def check_sound(self, before: Room, after: Room, command: c.Command) -> None:
        """Nothing that is audible now changes at once, and only an epoch makes the fixed successor another one."""
        assert after.transport.epoch >= before.transport.epoch
        same_epoch = after.transport.epoch == before.transport.epoch
        if same_epoch and not isinstance(command, c.OpenGate | c.StartNow):
            assert after.transport == before.transport
            was, now = frozen_successor(before, self.now_us), frozen_successor(after, self.now_us)
            assert was is None or (now is not None and was.entry_id == now.entry_id)
            self.check_blend(before, after)
        sounding = audible(before, self.now_us)
        if after.transport.at_us > self.now_us and sounding.entry_id in after.entries:
            still = audible(after, self.now_us)
            assert place(still, self.now_us) == place(sounding, self.now_us)
            assert layers(still, self.now_us) == layers(sounding, self.now_us)

    def check_blend(self, before: Room, after: Room) -> None:
        """From ten seconds before it on, a blend stays where it is, and none appears."""
        was, now = next_by_itself(before), next_by_itself(after)
        if was is None or now is None or min(was.at_us, now.at_us) - self.now_us > FROZEN_US:
            return
        if was.entry_id == now.entry_id:
            assert (now.at_us, now.blend) == (was.at_us, was.blend)
        else:
            assert now.blend is None

    @invariant()
    def replay_of_the_log_is_the_room(self) -> None:
        assert evolve_all(self.empty, self.log) == self.room

    @invariant()
    def one_current_entry_exactly_when_there_are_entries(self) -> None:
        assert (self.room.transport.entry_id in self.room.entries) == bool(self.room.entries)
        assert (self.room.transport.entry_id is None) == (not self.room.entries)

    @invariant()
    def positions_stay_within_their_track(self) -> None:
        room = advance(self.room, self.now_us)
        entry = room.entries.get(room.transport.entry_id or "")
        if entry is None:
            assert room.transport.position_us == 0
        else:
            assert 0 <= room.transport.position_us <= entry.track.duration_us
            assert position_at(room.transport, self.now_us) <= max(entry.track.duration_us, room.transport.position_us)

    @invariant()
    def a_blend_is_at_most_half_of_either_track(self) -> None:
        room = advance(self.room, self.now_us)
        for transport in (room.transport, next_by_itself(room)):
            blend = transport.blend if transport is not None else None
            if transport is None or blend is None:
                continue
            assert 0 < blend.overlap_us <= 12_000_000
            entry, under = room.entries.get(transport.entry_id or ""), room.entries.get(blend.entry_id)
            assert entry is None or 2 * blend.overlap_us <= entry.track.duration_us
            if under is not None:
                assert blend.from_us + blend.overlap_us == under.track.duration_us <= 2 * blend.from_us + 1

    @invariant()
    def order_keys_are_unique_and_bounded(self) -> None:
        keys = [entry.order_key for entry in ordered(self.room)]
        assert len(set(keys)) == len(keys)
        assert all(6 <= len(key) <= 64 for key in keys)

    @invariant()
    def votes_are_of_members_and_for_what_is_remembered(self) -> None:
        room = self.room
        known = {*room.entries, *(entry.entry_id for removal in room.removals for entry in removal.entries)}
        here = {member.member_id for member in room.members.values() if not member.left}
        assert set(room.votes) <= known
        assert all(voters and set(voters) <= here and len(set(voters)) == len(voters) for voters in room.votes.values())
        assert set(room.skip_votes) <= here

    @invariant()
    def only_a_room_that_stands_still_has_ended(self) -> None:
        assert not (self.room.transport.ended and self.room.transport.playing)
        gate_us = self.room.transport.gate_until_us
        assert gate_us is None or gate_us == self.room.transport.at_us

    @invariant()
    def the_click_ends_within_five_minutes(self) -> None:
        assert 0 <= self.room.click_until_us <= self.now_us + 300_000_000

    @invariant()
    def somebody_present_is_host_unless_nobody_is(self) -> None:
        present = [member.member_id for member in self.room.members.values() if not member.left]
        assert not present or self.room.host_id in present


def place(transport: Transport, at_us: int) -> tuple[str | None, int, bool]:
    """What one hears, whatever it is called: entry, position, moving."""
    return transport.entry_id, position_at(transport, at_us), transport.playing


RoomMachine.TestCase.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
TestRoomMachine = RoomMachine.TestCase

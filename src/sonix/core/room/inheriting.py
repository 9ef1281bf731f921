"""A guest turns out to be somebody known: what waits in a queue under the guest's name is theirs from then on."""

from __future__ import annotations

from sonix.core.room import commands as c
from sonix.core.room.events import EntriesUpserted, EntryVoted, Event, SkipVoted, StandingChanged
from sonix.core.room.evolve import evolve_all, replace
from sonix.core.room.queue import current, upcoming
from sonix.core.room.state import Room, Standing
from sonix.core.room.turn import Outcome, Turn
from sonix.core.room.vote_rules import withdrawn


def inherit(turn: Turn, command: c.Inherit) -> Outcome:
    """Tracks, votes and turn go over. One vote a member an entry: where both have voted one stays."""
    room = turn.room
    if command.guest_id not in room.members or command.member_id not in room.members:
        return ()
    events: tuple[Event, ...] = (*_tracks(room, command), *withdrawn(room, command.guest_id))
    events = (*events, *_votes(room, evolve_all(room, events), command))
    return (*events, *_standing(room, command))


def _tracks(room: Room, command: c.Inherit) -> tuple[Event, ...]:
    playing = current(room)
    here = (*upcoming(room), *(() if playing is None else (playing,)))
    theirs = tuple(replace(e, added_by=command.member_id) for e in here if e.added_by == command.guest_id)
    return (EntriesUpserted(theirs),) if theirs else ()


def _votes(before: Room, room: Room, command: c.Inherit) -> tuple[Event, ...]:
    guest, heir = command.guest_id, command.member_id
    wanted = [i for i, voters in before.votes.items() if guest in voters and heir not in voters]
    events: list[Event] = [EntryVoted(i, heir, wanted=True, votes=len(room.votes.get(i, ())) + 1) for i in wanted]
    entry_id = room.transport.entry_id
    if guest in before.skip_votes and heir not in before.skip_votes and entry_id is not None:
        events.append(SkipVoted(entry_id, heir, wanted=True, votes=len(room.skip_votes) + 1))
    return tuple(events)


def _standing(room: Room, command: c.Inherit) -> tuple[Event, ...]:
    """Whatever either has spent is spent: being two people for a while is of no use."""
    guests = room.standings.get(command.guest_id)
    if guests is None:
        return ()
    own = room.standings.get(command.member_id, Standing())
    both = Standing(
        added_at_us=max(guests.added_at_us, own.added_at_us),
        next_at_us=max(guests.next_at_us, own.next_at_us),
        turn_at_us=max(guests.turn_at_us, own.turn_at_us),
    )
    return (StandingChanged(command.member_id, both),) if both != own else ()

"""The rules of voting: for what is to come, and to skip what plays."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import assert_never

from sonix.core.room import commands as c
from sonix.core.room.events import EntryVoted, Event, SkipVoted
from sonix.core.room.evolve import evolve
from sonix.core.room.queue import current, upcoming
from sonix.core.room.state import Room
from sonix.core.room.transport_rules import skip
from sonix.core.room.turn import Outcome, Refusal, Turn

Voting = c.Vote | c.VoteSkip | c.SettleSkip


def count(turn: Turn, command: Voting) -> Outcome:
    """Apply one command about votes."""
    match command:
        case c.Vote():
            return _vote(turn, command)
        case c.VoteSkip():
            return _vote_skip(turn, command)
        case c.SettleSkip(entry_id=entry_id):
            return _skipped(turn, turn.room) if entry_id == turn.room.transport.entry_id else ()
        case _:
            assert_never(command)


def _vote(turn: Turn, command: c.Vote) -> Outcome:
    """Want an entry, or no more. One vote a member an entry; asking for what already is so changes nothing."""
    room = turn.room
    if room.settings.queue.mode != "votes":
        return Refusal("no_votes", "This queue is not ordered by votes.")
    if not any(entry.entry_id == command.entry_id for entry in upcoming(room)):
        return Refusal("not_found", "That track is not waiting any more.")
    assert turn.actor is not None
    return _cast(room, command.entry_id, turn.actor, wanted=command.wanted)


def _vote_skip(turn: Turn, command: c.VoteSkip) -> Outcome:
    """Want the current entry skipped, or no more; with enough votes it is. A no-op when it is current no more."""
    room = turn.room
    if not room.settings.queue.skip_share:
        return Refusal("no_votes", "Nothing is skipped by vote in this room.")
    if command.entry_id != room.transport.entry_id or room.transport.ended:
        return ()
    assert turn.actor is not None
    has = turn.actor in room.skip_votes
    events: tuple[Event, ...] = ()
    if has != command.wanted:
        votes = len(room.skip_votes) + (1 if command.wanted else -1)
        events = (SkipVoted(command.entry_id, turn.actor, command.wanted, votes),)
        room = evolve(room, events[0])
    return (*events, *_skipped(turn, room))


def votes_needed(share: int, hearing: int) -> int:
    """How many of `hearing` listeners skip, at a share of so many percent: one at least."""
    return max(1, math.ceil(hearing * share / 100))


def is_enough(room: Room, hearing: Collection[str]) -> bool:
    """Whether enough of those who hear the music want it skipped. Votes of those who do not hear it wait."""
    share = room.settings.queue.skip_share
    votes = sum(voter in hearing for voter in room.skip_votes)
    return bool(share) and current(room) is not None and votes >= votes_needed(share, len(hearing))


def withdrawn(room: Room, member_id: str) -> tuple[Event, ...]:
    """All votes of somebody who leaves for good, taken back."""
    events = [_taken_back(room, entry_id, member_id) for entry_id, voters in room.votes.items() if member_id in voters]
    entry_id = room.transport.entry_id
    if member_id in room.skip_votes and entry_id is not None:
        return (*events, SkipVoted(entry_id, member_id, wanted=False, votes=len(room.skip_votes) - 1))
    return tuple(events)


def _taken_back(room: Room, entry_id: str, member_id: str) -> Event:
    return EntryVoted(entry_id, member_id, wanted=False, votes=len(room.votes[entry_id]) - 1)


def _cast(room: Room, entry_id: str, member_id: str, *, wanted: bool) -> tuple[Event, ...]:
    voters = room.votes.get(entry_id, ())
    if (member_id in voters) == wanted:
        return ()
    return (EntryVoted(entry_id, member_id, wanted, len(voters) + (1 if wanted else -1)),)


def _skipped(turn: Turn, room: Room) -> tuple[Event, ...]:
    return skip(turn) if is_enough(room, turn.given.hearing()) else ()

"""What of an add fits: how many tracks one person may have waiting, how soon they may add again, how long a track may
be, what has been played lately, and who may put music next.

Whoever runs the room is not held by any of it: they could lift the limit as well.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sonix.core.room import commands as c
from sonix.core.room.arranging import is_ruled
from sonix.core.room.mode_rules import runs_room, the_rule_decides
from sonix.core.room.queue import current, upcoming
from sonix.core.room.state import Room, Standing
from sonix.core.room.turn import Refusal, Turn
from sonix.core.text import counted, span

MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US


class Fit(msgspec.Struct, frozen=True):
    """`entries` fit. `reason`: why the first of the others does not; None when all do."""

    entries: tuple[c.NewEntry, ...]
    reason: Refusal | None = None


def fitting(turn: Turn, command: c.Enqueue) -> Fit:
    """What of `command` fits. Everything that does is taken, in the order in which it was asked for."""
    assert turn.actor is not None
    if runs_room(turn.room, turn.actor):
        return Fit(command.entries)
    barred = _barred(turn, command)
    if barred is not None:
        return Fit((), barred)
    places, full = _places(turn, command)
    taken: list[c.NewEntry] = []
    reason: Refusal | None = None
    here = set(_here(turn.room))
    for new in command.entries:
        unfit = _unfit(turn, new, here) or (full if len(taken) >= places else None)
        if unfit is None:
            taken.append(new)
            here.update(_names(new))
        reason = reason or unfit
    return Fit(tuple(taken), reason)


def shortfall(turn: Turn, command: c.Command) -> str | None:
    """What is told to somebody of whose add a part was taken; None when all of it was."""
    if not isinstance(command, c.Enqueue):
        return None
    fit = fitting(turn, command)
    if fit.reason is None or not fit.entries:
        return None
    left = len(command.entries) - len(fit.entries)
    return f"{counted(len(fit.entries), 'track')} added, {left} left out. {fit.reason.message}"


def no_place_for(turn: Turn, member_id: str, more: int) -> Refusal | None:
    """Why `more` tracks of a member can't wait besides those that do."""
    most = turn.room.settings.queue.max_waiting
    if not most or runs_room(turn.room, member_id) or waiting_of(turn.room, member_id) + more <= most:
        return None
    return _too_many(most)


def waiting_of(room: Room, member_id: str) -> int:
    """How many tracks of a member are still to come."""
    return sum(entry.added_by == member_id for entry in upcoming(room))


def _barred(turn: Turn, command: c.Enqueue) -> Refusal | None:
    """Why nothing at all of it fits now."""
    rules, standing = turn.room.settings.queue, _standing(turn)
    if rules.mode == "host_only":
        return Refusal("host_only", "Only who runs this room adds music. Ask them for your track.")
    free_us = standing.added_at_us + rules.gap_min * MINUTE_US
    if rules.gap_min and standing.added_at_us and turn.now_us < free_us:
        wait_us = free_us - turn.now_us
        return _later("too_soon", f"You can add again in {span(wait_us)}.", wait_us)
    if command.where == "last":
        return None
    if rules.play_next == "right":
        return the_rule_decides(turn.room) if is_ruled(turn.room) else None
    if rules.play_next == "off":
        return Refusal("play_next_off", "Nobody plays next in this room. Add it to the end instead.")
    free_us = standing.next_at_us + rules.token_h * HOUR_US
    if standing.next_at_us and turn.now_us < free_us:
        wait_us = free_us - turn.now_us
        again = f"You can put a track next again in {span(wait_us)}. Add it to the end instead."
        return _later("no_token", again, wait_us)
    return None


def _places(turn: Turn, command: c.Enqueue) -> tuple[int, Refusal]:
    """How many tracks fit, and why not more."""
    assert turn.actor is not None
    rules = turn.room.settings.queue
    bounds = [(len(command.entries), Refusal("", ""))]
    if rules.max_waiting:
        free = max(0, rules.max_waiting - waiting_of(turn.room, turn.actor))
        bounds.append((free, _too_many(rules.max_waiting)))
    if rules.gap_min:
        wait_us = rules.gap_min * MINUTE_US
        text = f"One track at a time here: you can add the next in {span(wait_us)}."
        bounds.append((1, _later("too_soon", text, wait_us)))
    if rules.play_next == "token" and command.where == "next":
        wait_us = rules.token_h * HOUR_US
        text = f"You can put one track next in {span(wait_us)}. Add the others to the end."
        bounds.append((1, _later("no_token", text, wait_us)))
    return min(bounds, key=lambda bound: bound[0])


def _later(code: str, message: str, wait_us: int) -> Refusal:
    return Refusal(code, message, retryable=True, fits_in_us=wait_us)


def _too_many(most: int) -> Refusal:
    has = "a track" if most == 1 else f"{most} tracks"
    when = "it has" if most == 1 else "one of them has"
    return Refusal("too_many_waiting", f"You have {has} waiting. You can add again when {when} played.", retryable=True)


def _unfit(turn: Turn, new: c.NewEntry, here: set[str]) -> Refusal | None:
    rules = turn.room.settings.queue
    title = new.track.title
    if rules.longest_min and new.track.duration_us > rules.longest_min * MINUTE_US:
        longest, length = span(rules.longest_min * MINUTE_US), span(new.track.duration_us)
        return Refusal("too_long", f"Tracks may last {longest} here, and “{title}” lasts {length}.")
    if not rules.repeat_h:
        return None
    if here.intersection(_names(new)):
        return Refusal("already_waiting", f"“{title}” is in the queue already.", retryable=True)
    again_us = (new.played_at_us or 0) + rules.repeat_h * HOUR_US
    if new.played_at_us is not None and turn.now_us < again_us:
        ago = span(turn.now_us - new.played_at_us)
        wait_us = min(again_us - turn.now_us, rules.repeat_h * HOUR_US)
        return _later("played_lately", f"“{title}” played {ago} ago. You can add it again in {span(wait_us)}.", wait_us)
    return None


def _here(room: Room) -> Iterator[str]:
    """The music that plays or waits, but for what no member has brought: the room's own gives way."""
    playing = current(room)
    for entry in (*upcoming(room), *(() if playing is None or room.transport.ended else (playing,))):
        if entry.added_by not in room.members:
            continue
        yield entry.track.track_id
        yield entry.track.rendition.rendition_id


def _names(new: c.NewEntry) -> tuple[str, str]:
    return new.track.track_id, new.track.rendition.rendition_id


def _standing(turn: Turn) -> Standing:
    return turn.room.standings.get(turn.actor or "", Standing())

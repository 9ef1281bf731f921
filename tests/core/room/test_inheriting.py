"""A guest who turns out to be somebody known, in the middle of a queue."""

from __future__ import annotations

from sonix.core.room import commands as c
from sonix.core.room.queue import ordered

from .parties import add, room_in, vote


def test_tracks_votes_and_turn_go_over_and_count_once() -> None:
    d = room_in("votes", "a", "b", "c")
    add(d, "ben", "x")
    vote(d, "c", "ben", "cleo")
    vote(d, "x", "ben")
    d.do(c.Inherit("ben", "cleo"), actor=None)
    assert d.room.votes == {"c": ("cleo",), "x": ("cleo",)}
    assert d.room.entries["x"].added_by == "cleo"
    assert d.room.standings["cleo"].added_at_us == d.now_us
    assert d.do(c.Leave(), actor="ben")
    assert d.room.votes == {"c": ("cleo",), "x": ("cleo",)}


def test_in_turns_the_tracks_keep_their_places() -> None:
    d = room_in("turns", "a1", "a2")
    add(d, "ben", "b1", "b2")
    d.play()
    before = [entry.entry_id for entry in ordered(d.room)]
    d.do(c.Inherit("ben", "cleo"), actor=None)
    d.do(c.Leave(), actor="ben")
    assert d.queue() == before


def test_nobody_but_the_server_hands_on_what_is_somebodys() -> None:
    d = room_in("votes", "a")
    assert d.refused(c.Inherit("ben", "cleo"), actor="ana") == "not_allowed"
    assert d.do(c.Inherit("ben", "nobody"), actor=None) == ()

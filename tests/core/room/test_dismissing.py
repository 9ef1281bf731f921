"""Somebody who is sent out counts no more."""

from __future__ import annotations

from sonix.core.room import commands as c

from .parties import room_in, vote


def test_votes_of_who_is_sent_out_count_no_more() -> None:
    d = room_in("votes", "a", "b", "c")
    vote(d, "c", "ben", "cleo")
    d.do(c.Dismiss("ben"), actor="ana")
    assert d.room.votes == {"c": ("cleo",)}
    assert d.room.members["ben"].left

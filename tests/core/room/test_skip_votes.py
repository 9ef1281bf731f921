"""Skipping by vote: how many it takes, whose votes count, and when they begin anew."""

from __future__ import annotations

import pytest

from sonix.core.room import commands as c
from sonix.core.room.decide import Conditions
from sonix.core.room.vote_rules import votes_needed
from sonix.rooms.snapshot import snapshot_of

from .parties import PEOPLE, room_in


@pytest.mark.parametrize(("share", "hearing", "needed"), [(50, 0, 1), (50, 1, 1), (50, 2, 1), (50, 3, 2), (100, 3, 3)])
def test_how_many_votes_skip(share: int, hearing: int, needed: int) -> None:
    assert votes_needed(share, hearing) == needed


def hearing(*people: str) -> Conditions:
    return Conditions(hearing=lambda: frozenset(people))


def test_a_share_of_those_who_listen_skips_and_the_votes_begin_anew() -> None:
    d = room_in("free", "a", "b", skip_share=60)
    d.given = hearing(*PEOPLE)
    d.play()
    assert d.refused(c.Skip("a"), actor="ben") == "votes_skip"
    d.do(c.VoteSkip("a", True), actor="ben")
    d.do(c.VoteSkip("a", True), actor="cleo")
    assert d.room.transport.entry_id == "a"
    d.do(c.VoteSkip("a", False), actor="cleo")
    assert d.room.skip_votes == ("ben",)
    d.do(c.VoteSkip("a", True), actor="cleo")
    d.do(c.VoteSkip("a", True), actor="dan")
    assert d.room.transport.entry_id == "b"
    assert not d.room.skip_votes
    assert d.do(c.VoteSkip("a", True), actor="dan") == ()


def test_whoever_comes_is_told_whose_votes_there_are() -> None:
    d = room_in("free", "a", "b", skip_share=60)
    d.given = hearing(*PEOPLE)
    d.play()
    d.do(c.VoteSkip("a", True), actor="ben")
    assert snapshot_of(d.room, "cleo").skip_voters == ("ben",)


def test_a_vote_is_not_gone_around_by_jumping_or_by_taking_the_track_out() -> None:
    d = room_in("free", "a", "b", "e", skip_share=60)
    d.given = hearing(*PEOPLE)
    d.play()
    assert d.refused(c.Jump("b"), actor="ben") == "votes_skip"
    assert d.refused(c.Remove(("b", "a"), "u1"), actor="ben") == "votes_skip"
    d.do(c.Remove(("b",), "u2"), actor="ben")
    d.do(c.Jump("a"), actor="ben")
    assert d.refused(c.Seek("a", 59_000_000), actor="ben") == "votes_skip"
    d.do(c.Jump("e"))
    assert d.refused(c.Previous("e"), actor="ben") == "votes_skip"
    d.wait(10)
    d.do(c.Previous("e"), actor="ben")  # to its own start
    assert d.room.transport.entry_id == "e"
    d.do(c.Jump("a"))
    d.do(c.Seek("a", 40_000_000), actor="ben")
    d.do(c.Seek("a", 59_000_000))


def test_votes_are_enough_once_fewer_listen() -> None:
    d = room_in("free", "a", "b", skip_share=50)
    d.given = hearing(*PEOPLE)
    d.play()
    d.do(c.VoteSkip("a", True), actor="ben")
    d.given = hearing("ben", "cleo")
    d.do(c.SettleSkip("a"), actor=None)
    assert d.room.transport.entry_id == "b"


def test_who_runs_the_room_skips_at_once() -> None:
    d = room_in("free", "a", "b", skip_share=100)
    d.given = hearing(*PEOPLE)
    d.play()
    d.do(c.Skip("a"))
    assert d.room.transport.entry_id == "b"


def test_without_votes_a_vote_is_refused() -> None:
    d = room_in("free", "a", "b")
    assert d.refused(c.Vote("b", True)) == "no_votes"
    assert d.refused(c.VoteSkip("a", True)) == "no_votes"

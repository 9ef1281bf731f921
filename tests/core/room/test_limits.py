"""What one person may add, and that each refusal says why and when it would fit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonix.core.room import commands as c
from sonix.core.room.decide import Refusal, left_out
from sonix.core.room.limits import HOUR_US, waiting_of

from .parties import add, play_on, room_in
from .rooms import Driver, track

MINUTE_S = 60.0


def limited(*names: str, **rules: Any) -> Driver:
    return room_in("free", *names, **rules)


def asking(d: Driver, *names: str, who: str = "ben", where: Any = "last", **of_each: Any) -> c.Enqueue:
    return c.Enqueue(tuple(c.NewEntry(name, track(name), **of_each) for name in names), where)


def words(d: Driver, command: c.Command, who: str = "ben") -> str:
    """What somebody is told when it is refused."""
    outcome = d.outcome(command, who)
    assert isinstance(outcome, Refusal), outcome
    return outcome.message


def note(d: Driver, command: c.Command, who: str = "ben") -> str | None:
    return left_out(d.room, command, who, d.now_us, d.given)


def test_as_many_tracks_wait_as_fit_and_the_rest_is_told() -> None:
    d = limited("a", max_waiting=2)
    three = asking(d, "x", "y", "z")
    told = note(d, three)
    d.do(three, actor="ben")
    assert d.queue() == ["a", "x", "y"]
    assert told is not None
    assert told.startswith("2 tracks added, 1 left out. You have 2 tracks waiting.")
    assert d.refused(asking(d, "q"), "ben") == "too_many_waiting"
    d.play()
    play_on(d)
    d.do(asking(d, "q"), actor="ben")
    assert d.queue() == ["a", "x", "y", "q"]


def test_an_undo_does_not_let_more_wait_than_fit() -> None:
    d = limited("a", max_waiting=1)
    add(d, "ben", "x")
    d.do(c.Remove(("x",), undo_id="u"), actor="ben")
    add(d, "ben", "y")
    assert d.refused(c.Undo("u"), "ben") == "too_many_waiting"


def test_who_added_waits_before_adding_again_and_is_told_how_long() -> None:
    d = limited("a", gap_min=5)
    add(d, "ben", "x")
    d.wait(2 * MINUTE_S)
    assert words(d, asking(d, "y")) == "You can add again in 3 minutes."
    assert d.refused(asking(d, "y"), "ben") == "too_soon"
    refused = d.outcome(asking(d, "y"), "ben")
    assert isinstance(refused, Refusal)
    assert refused.fits_in_us == 3 * MINUTE_S * 1_000_000
    d.do(asking(d, "c"), actor="cleo")
    d.wait(3 * MINUTE_S)
    both = asking(d, "y", "z")
    assert note(d, both) == "1 track added, 1 left out. One track at a time here: you can add the next in 5 minutes."
    d.do(both, actor="ben")
    assert "z" not in d.room.entries


def test_a_long_track_is_refused_by_name() -> None:
    d = limited("a", longest_min=1)
    long = c.Enqueue((c.NewEntry("x", track("Opus", 150)), c.NewEntry("y", track("Song", 60))))
    assert note(d, long) == ("1 track added, 1 left out. Tracks may last 1 minute here, and “Opus” lasts 3 minutes.")
    d.do(long, actor="ben")
    assert d.queue() == ["a", "y"]
    assert d.refused(c.Enqueue((c.NewEntry("z", track("Opus", 150)),)), "ben") == "too_long"


def test_what_waits_or_has_played_lately_is_not_added_again() -> None:
    d = limited("a", "b", repeat_h=3)
    again = c.Enqueue((c.NewEntry("other", track("b")),))
    assert d.refused(again, "ben") == "already_waiting"
    played = asking(d, "x", played_at_us=d.now_us - HOUR_US)
    assert words(d, played) == "“x” played 1 hour ago. You can add it again in 2 hours."
    d.do(asking(d, "x", played_at_us=d.now_us - 3 * HOUR_US), actor="ben")
    twice = c.Enqueue((c.NewEntry("p", track("new")), c.NewEntry("q", track("new"))))
    d.do(twice, actor="cleo")
    assert d.queue() == ["a", "b", "x", "p"]


def test_a_token_puts_one_track_next_and_comes_back() -> None:
    d = limited("a", "b", play_next="token", token_h=2)
    d.do(asking(d, "x", "y", where="next"), actor="ben")
    assert d.queue() == ["a", "x", "b"]
    d.wait(HOUR_US / 1e6)
    assert d.refused(asking(d, "y", where="next"), "ben") == "no_token"
    assert "in 1 hour." in words(d, asking(d, "y", where="next"))
    d.do(asking(d, "y"), actor="ben")
    d.do(asking(d, "z", where="next"), actor="cleo")
    d.wait(HOUR_US / 1e6)
    d.do(asking(d, "w", where="next"), actor="ben")


def test_a_token_is_for_those_too_who_have_no_right_to_play_next() -> None:
    d = limited("a", "b", play_next="token")
    d.do(c.Configure(rights={"play_next": ()}))
    d.do(asking(d, "x", where="next"), actor="ben")
    d.do(c.Configure(rights={"add": ()}))
    assert d.refused(asking(d, "y"), "cleo") == "not_allowed"


def test_nobody_plays_next_where_that_is_off() -> None:
    d = limited("a", "b", play_next="off")
    assert d.refused(asking(d, "x", where="next"), "ben") == "play_next_off"


@pytest.mark.parametrize("play_next", ["off", "token"])
def test_nobody_moves_to_the_front_what_they_could_not_add_there(play_next: Any) -> None:
    d = limited("a", "b", "e", "f", play_next=play_next)
    assert d.refused(c.Move("f", None), "ben") == "front_is_barred"
    assert d.refused(c.Move("f", "a"), "ben") == "front_is_barred"
    assert d.refused(c.Move("f", "gone"), "ben") != ""
    assert d.refused(c.Move("b", "e"), "ben") == "front_is_barred"
    assert d.refused(c.Jump("f"), "ben") == "front_is_barred"
    d.do(c.Move("f", "b"), actor="ben")
    assert d.queue() == ["a", "b", "f", "e"]
    d.do(c.Move("e", None))
    assert d.queue() == ["a", "e", "b", "f"]


@pytest.mark.parametrize("mode", ["votes", "turns"])
def test_what_was_put_next_stays_first_whatever_the_mode(mode: Any) -> None:
    d = room_in(mode, "a", "b", "c", play_next="token")
    d.do(asking(d, "x", where="next"), actor="ben")
    assert d.queue()[1] == "x"
    d.play()
    play_on(d)
    assert d.room.transport.entry_id == "x"
    assert not d.room.entries["x"].pinned


def test_only_who_runs_the_room_adds_where_it_is_so() -> None:
    d = room_in("host_only", "a")
    assert d.refused(asking(d, "x"), "ben") == "host_only"
    d.do(c.SetRole("ben", "cohost"))
    d.do(asking(d, "x"), actor="ben")


def test_who_runs_the_room_is_held_by_no_limit() -> None:
    d = limited("a", max_waiting=1, gap_min=9, longest_min=1, repeat_h=9, play_next="off")
    d.do(c.Enqueue((c.NewEntry("x", track("a", 999)), c.NewEntry("y", track("y"))), "next"))
    assert d.queue() == ["a", "x", "y"]


@settings(max_examples=60, deadline=None)
@given(
    most=st.integers(1, 3),
    acts=st.lists(st.tuples(st.sampled_from(["ben", "cleo"]), st.integers(0, 4), st.booleans()), max_size=20),
)
def test_nobody_ever_has_more_waiting_than_fit(most: int, acts: list[tuple[str, int, bool]]) -> None:
    d = limited("a", max_waiting=most)
    d.play()
    for number, (who, count, moves_on) in enumerate(acts):
        command = asking(d, *(f"{number}-{i}" for i in range(count))) if count else c.Clear(f"u{number}")
        outcome = d.outcome(command, who)
        if not isinstance(outcome, Refusal):
            d.do(command, actor=who)
        elif number % 2:
            d.outcome(c.Undo(f"u{number - 1}"), who)
        if moves_on:
            play_on(d)
        assert waiting_of(d.room, who) <= most

"""The click track is an instant up to which everybody clicks."""

from __future__ import annotations

from sonix.core.room import commands as c
from sonix.core.room.rights import STEERING

from .rooms import SECOND, START_US, Driver


def test_it_runs_from_now_on_and_ends_by_itself() -> None:
    room = Driver()
    room.do(c.Click(60))
    assert room.room.click_until_us == START_US + 60 * SECOND


def test_a_second_press_sets_it_anew_and_zero_ends_it() -> None:
    room = Driver()
    room.do(c.Click(60))
    room.wait(30)
    room.do(c.Click(60), actor="ben")
    assert room.room.click_until_us == room.now_us + 60 * SECOND
    room.do(c.Click(0))
    assert room.room.click_until_us == 0


def test_ending_what_has_ended_changes_nothing() -> None:
    room = Driver()
    assert room.do(c.Click(0)) == ()
    room.do(c.Click(1))
    room.wait(2)
    assert room.do(c.Click(0)) == ()


def test_it_is_for_everyone_whoever_controls_the_music() -> None:
    room = Driver()
    room.do(c.Configure(rights=dict.fromkeys(STEERING, ())))
    room.do(c.Click(10), actor="ben")
    assert room.room.click_until_us == room.now_us + 10 * SECOND
    room.do(c.Click(0), actor="ben")
    assert room.room.click_until_us == 0


def test_it_is_not_for_those_who_are_not_in_the_room() -> None:
    room = Driver()
    room.do(c.Leave(), actor="ben")
    assert room.refused(c.Click(10), actor="ben") == "not_a_member"


def test_it_never_runs_longer_than_five_minutes() -> None:
    room = Driver()
    room.do(c.Click(10**9))
    assert room.room.click_until_us == room.now_us + 300 * SECOND


def test_the_music_is_left_alone() -> None:
    room = Driver("a")
    room.play()
    before = room.room.transport
    room.do(c.Click(10))
    assert room.room.transport == before

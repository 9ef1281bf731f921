"""Music never stops: what the system adds, and where."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from sonix.core.room import commands as c
from sonix.core.room.blend_rules import BlendRules
from sonix.core.room.fallback_rules import NOBODY, missing
from sonix.rooms.fallback import chosen

from .rooms import Driver, room_of, track


def going_on(*names: str) -> Driver:
    """A room that plays and does not want to stop."""
    d = Driver(*names)
    d.do(c.Configure(blend=BlendRules(fallback="history")))
    d.play()
    return d


def offered(*names: str) -> c.KeepPlaying:
    return c.KeepPlaying(tuple(c.NewEntry(name, track(name)) for name in names))


def test_three_tracks_stand_ahead_and_no_more() -> None:
    d = going_on("a")
    assert missing(d.room) == 3
    d.do(offered("x", "y", "z", "w"), actor=None)
    assert d.queue() == ["a", "x", "y", "z"]
    assert {d.room.entries[name].added_by for name in "xyz"} == {NOBODY}
    assert d.do(offered("v"), actor=None) == ()


def test_two_servers_that_do_the_same_add_once() -> None:
    d = going_on("a")
    d.do(offered("x", "y", "z"), actor=None)
    d.wait(70)
    d.do(offered("z", "v"), actor=None)
    assert d.queue() == ["a", "x", "y", "z", "v"]


def test_what_people_add_goes_before_it() -> None:
    d = going_on("a")
    d.do(offered("x", "y", "z"), actor=None)
    d.do(c.Enqueue((c.NewEntry("b", track("b")), c.NewEntry("c", track("c")))), actor="ben")
    d.do(c.Enqueue((c.NewEntry("d", track("d")),)))
    assert d.queue() == ["a", "b", "c", "d", "x", "y", "z"]


def test_what_people_add_in_the_last_seconds_comes_after_the_fixed_track() -> None:
    d = going_on("a")
    d.do(offered("x", "y", "z"), actor=None)
    d.wait(55)
    d.do(c.Enqueue((c.NewEntry("b", track("b")),)))
    assert d.queue() == ["a", "x", "b", "y", "z"]


def test_nothing_is_added_where_it_is_not_wanted() -> None:
    d = Driver("a")
    d.play()
    assert missing(d.room) == 0
    d = going_on("a")
    d.do(c.Pause())
    assert missing(d.room) == 0
    d.do(c.Play())
    d.do(c.Loop("queue"))
    assert missing(d.room) == 0
    d.do(c.Loop("off"))
    d.do(c.MarkSilent(d.now_us), actor=None)
    assert missing(d.room) == 0


def test_a_queue_that_has_run_out_goes_on() -> None:
    d = going_on("a")
    d.wait(61)
    assert room_of(d).transport.ended
    d.do(offered("x", "y", "z"), actor=None)
    assert (d.room.transport.entry_id, d.room.transport.playing) == ("x", True)


def test_a_member_cannot_speak_for_the_system() -> None:
    assert going_on("a").refused(offered("x")) == "not_allowed"


@given(known=st.lists(st.integers(0, 30).map(str)), resting=st.lists(st.integers(0, 30).map(str)), seed=st.integers())
def test_a_choice_has_everything_once_and_what_was_played_last_at_its_end(
    known: list[str], resting: list[str], seed: int
) -> None:
    found = chosen(known, resting, Random(seed))
    assert sorted(found) == sorted(set(known))
    assert found == chosen(known, resting, Random(seed))
    late = [track_id in resting for track_id in found]
    assert late == sorted(late)

"""Crossfades: when they begin, what sounds in them, and what no longer moves them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonix.core.room import commands as c
from sonix.core.room.advance import audible, next_by_itself
from sonix.core.room.blend_rules import BlendRules
from sonix.core.timeline import Piece, fold, layers

from .rooms import LEAD_US, SECOND, Driver, room_of, track


def blending(*names: str, crossfade_s: int = 6, seconds: float = 60) -> Driver:
    """A room that plays its first track and blends."""
    d = Driver(*names, seconds=seconds)
    d.do(c.Configure(blend=BlendRules(crossfade_s)))
    d.play()
    return d


def heard(d: Driver, later_us: int = 0) -> list[tuple[str, int]]:
    """What sounds now, or when a switch that was just decided has happened: whole milliseconds into each track."""
    at_us = d.now_us + later_us
    return [(entry_id, position_us // 1000) for entry_id, position_us, _ in layers(audible(d.room, at_us), at_us)]


def test_two_tracks_sound_together_with_one_power() -> None:
    d = blending("a", "b")
    d.wait(57)
    assert heard(d) == [("a", 57_000), ("b", 3_000)]
    gains = [gain for _, _, gain in layers(audible(d.room, d.now_us), d.now_us)]
    assert gains == pytest.approx([0.5**0.5, 0.5**0.5])
    d.wait(3)
    assert heard(d) == [("b", 6_000)]


def test_a_track_is_current_from_the_beginning_of_its_blend() -> None:
    d = blending("a", "b")
    d.wait(53.9)
    assert room_of(d).transport.entry_id == "a"
    d.wait(0.2)
    assert room_of(d).transport.entry_id == "b"


@pytest.mark.parametrize(("crossfade_s", "starts_s"), [(0, 60), (1, 59), (12, 48)])
def test_the_setting_says_how_long(crossfade_s: int, starts_s: int) -> None:
    after = next_by_itself(blending("a", "b", crossfade_s=crossfade_s).room)
    assert after is not None
    d = blending("a", "b", crossfade_s=crossfade_s)
    assert after.at_us - d.room.transport.at_us == starts_s * SECOND


def test_tracks_of_an_album_in_order_are_not_blended() -> None:
    d = Driver()
    d.do(c.Configure(blend=BlendRules(6)))
    album = (("one", 100_001), ("two", 100_002), ("four", 100_004))
    d.do(c.Enqueue(tuple(c.NewEntry(name, track(name, 60, "Album", number)) for name, number in album)))
    d.play()
    d.wait(57)
    assert heard(d) == [("one", 57_000)]
    d.wait(60)
    assert heard(d) == [("two", 57_000), ("four", 3_000)]


def test_neither_a_loop_of_one_track_nor_a_skip_blends() -> None:
    d = blending("a", "b")
    d.do(c.Skip("a"))
    assert heard(d, LEAD_US) == [("b", 0)]
    d.do(c.Loop("track"))
    d.wait(58)
    assert len(heard(d)) == 1


def test_a_seek_into_the_blend_plays_the_blend() -> None:
    d = blending("a", "b")
    d.do(c.Seek("a", 58 * SECOND))
    assert heard(d, LEAD_US) == [("a", 58_000), ("b", 4_000)]
    d.wait(1)
    assert room_of(d).transport.entry_id == "b"
    d.do(c.Seek("b", 1 * SECOND))
    assert heard(d, LEAD_US) == [("a", 55_000), ("b", 1_000)]


def test_a_pause_in_the_blend_stands_in_both_and_play_goes_on_with_both() -> None:
    d = blending("a", "b")
    d.wait(56)
    d.do(c.Pause())
    d.wait(100)
    assert heard(d) == []
    d.do(c.Play())
    assert heard(d, LEAD_US) == [("a", 56_150), ("b", 2_150)]


@pytest.mark.parametrize("crossfade_s", [0, 2, 12])
def test_a_setting_changed_near_the_end_does_not_move_the_blend(crossfade_s: int) -> None:
    d = blending("a", "b", "c")
    d.wait(45)
    d.do(c.Configure(blend=BlendRules(crossfade_s)))
    after = next_by_itself(d.room)
    assert after is not None
    assert after.blend is not None
    assert after.blend.overlap_us == 6 * SECOND
    d.wait(12)
    assert heard(d) == [("a", 57_000), ("b", 3_000)]
    d.wait(40)
    after = next_by_itself(room_of(d))
    assert (after.blend.overlap_us if after and after.blend else 0) == crossfade_s * SECOND


def test_a_track_that_comes_late_follows_without_a_blend() -> None:
    d = blending("a")
    d.wait(56)
    d.do(c.Enqueue((c.NewEntry("b", track("b")),)))
    d.wait(2)
    assert heard(d) == [("a", 58_000)]
    d.wait(3)
    assert heard(d) == [("b", 1_000)]


def test_a_track_added_while_the_room_stands_near_the_end_begins_at_its_beginning() -> None:
    d = blending("a")
    d.wait(57)
    d.do(c.Pause())
    d.wait(1)
    d.do(c.Enqueue((c.NewEntry("b", track("b")),)))
    d.do(c.Play())
    assert heard(d, LEAD_US) == [("a", 57_150), ("b", 0)]
    d.wait(2)
    assert heard(d) == [("a", 59_000), ("b", 1_850)]


def test_the_successor_taken_out_in_its_last_seconds_gives_way_to_one_without_a_blend() -> None:
    d = blending("a", "b", "c")
    d.wait(50)
    d.do(c.Remove(("b",), "undo"))
    d.wait(8)
    assert heard(d) == [("a", 58_000)]
    d.wait(3)
    assert heard(d) == [("c", 1_000)]


def test_what_ends_under_a_blend_sounds_on_though_it_was_taken_out() -> None:
    d = blending("a", "b")
    d.wait(55)
    d.do(c.Remove(("a",), "undo"))
    assert heard(d) == [("a", 55_000), ("b", 1_000)]


@given(
    lengths=st.lists(st.integers(1, 10**8), min_size=2, max_size=6),
    crossfade_s=st.integers(0, 12),
    position=st.floats(0, 1),
    until_us=st.integers(0, 10**9),
)
def test_a_fold_goes_forward_and_never_has_three_tracks_at_once(
    lengths: list[int], crossfade_s: int, position: float, until_us: int
) -> None:
    pieces = [Piece(f"e{i}", length) for i, length in enumerate(lengths)]
    d = Driver("e0")
    first = d.room.transport
    start = type(first)(1, "e0", int(position * lengths[0]), 1000, playing=True)
    folded = fold(start, pieces, "queue", until_us, crossfade_s * SECOND)[:100]
    for before, after in pairwise(folded):
        assert before.at_us <= after.at_us
        assert after.blend is None or after.blend.entry_id == before.entry_id
        # The blend before is over when the next one begins.
        spent = before.position_us + after.at_us - before.at_us
        assert before.blend is None or after.position_us > 0 or before.blend.overlap_us <= spent
        if after.blend is not None:
            under = after.blend.from_us + after.position_us
            assert under == spent

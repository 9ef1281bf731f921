"""Adding, removing, moving, shuffling, looping, undo, and the successor that is fixed near a track's end."""

from __future__ import annotations

import pytest

from sonix.core.room import commands as c
from sonix.core.room.decide import Conditions
from sonix.core.room.queue import MAX_KEY_LENGTH, key_between
from sonix.core.room.rights import STEERING

from .rooms import Driver, room_of, track


def new(*names: str) -> tuple[c.NewEntry, ...]:
    return tuple(c.NewEntry(name, track(name)) for name in names)


def near_end(*names: str) -> Driver:
    d = Driver(*names)
    d.play()
    d.wait(55)
    return d


def test_last_goes_behind_everything_and_next_right_behind_the_current_track() -> None:
    d = Driver("a", "b")
    d.do(c.Enqueue(new("c")))
    d.do(c.Enqueue(new("x", "y"), where="next"), actor="ben")
    assert d.queue() == ["a", "x", "y", "b", "c"]
    assert d.room.entries["x"].added_by == "ben"


def test_a_full_queue_says_so() -> None:
    d = Driver("a", "b", given=Conditions(max_entries=3))
    d.do(c.Enqueue(new("c")))
    assert d.refused(c.Enqueue(new("d"))) == "queue_full"


def test_music_added_after_the_queue_ran_out_goes_on() -> None:
    d = Driver("a")
    d.play()
    d.wait(61)
    d.do(c.Enqueue(new("b")))
    assert (d.room.transport.entry_id, d.room.transport.playing) == ("b", True)


def test_move_puts_an_entry_behind_another_or_first() -> None:
    d = Driver("a", "b", "c", "d")
    d.do(c.Move("b", after="d"))
    assert d.queue() == ["a", "c", "d", "b"]
    d.do(c.Move("b", after=None))
    assert d.queue() == ["a", "b", "c", "d"]
    assert d.do(c.Move("b", after="a")) == ()


def test_a_played_entry_can_be_moved_to_be_heard_again() -> None:
    d = Driver("a", "b", "c")
    d.do(c.Jump("c"))
    d.do(c.Move("a", after=None))
    assert d.queue() == ["b", "c", "a"]


def test_moving_what_plays_or_what_is_gone_is_refused() -> None:
    d = Driver("a", "b")
    assert d.refused(c.Move("a", after="b")) == "is_current"
    assert d.refused(c.Move("zz", after=None)) == "not_found"
    assert d.refused(c.Move("b", after="zz")) == "not_found"


def test_moving_to_the_same_gap_for_ever_keeps_keys_short_and_unique() -> None:
    d = Driver("a", "b", "c", "d")
    for i in range(600):
        d.do(c.Move("d" if i % 2 else "c", after="a"))
    keys = [entry.order_key for entry in d.room.entries.values()]
    assert len(set(keys)) == 4
    assert max(map(len, keys)) <= MAX_KEY_LENGTH
    assert d.queue() == ["a", "d", "c", "b"]


def test_removed_entries_come_back_where_they_were() -> None:
    d = Driver("a", "b", "c", "d")
    d.do(c.Remove(("b", "d"), undo_id="u1"))
    assert d.queue() == ["a", "c"]
    d.do(c.Undo("u1"))
    assert d.queue() == ["a", "b", "c", "d"]
    assert d.refused(c.Undo("u1")) == "nothing_to_undo"


def test_an_undone_entry_that_was_passed_by_plays_next() -> None:
    d = Driver("a", "b", "c", "d")
    d.do(c.Remove(("b",), undo_id="u1"))
    d.do(c.Jump("c"))
    d.do(c.Undo("u1"))
    assert d.queue() == ["a", "c", "b", "d"]


def test_clear_keeps_the_current_track_and_can_be_undone() -> None:
    d = Driver("a", "b", "c")
    d.play()
    d.do(c.Clear(undo_id="u1"))
    assert d.queue() == ["a"]
    assert d.room.transport.playing
    d.do(c.Undo("u1"))
    assert d.queue() == ["a", "b", "c"]


def test_removing_the_current_track_goes_on_with_the_next() -> None:
    d = Driver("a", "b")
    d.play()
    d.do(c.Remove(("a",), undo_id="u1"))
    assert (d.room.transport.entry_id, d.room.transport.playing) == ("b", True)
    d.do(c.Remove(("b",), undo_id="u2"))
    assert d.room.transport.entry_id is None
    d.do(c.Undo("u2"))
    assert d.room.transport.entry_id == "b"


def test_listeners_may_take_out_only_their_own_where_the_host_controls() -> None:
    d = Driver("a", "b")
    d.do(c.Configure(rights=dict.fromkeys(STEERING, ())))
    d.do(c.Enqueue(new("x")), actor="ben")
    assert d.refused(c.Remove(("b",), undo_id="u"), actor="ben") == "not_allowed"
    d.do(c.Remove(("x",), undo_id="u"), actor="ben")
    assert d.queue() == ["a", "b"]


def test_shuffle_is_drawn_by_its_seed_and_leaves_the_current_track() -> None:
    names = [f"t{i}" for i in range(20)]
    one, two = Driver(*names), Driver(*names)
    one.do(c.Shuffle(seed=7))
    two.do(c.Shuffle(seed=7))
    assert one.queue() == two.queue() != names
    assert one.queue()[0] == "t0"
    assert sorted(one.queue()) == sorted(names)


@pytest.mark.parametrize(("mode", "after_end"), [("off", None), ("track", "b"), ("queue", "a")])
def test_loop_decides_what_follows_the_last_track(mode: str, after_end: str | None) -> None:
    d = Driver("a", "b")
    d.do(c.Loop(mode))  # type: ignore[arg-type] # the parameter is one of the three literals
    d.do(c.Jump("b"))
    d.wait(61)
    transport = room_of(d).transport
    assert transport.entry_id == (after_end or "b")
    assert transport.ended == (after_end is None)


def test_near_a_tracks_end_the_next_one_is_fixed() -> None:
    d = near_end("a", "b", "c")
    assert d.refused(c.Move("b", after="c")) == "next_is_fixed"
    d.do(c.Enqueue(new("x"), where="next"))
    d.do(c.Move("c", after="a"))
    assert d.queue() == ["a", "b", "c", "x"]
    epoch = d.room.transport.epoch
    d.do(c.Shuffle(seed=1))
    assert d.queue()[1] == "b"
    assert d.room.transport.epoch == epoch


def test_removing_the_fixed_successor_is_an_explicit_jump() -> None:
    d = near_end("a", "b", "c")
    before = d.room.transport
    d.do(c.Remove(("b",), undo_id="u"))
    assert d.room.transport.epoch == before.epoch + 1
    assert d.room.transport.at_us - d.room.transport.position_us == before.at_us
    d.wait(6)
    assert room_of(d).transport.entry_id == "c"


def test_played_entries_are_trimmed_to_the_newest_fifty() -> None:
    d = Driver(*[f"t{i:02}" for i in range(80)])
    d.do(c.Jump("t70"))
    assert d.queue()[0] == "t20"
    assert d.room.removals == ()


def test_keys_leave_room_on_every_side() -> None:
    low, high = key_between(None, None), key_between(key_between(None, None), None)
    for _ in range(100):
        middle = key_between(low, high)
        assert low < middle < high
        assert key_between(low, middle) < middle
        low = middle
    assert key_between(None, low) < low

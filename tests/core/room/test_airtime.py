"""Whose music was heard tonight."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sonix.core.room.airtime import EVENING_GAP_US, Share, Start, tonight

MINUTE = 60_000_000
NOW = 1_000 * 3_600_000_000


def test_a_track_counts_until_the_next_one_and_no_longer_than_it_lasts() -> None:
    starts = [Start("ben", NOW - MINUTE, 4 * MINUTE), Start("ana", NOW - 3 * MINUTE, 4 * MINUTE)]
    assert tonight(starts, NOW) == (Share("ana", 2 * MINUTE, 1), Share("ben", MINUTE, 1))
    assert tonight(starts, NOW + 60 * MINUTE)[0] == Share("ben", 4 * MINUTE, 1)


def test_what_was_before_a_long_silence_belongs_to_another_evening() -> None:
    old = Start("ana", NOW - EVENING_GAP_US - 10 * MINUTE, 4 * MINUTE)
    assert tonight([Start("ben", NOW, MINUTE), old], NOW) == (Share("ben", 0, 1),)
    assert tonight([old], NOW) == ()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 200), st.integers(1, 300)), max_size=30))
def test_nobody_is_heard_longer_than_the_evening(plays: list[tuple[str, int, int]]) -> None:
    at_us, starts = NOW, []
    for who, before, minutes in plays:
        at_us -= before * MINUTE
        starts.append(Start(who, at_us, minutes * MINUTE))
    shares = tonight(starts, NOW)
    assert sum(share.heard_us for share in shares) <= NOW - at_us
    assert all(share.heard_us >= 0 and share.tracks > 0 for share in shares)

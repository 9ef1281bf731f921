"""Evenings, and how long tracks sounded."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sonix.core.evenings import GAP_US, Span, airtimes, evenings

HOUR_US = 3_600_000_000
SPANS = st.lists(st.builds(lambda at, long: Span(at, at + long), st.integers(0, 10**12), st.integers(0, 10**11)))


@given(SPANS)
def test_evenings_hold_every_span_once_and_lie_apart(spans: list[Span]) -> None:
    found = evenings(spans)
    assert found == sorted(found)
    for span in spans:
        assert len([one for one in found if one.from_us <= span.from_us and span.to_us <= one.to_us]) == 1
    for before, after in pairwise(found):
        assert after.from_us - before.to_us >= GAP_US
    assert evenings(found) == found
    assert evenings(spans[::-1]) == found


def test_a_pause_of_under_three_hours_is_the_same_evening() -> None:
    spans = [Span(0, HOUR_US), Span(4 * HOUR_US - 1, 5 * HOUR_US), Span(8 * HOUR_US, 9 * HOUR_US)]
    assert evenings(spans) == [Span(0, 5 * HOUR_US), Span(8 * HOUR_US, 9 * HOUR_US)]


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9))))
def test_a_track_sounds_no_longer_than_it_is_and_until_the_next(tracks: list[tuple[int, int]]) -> None:
    starts, lengths = sorted(start for start, _ in tracks), [length for _, length in tracks]
    heard = airtimes(starts, lengths)
    assert len(heard) == len(tracks)
    for at, (start, length, sounded) in enumerate(zip(starts, lengths, heard, strict=True)):
        assert 0 <= sounded <= length
        if at + 1 < len(starts):
            assert start + sounded <= starts[at + 1]

"""When a switch is heard, and what lies between the old and the new place."""

from __future__ import annotations

import pytest
from bench.acoustic.changes import Change, change_after
from bench.acoustic.history import Segment
from bench.acoustic.programme import Samples

from tests.bench.seeking import LENGTH_S, MS, MUSIC, NEW, OLD, RATE_HZ, SWITCH_US, TO_US, facts, sought

TAP_US = SWITCH_US - 150_000
DECIDED_MS = 150.0
HOP_MS = 25
"""Frames of 40 ms, 10 ms apart, of which more than half must be the new place."""


def change(*sounds: Samples, gated: bool = False) -> Change:
    waited = frozenset({2} if gated else ())
    found = change_after(facts(list(sounds), gated=waited), TAP_US, "seek", tuple(range(len(sounds))))
    assert found is not None
    return found


@pytest.mark.parametrize("late_ms", [0, 60, 333, 2000])
def test_it_is_told_when_each_browser_changed_its_place(late_ms: int) -> None:
    found = change(sought(), sought(late_ms))
    assert found.decided_ms == DECIDED_MS
    on_time, late = found.heard_ms
    assert on_time == pytest.approx(DECIDED_MS, abs=HOP_MS)
    assert late == pytest.approx(DECIDED_MS + late_ms, abs=HOP_MS)
    assert found.everywhere_ms == max(each for each in found.heard_ms if each is not None)
    assert found.silence_ms == 0


def test_a_browser_that_stays_where_it_was_has_not_heard_it() -> None:
    found = change(sought(), MUSIC[: LENGTH_S * RATE_HZ])
    assert found.heard_ms[1] is None
    assert found.everywhere_ms is None


@pytest.mark.parametrize("silent_ms", [20, 80, 300])
def test_silence_before_the_new_place_is_measured_in_the_worst_browser(silent_ms: int) -> None:
    found = change(sought(), sought(late_ms=silent_ms, silent_ms=silent_ms, fades=False))
    assert found.silence_ms == pytest.approx(silent_ms, abs=2)


def test_what_the_track_itself_is_silent_for_is_no_delay() -> None:
    music, sound = MUSIC.copy(), sought()
    begin, switch = TO_US * MS // 1000, SWITCH_US * MS // 1000
    music[begin : begin + 400 * MS] = 0
    sound[switch : switch + 400 * MS] = 0
    found = change_after(facts([sound], music=music), TAP_US, "seek", (0,))
    assert found is not None
    assert found.heard_ms == [DECIDED_MS]
    assert found.silence_ms == 0


def test_a_start_out_of_silence_has_no_gap_in_it() -> None:
    sound = sought(late_ms=50)
    sound[: SWITCH_US * MS // 1000 + 50 * MS] = 0
    paused = Segment(0, "a", TO_US, False, False, 1)
    found = change_after(facts([sound], [paused, NEW]), TAP_US, "play", (0,))
    assert found is not None
    assert found.heard_ms == [pytest.approx(DECIDED_MS + 50, abs=HOP_MS)]
    assert found.silence_ms == 0


def test_a_press_that_led_to_nothing_is_no_change() -> None:
    assert change_after(facts([sought()]), SWITCH_US + 1.0, "seek", (0,)) is None
    later = NEW._replace(from_us=SWITCH_US + 5_000_000)
    assert change_after(facts([sought()], [OLD, later]), TAP_US, "seek", (0,)) is None
    folded = NEW._replace(folded=True)
    assert change_after(facts([sought()], [OLD, folded]), TAP_US, "seek", (0,)) is None


def test_a_switch_that_had_to_wait_for_somebody_says_so() -> None:
    assert [change(sought(), gated=gated).gated for gated in (False, True)] == [False, True]

"""How browsers come in after a switch: offsets in its first 0.3 s, and cuts at the splice."""

from __future__ import annotations

import numpy as np
import pytest
from bench.acoustic.entrances import Entrance, entrances, pairs
from bench.acoustic.history import Segment
from bench.acoustic.programme import Samples
from bench.acoustic.stage import Stretch

from tests.bench.seeking import LENGTH_S, MS, MUSIC, OLD, RATE_HZ, SWITCH_US, facts, sought

LATE_MS = 150


def stretch(from_us: float = SWITCH_US + 2e5, newcomer: int | None = None, who: tuple[int, ...] = (0, 1)) -> Stretch:
    return Stretch("seek", "steady", from_us, SWITCH_US + 3e6, who, newcomer)


def entrance(*sounds: Samples) -> Entrance:
    (found,) = entrances(facts(list(sounds), stretches=[stretch()]))
    return found


def test_each_browser_is_held_against_the_timeline_from_its_first_sound_on() -> None:
    found = entrance(sought(off_ms=3), sought(late_ms=LATE_MS, off_ms=-2))
    assert found.at_us == SWITCH_US
    early, late = found.late_ms
    assert np.isfinite(early).sum() >= 4
    assert early[np.isfinite(early)] == pytest.approx(3.0, abs=0.05)
    assert np.isnan(late[:3]).all(), "frames before its first sound were measured"
    assert np.isfinite(late).any()
    assert late[np.isfinite(late)] == pytest.approx(-2.0, abs=0.05)


def test_pairs_are_compared_where_both_have_come_in() -> None:
    found = entrance(sought(off_ms=3), sought(late_ms=LATE_MS, off_ms=-2))
    offsets = pairs([found, found])
    assert offsets == pytest.approx(5.0, abs=0.1)
    assert len(offsets) == 2 * np.isfinite(found.late_ms[1]).sum()
    assert len(pairs([])) == 0


def test_who_does_not_take_part_or_never_changes_has_no_offset() -> None:
    found = entrance(sought(), MUSIC[: LENGTH_S * RATE_HZ], sought())
    assert np.isfinite(found.late_ms[0]).any()
    assert np.isnan(found.late_ms[1:]).all()
    assert len(pairs([found])) == 0


def test_a_cut_is_a_click_and_a_fade_is_none() -> None:
    found = entrance(sought(), sought(fades=False))
    assert {click.browser for click in found.clicks} == {1}
    assert found.clicks[0].at_us == pytest.approx(SWITCH_US, abs=2000)


def test_a_track_that_begins_at_full_level_is_no_cut_but_one_entered_in_its_middle_is() -> None:
    begin, switch = 100 * MS, SWITCH_US * MS // 1000
    sound = np.zeros(LENGTH_S * RATE_HZ, np.float32)
    sound[switch:] = MUSIC[begin:][: len(sound) - switch]
    paused, first = Segment(0, "a", 0, False, False, 1), Segment(SWITCH_US, "a", 0, True, False, 2)
    (found,) = entrances(facts([sound], [paused, first], [stretch(who=(0,))], music=MUSIC[begin:]))
    assert found.clicks == []
    middle = first._replace(position_us=begin * 1000 // MS)
    (found,) = entrances(facts([sound], [paused, middle], [stretch(who=(0,))]))
    assert {click.browser for click in found.clicks} == {0}


@pytest.mark.parametrize("missed", [stretch(SWITCH_US + 1.5e6), stretch(newcomer=1)])
def test_only_switches_that_are_listened_to_count(missed: Stretch) -> None:
    assert entrances(facts([sought(), sought()], stretches=[missed])) == []


def test_a_pause_is_no_entrance() -> None:
    paused = Segment(SWITCH_US, "a", 2_000_000, False, False, 2)
    assert entrances(facts([sought(), sought()], [OLD, paused], [stretch()])) == []

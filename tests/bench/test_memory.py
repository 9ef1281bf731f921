"""What counts as growth in half an hour of music, from readings made up."""

from __future__ import annotations

from typing import cast

import pytest
from bench.acoustic.cases.network import growth_mb
from bench.acoustic.facts import Facts
from bench.acoustic.stage import Log, Mark


def facts(*browsers: tuple[list[float], list[float]]) -> Facts:
    """Readings of each browser: with its garbage, and what it held without."""
    marks = [
        Mark(name, 1e9, seat, value)
        for seat, readings in enumerate(browsers)
        for name, values in zip(("memory", "held"), readings, strict=True)
        for value in values
    ]
    nothing = cast("object", None)
    return Facts(Log(marks=marks), nothing, nothing, 0.0, [], [], 0, [], len(browsers))  # type: ignore[arg-type]


def test_garbage_and_what_fills_up_at_first_are_no_growth() -> None:
    assert growth_mb(facts(([200.0, 240.0, 290.0], [220.0, 221.0]))) == pytest.approx(1)


def test_what_is_held_at_the_end_of_the_worst_browser_counts() -> None:
    flat, leaking = ([200.0], [210.0, 210.0]), ([200.0], [210.0, 230.0])
    assert growth_mb(facts(flat, leaking, flat)) == pytest.approx(20)


def test_the_result_tells_every_browser_s_memory() -> None:
    seen = facts(([200.0, 240.0], [220.0, 221.0]), ([100.0], [90.0, 91.0]))
    growth_mb(seen)
    assert [note.split(":")[0] for note in seen.log.notes] == ["browser 0", "browser 1"]
    assert "200.0 to 240.0 MB with its garbage, 220.0 MB a third in and 221.0 MB" in seen.log.notes[0]

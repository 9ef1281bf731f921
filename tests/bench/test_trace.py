"""What a page's work is held to be, read from a trace that was made up."""

from __future__ import annotations

from typing import Any

import pytest
from bench.party.trace import FRAME_MS, read

MAIN = {"pid": 1, "tid": 1}


def mark(name: str, at_ms: float) -> dict[str, Any]:
    return {**MAIN, "name": name, "ph": "I", "ts": at_ms * 1000}


def work(name: str, at_ms: float, wall_ms: float, own_ms: float, **more: Any) -> dict[str, Any]:
    span = {"ph": "X", "ts": at_ms * 1000, "dur": wall_ms * 1000, "tdur": own_ms * 1000}
    return {**MAIN, "name": name, **span, **more}


def traced(*events: dict[str, Any]) -> list[dict[str, Any]]:
    return [mark("bench-begins", 0), mark("bench-ends", 10 * FRAME_MS - 1), *events]


def test_script_counts_once_and_by_the_threads_own_clock() -> None:
    found = read(traced(work("FunctionCall", 20, 9, 3), work("RunMicrotasks", 21, 2, 1)))
    assert len(found.slices) == 10
    assert [each.script_ms for each in found.slices[:3]] == [0, 3, 0]
    assert found.slices[1].script_wall_ms == 9


def test_layout_that_script_has_forced_is_layout() -> None:
    found = read(traced(work("EventDispatch", 1, 8, 8), work("Layout", 2, 5, 5), work("UpdateLayoutTree", 3, 1, 1)))
    assert (found.slices[0].script_ms, found.slices[0].style_ms) == (3, 5)


@pytest.mark.parametrize("other", [{"tid": 2}, {"pid": 2}])
def test_other_threads_and_what_was_before_do_not_count(other: dict[str, int]) -> None:
    found = read(traced(work("FunctionCall", 20, 9, 3, **other), work("FunctionCall", -5, 2, 2)))
    assert sum(each.script_ms for each in found.slices) == 0


def test_long_tasks_are_told() -> None:
    found = read(
        traced(work("ThreadControllerImpl::RunTask", 20, 80, 30), work("ThreadControllerImpl::RunTask", 120, 5, 5))
    )
    assert found.long_tasks_ms == [80]

"""How soon a mishap is over, from windows made up: what is not known must never count as good."""

from __future__ import annotations

import math
from typing import cast

import numpy as np
import pytest
from bench.acoustic.facts import WINDOW_US, Facts
from bench.acoustic.stage import Log
from bench.acoustic.windows import State, Windows

SILENT, LOST, STRAY, FINE = State.SILENT, State.LOST, State.STRAY, State.MEASURED


def facts(states: list[list[State]], late_ms: list[list[float]]) -> Facts:
    state = np.array(states, np.int8)
    late = np.asarray(np.where(state == FINE, np.array(late_ms, float), np.nan), np.float64)
    room_us = np.asarray(np.arange(state.shape[1]) * WINDOW_US, np.float64)
    windows = Windows(room_us, late, np.zeros(late.shape), state)
    nothing = cast("object", None)
    return Facts(Log(), nothing, nothing, 0.0, [], [windows], 0, [], len(states))  # type: ignore[arg-type]


def recovered(who: tuple[int, ...], states: list[list[State]], late_ms: list[list[float]]) -> float:
    return facts(states, late_ms).recovered_s(0.0, 1e9, who)


def test_recovery_ends_with_the_last_window_that_is_off() -> None:
    late = [[0.0] * 4, [9.0, 2.0, 0.5, 0.2], [0.0] * 4]
    assert recovered((1,), [[FINE] * 4] * 3, late) == pytest.approx(0.5)


@pytest.mark.parametrize("fault", [SILENT, LOST, STRAY])
def test_a_window_with_a_fault_is_not_recovered(fault: State) -> None:
    states = [[FINE] * 4, [FINE, FINE, fault, FINE], [FINE] * 4]
    assert recovered((1,), states, [[0.0] * 4] * 3) == pytest.approx(0.75)


@pytest.mark.parametrize("who", [(1,), (0, 1, 2)])
def test_nothing_to_hold_it_against_is_not_recovered(who: tuple[int, ...]) -> None:
    states = [[FINE, SILENT], [FINE, FINE], [FINE, LOST]]
    assert recovered(who, states, [[0.0] * 2] * 3) == pytest.approx(0.5)


def test_silent_music_is_no_fault() -> None:
    assert recovered((1,), [[State.MUSIC_SILENT] * 3] * 3, [[0.0] * 3] * 3) == 0.0


def test_a_time_nobody_looked_at_never_ends() -> None:
    assert math.isinf(recovered((1,), [[], [], []], [[], [], []]))

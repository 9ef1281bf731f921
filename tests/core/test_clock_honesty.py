"""What the clock filter claims to know for sure holds, from the first answer on."""

from __future__ import annotations

import statistics
from random import Random

import pytest
from bench.clock.networks import NETWORKS, Clocks, Simulation

from sonix.core.clock_filter import ClockFilter


def beyond_us(simulation: Simulation, clock: ClockFilter, now_us: float) -> float:
    """How far the truth is outside the bound; not above 0 within it."""
    truth_us = simulation.clocks.offset_at(now_us)
    least_us, most_us = clock.bound_us(now_us)
    return max(least_us - truth_us, truth_us - most_us)


STEPS = {"even": (), "a minute forward": ((40e6, 60e6),), "a minute back": ((40e6, -60e6),)}


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
def test_the_truth_is_inside_the_bound_from_the_first_answer_on(steps: tuple[tuple[float, float], ...]) -> None:
    """In 99 looks of 100 over every network, sleeps and set clocks with it."""
    inside: list[bool] = []
    for network in NETWORKS:
        for seed in range(3):
            clocks = Clocks(Random(seed).uniform(-1e9, 1e9), 40e-6 * (seed - 1), steps=steps)
            simulation = Simulation(network, clocks, seed)
            clock = ClockFilter()
            for now_us, probe in simulation.probes(120):
                clock.add(*probe)
                inside.append(beyond_us(simulation, clock, now_us) <= 0)
    assert statistics.fmean(inside) >= 0.99


@pytest.mark.parametrize("bend_ppm", [20, 100, 400])
def test_a_clock_that_bends_is_never_far_outside_the_bound(bend_ppm: float) -> None:
    """The bound takes clocks for even ones: while one is slewed the truth may be out of it, but not by much."""
    for network in NETWORKS[:4]:
        bends = ((30e6, 20e-6 + bend_ppm * 1e-6), (60e6, 20e-6))
        simulation = Simulation(network, Clocks(1e9, 20e-6, bends), seed=1)
        clock = ClockFilter()
        for now_us, probe in simulation.probes(120):
            clock.add(*probe)
            assert beyond_us(simulation, clock, now_us) < 2500, network.name

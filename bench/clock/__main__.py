"""Print the clock filter's error on each simulated network.

Every row of the first table is 40 listeners of 5 minutes with clocks up to ±40 ppm apart and 1 % of the probes lost;
the error is looked at after each answer from the second minute on, as are `sigma`, the share within the likely error
the filter tells of itself, and `suspect`, the median of what it suspects of asymmetry and how often it does. `honest`
is the share of looks, from the very first answer on, at which the truth lay inside the bound. The last rows are of
clocks that step or are slewed meanwhile. The second table is of pairs that join together (`bench.clock.pairs`).
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from random import Random

from bench.clock.networks import NETWORKS, Clocks, Network, Simulation, Timer
from bench.clock.pairs import measure_pairs, pair_row
from sonix.core.clock_filter import ClockFilter

LISTENERS = 40
NAME_WIDTH = 52
SECONDS = 300.0
LOOK_FROM_US = 120e6


@dataclass(frozen=True)
class Change:
    """What happens to one of the clocks: (at µs, by µs) and (from µs, by so much another skew)."""

    steps: tuple[tuple[float, float], ...] = ()
    bends: tuple[tuple[float, float], ...] = ()


STEADY = Change()
CHANGES = {
    "steps by 60 s after 40 s": Change(steps=((40e6, 60e6),)),
    "steps by 60 ms after 40 s": Change(steps=((40e6, 60e3),)),
    "runs 20 ppm faster for a minute": Change(bends=((140e6, 20e-6), (200e6, 0.0))),
    "is slewed by 200 ppm for a minute": Change(bends=((140e6, 200e-6), (200e6, 0.0))),
}


@dataclass
class Figures:
    """What one row is made of."""

    errors_us: list[float]
    honest: list[bool]
    within_sigma: list[bool]
    add_us: list[float]
    suspects_us: list[float | None]


def measure(network: Network, timer: Timer, early_us: float, late_us: float, change: Change = STEADY) -> Figures:
    """Run every listener of one row, one of whose clocks may step or bend."""
    figures = Figures([], [], [], [], [])
    for seed in range(LISTENERS):
        random = Random(seed)
        offset_us, skew = random.uniform(-1e9, 1e9), random.uniform(-40e-6, 40e-6)
        bends = tuple((at_us, skew + by) for at_us, by in change.bends)
        clocks = Clocks(offset_us, skew, bends, change.steps)
        _listen(figures, Simulation(network, clocks, seed, timer), ClockFilter(early_us, late_us))
    return figures


def _listen(figures: Figures, simulation: Simulation, clock: ClockFilter) -> None:
    for now_us, probe in simulation.probes(SECONDS):
        begun = time.perf_counter()
        clock.add(*probe)
        clock.offset_at(now_us)
        figures.add_us.append((time.perf_counter() - begun) * 1e6)
        truth_us = simulation.clocks.offset_at(now_us)
        lower_us, upper_us = clock.bound_us(now_us)
        figures.honest.append(lower_us <= truth_us <= upper_us)
        if now_us < LOOK_FROM_US:
            continue
        error_us = abs(clock.offset_at(now_us) - truth_us)
        figures.errors_us.append(error_us)
        figures.within_sigma.append(error_us <= clock.sigma_us())
        figures.suspects_us.append(clock.suspect_us)


def _row(name: str, figures: Figures) -> str:
    percent = statistics.quantiles(figures.errors_us, n=100)
    honest = statistics.fmean(figures.honest)
    within = statistics.fmean(figures.within_sigma)
    return (
        f"{name:<{NAME_WIDTH}} {percent[49] / 1e3:7.3f} {percent[94] / 1e3:8.3f} {honest:8.1%} {within:7.0%}"
        f" {statistics.fmean(figures.add_us):8.1f}{_suspicion(figures.suspects_us)}"
    )


def _suspicion(suspects_us: list[float | None]) -> str:
    voiced = [each for each in suspects_us if each is not None]
    return (
        f" {statistics.median(voiced) / 1e3:+6.1f} ms in {len(voiced) / len(suspects_us):.1%}"
        if voiced
        else "       none"
    )


def main() -> None:
    """Print the table."""
    print(f"{'network':<{NAME_WIDTH}} {'p50 ms':>7} {'p95 ms':>8} {'honest':>8} {'sigma':>7} {'add µs':>8} suspect")
    for network in NETWORKS:
        print(_row(network.name, measure(network, Timer(), 0, 0)))
    lan = NETWORKS[0]
    print(_row("LAN, timer of 0.1 ms, rounded down", measure(lan, Timer(100), 0, 100)))
    print(_row("LAN, timer of 1 ms, rounded down", measure(lan, Timer(1000), 0, 1000)))
    print(_row("LAN, timer of 1 ms, jittered", measure(lan, Timer(1000, jittered=True), 1000, 1000)))
    print(_row("LAN, timer of 1 ms, not corrected", measure(lan, Timer(1000), 0, 0)))
    for network in (lan, NETWORKS[1], NETWORKS[3]):
        for name, change in CHANGES.items():
            print(_row(f"{network.name}: {name}"[:NAME_WIDTH], measure(network, Timer(), 0, 0, change)))
    print(f"\n{'two that join together':<42} {'ready s':>7} {'first 5 s: p50, p95':>20} {'after 60 s: p50, p95':>21}")
    for network in NETWORKS:
        print(pair_row(network.name, measure_pairs(network)))


if __name__ == "__main__":
    main()

"""Two browsers that join at the same moment: how far apart their clocks are, at first and after a minute."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from random import Random

from bench.clock.networks import Clocks, Network, Simulation
from sonix.core.clock_filter import ClockFilter

PAIRS = 150
LOOK_EVERY_US = 100e3


@dataclass
class PairFigures:
    """When a clock was ready, and |difference| of two in the first five seconds and around one minute."""

    ready_us: list[float] = field(default_factory=list)
    early_us: list[float] = field(default_factory=list)
    minute_us: list[float] = field(default_factory=list)


def measure_pairs(network: Network) -> PairFigures:
    """Run every pair over one network, each browser on a line of its own."""
    figures = PairFigures()
    for number in range(PAIRS):
        one, other = (_errors(network, 2 * number + side, figures) for side in (0, 1))
        for at_us in one.keys() & other.keys():
            apart = figures.early_us if at_us <= 5e6 else figures.minute_us
            apart.append(abs(one[at_us] - other[at_us]))
    return figures


def _errors(network: Network, seed: int, figures: PairFigures) -> dict[float, float]:
    """Signed error of one clock at every look from the moment it is ready on."""
    random = Random(seed)
    clocks = Clocks(offset_us=random.uniform(-1e9, 1e9), skew=random.uniform(-40e-6, 40e-6))
    clock, ready, look_us = ClockFilter(), False, LOOK_EVERY_US
    errors: dict[float, float] = {}
    for home_us, probe in Simulation(network, clocks, seed).probes(65):
        while look_us < home_us:
            if ready and (look_us <= 5e6 or look_us > 60e6):
                errors[look_us] = clock.offset_at(look_us) - clocks.offset_at(look_us)
            look_us += LOOK_EVERY_US
        clock.add(*probe)
        if not ready and clock.settled:
            ready = True
            figures.ready_us.append(home_us)
    return errors


def pair_row(name: str, figures: PairFigures) -> str:
    """One line of the table."""
    ready = statistics.median(figures.ready_us) / 1e6
    columns = [statistics.quantiles(apart, n=100) for apart in (figures.early_us, figures.minute_us)]
    cells = "".join(f" {percent[49] / 1e3:10.3f} {percent[94] / 1e3:10.3f}" for percent in columns)
    return f"{name:<42} {ready:7.2f}{cells}"

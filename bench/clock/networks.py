"""Networks and clocks to measure a clock filter on, all drawn from a seed. Times are µs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

Delays = Callable[[Random], tuple[float, float]]
Probe = tuple[int, int, int, int]

SERVER_US = 30
"""Between a probe's arrival and its answer."""

TIMER_LATE_US = 300.0
"""Mean lateness of a browser's timers; without it probes would keep their phase against a coarse clock."""

BURST, BURST_GAP_US = 36, 60e3
QUICK, QUICK_GAP_US = 10, 20e3
MOST_WAITING = 6
PACES_US = ((20e6, 250e3), (120e6, 500e3))
RESTING_GAP_US = 2e6


@dataclass(frozen=True)
class Network:
    """One-way delays, forward and back, and how often a probe is lost."""

    name: str
    delays: Delays
    loss: float = 0.01


@dataclass
class Clocks:
    """The remote clock as a function of the local one: an offset, a skew that may wander or bend, and steps."""

    offset_us: float = 0.0
    skew: float = 0.0
    bends: tuple[tuple[float, float], ...] = ()
    """(from local µs, skew from there on)."""
    steps: tuple[tuple[float, float], ...] = ()
    """(at local µs, by µs)."""

    def offset_at(self, local_us: float) -> float:
        """Remote minus local time."""
        offset_us, since_us, skew = self.offset_us, 0.0, self.skew
        for from_us, following in self.bends:
            if from_us >= local_us:
                break
            offset_us += skew * (from_us - since_us)
            since_us, skew = from_us, following
        stepped_us = sum(by_us for at_us, by_us in self.steps if at_us <= local_us)
        return offset_us + skew * (local_us - since_us) + stepped_us


@dataclass(frozen=True)
class Timer:
    """How the local clock is read: in quanta, rounded down or, when jittered, up from a random threshold on."""

    quantum_us: float = 0.0
    jittered: bool = False

    def read(self, true_us: float) -> float:
        """The reading of an instant."""
        if self.quantum_us == 0:
            return true_us
        floor_us = math.floor(true_us / self.quantum_us) * self.quantum_us
        if not self.jittered:
            return floor_us
        # The threshold belongs to the quantum: two readings within one agree on it.
        threshold = Random(int(floor_us)).random()
        return floor_us + self.quantum_us * ((true_us - floor_us) / self.quantum_us >= threshold)


@dataclass
class Pace:
    """When `web/src/net/prober.ts` sends its probes, given when answers come home."""

    sent_us: float = -math.inf
    homes_us: list[float] = field(default_factory=list)
    count: int = 0

    def next_us(self) -> float:
        """When the next probe goes out."""
        if not self.count:
            return 0.0
        at_us = self.sent_us + self._gap_us()
        if self.count < QUICK and self.homes_us[-1] < self.sent_us + BURST_GAP_US:
            return max(self.sent_us + QUICK_GAP_US, self.homes_us[-1])
        waiting = [home_us for home_us in self.homes_us if home_us > at_us]
        return at_us if len(waiting) < MOST_WAITING else waiting[-MOST_WAITING]

    def sent(self, at_us: float, home_us: float) -> None:
        """Note a probe and when its answer is back."""
        self.sent_us, self.count = at_us, self.count + 1
        self.homes_us = [*self.homes_us[-MOST_WAITING:], home_us]

    def _gap_us(self) -> float:
        if self.count < BURST:
            return BURST_GAP_US
        return next((gap_us for until_us, gap_us in PACES_US if self.sent_us < until_us), RESTING_GAP_US)


@dataclass
class Simulation:
    """Probes as `web/src/net/prober.ts` sends them, over one network."""

    network: Network
    clocks: Clocks
    seed: int
    timer: Timer = field(default_factory=Timer)

    def probes(self, seconds: float) -> Iterator[tuple[float, Probe]]:
        """(true local time of the answer, the probe as it is measured) for every answered probe."""
        random = Random(self.seed)
        pace = Pace()
        arrived_us = home_us = 0.0
        while (sent_us := pace.next_us() + random.expovariate(1 / TIMER_LATE_US)) < seconds * 1e6:
            forward_us, back_us = self.network.delays(random)
            # One connection keeps its order: nothing overtakes.
            arrived_us = max(arrived_us, sent_us + forward_us)
            answered_us = arrived_us + SERVER_US
            home_us = max(home_us, answered_us + back_us)
            lost = random.random() < self.network.loss
            pace.sent(sent_us, home_us)
            if not lost:
                yield home_us, self._measured(sent_us, arrived_us, answered_us, home_us)

    def _measured(self, *instants_us: float) -> Probe:
        t1, t2, t3, t4 = instants_us
        return (
            round(self.timer.read(t1)),
            round(t2 + self.clocks.offset_at(t2)),
            round(t3 + self.clocks.offset_at(t3)),
            round(self.timer.read(t4)),
        )


def _exponential(floor_us: float, mean_us: float) -> Delays:
    return lambda random: (floor_us + random.expovariate(1 / mean_us), floor_us + random.expovariate(1 / mean_us))


def _even(forward_us: tuple[float, float], back_us: tuple[float, float]) -> Delays:
    """Middle and half width of delays that are all as frequent."""

    def once(random: Random, middle_us: float, half_us: float) -> float:
        return random.uniform(middle_us - half_us, middle_us + half_us)

    return lambda random: (once(random, *forward_us), once(random, *back_us))


def _wifi(random: Random) -> tuple[float, float]:
    """About 1 ms each way, with a burst of retries now and then."""

    def once() -> float:
        retries_us = random.expovariate(1 / 12e3) if random.random() < 0.08 else 0.0
        return 800 + random.expovariate(1 / 1200) + retries_us

    return once(), once()


def _one_sided(random: Random) -> tuple[float, float]:
    return 35e3 + random.expovariate(1 / 30e3), 35e3 + abs(random.gauss(0, 200))


def _gaussian(random: Random) -> tuple[float, float]:
    return abs(random.gauss(50e3, 15e3)), abs(random.gauss(50e3, 15e3))


NETWORKS = (
    Network("LAN, RTT 0.2 ms", _exponential(80, 20)),
    Network("Wi-Fi", _wifi),
    Network("RTT 100±30 ms", _exponential(28e3, 22e3)),
    Network("100±30 ms each way", _exponential(70e3, 30e3)),
    Network("jitter in one direction only", _one_sided),
    Network("Gaussian 50/15 ms, no floor", _gaussian),
    Network("100±30 ms each way, evenly spread", _even((100e3, 30e3), (100e3, 30e3))),
    Network("up 80±20 ms, down 10±5 ms", _even((80e3, 20e3), (10e3, 5e3))),
)

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
class Simulation:
    """Probes as `web/src/net/prober.ts` sends them, over one network."""

    network: Network
    clocks: Clocks
    seed: int
    timer: Timer = field(default_factory=Timer)

    def probes(self, seconds: float) -> Iterator[tuple[float, Probe]]:
        """(true local time of the answer, the probe as it is measured) for every answered probe."""
        random = Random(self.seed)
        sent_us, count = 0.0, 0
        while sent_us < seconds * 1e6:
            forward_us, back_us = self.network.delays(random)
            received_us = sent_us + forward_us
            answered_us = received_us + SERVER_US
            home_us = answered_us + back_us
            count += 1
            if random.random() >= self.network.loss:
                yield home_us, self._measured(sent_us, received_us, answered_us, home_us)
            sent_us = max(home_us, sent_us) + _gap_us(count, sent_us)

    def _measured(self, *instants_us: float) -> Probe:
        t1, t2, t3, t4 = instants_us
        return (
            round(self.timer.read(t1)),
            round(t2 + self.clocks.offset_at(t2)),
            round(t3 + self.clocks.offset_at(t3)),
            round(self.timer.read(t4)),
        )


def _gap_us(count: int, now_us: float) -> float:
    if count < 20:
        return 60e3
    if now_us < 90e6:
        return 500e3
    return 2e6 if now_us < 300e6 else 4e6


def _exponential(floor_us: float, mean_us: float) -> Delays:
    return lambda random: (floor_us + random.expovariate(1 / mean_us), floor_us + random.expovariate(1 / mean_us))


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
)

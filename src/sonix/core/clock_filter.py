"""How far a clock is from the room's, from time probes alone: a per-direction envelope with slope.

A probe is sent at `t1` (local), received at `t2` and answered at `t3` (remote), and is back at `t4` (local). Delay is
never negative, so the offset `theta` (remote minus local) is at most `t2 - t1` and at least `t3 - t4`, for every
probe. The filter lays the straightest line it can between those two clouds of points; docs/sync.md tells the whole
story. The browser's twin is `web/src/core/clock_filter.ts`; `tests/vectors/clock_filter.json` holds them together.

All times are µs; local times may be fractions.
"""

from __future__ import annotations

import math
from collections import deque

from sonix.core.clock_estimate import NO_ESTIMATE, Estimate, estimate, fallen, median, suspected_us
from sonix.core.envelope import NO_SLOPE, LowerHull, slope_range

Probe = tuple[float, float, float, float]

KEPT_PROBES = 600
FIT_SPAN_US = 5_000_000
"""No slope is fitted to less than this much time."""

MAX_SLOPE = 500e-6
"""A clock that NTP is slewing reaches this."""

DRIFT = 100e-6
"""How far apart two crystals may run, before a slope is fitted."""

STEP_US = 1000.0
STEP_PROBES = 3
SPLIT_PROBES = 12
SPLIT_CHANCE = 8.0
"""Mean distances from the shortest to the next delay that so many probes may miss the shortest one by."""

SETTLED_PROBES = 8
SETTLED_SIGMA_US = 1000.0
"""With a larger likely error, half as many probes more are waited for."""

RECENT_PROBES = 20
ESTIMATE_PROBES = 5
"""Fewer are told by their bound alone."""

SUSPECT_PROBES = 60
ROUNDING_US = 1.0
"""Times on the wire are whole microseconds: every bound is this much wider, or exact probes contradict each other."""


class ClockFilter:
    """Takes probes, gives the offset.

    Attributes:
        early_us: how much earlier than its reading an instant of the local timer may really be (jittered timers).
        late_us: how much later it may really be: the quantum of a coarse timer. Both 0 for a fine one.
        restarts: how often a step of a clock made the filter start afresh.
    """

    def __init__(self, early_us: float = 0.0, late_us: float = 0.0) -> None:
        self.early_us = early_us
        self.late_us = late_us
        self.restarts = 0
        self.reset()

    def reset(self) -> None:
        """Forget every probe."""
        self._above = LowerHull()
        """(t1, t2 - t1): theta is never above these."""
        self._below = LowerHull()
        """(t4, t4 - t3): -theta is never above these."""
        self._round_trips: deque[float] = deque(maxlen=RECENT_PROBES)
        self._suspects: list[Probe] = []
        self._slopes: deque[float] = deque(maxlen=SPLIT_PROBES + 1)
        """Fitted after each of the newest probes: the first is what was thought before they came."""
        self._origin_us = 0.0
        self._base_us = 0.0
        self._range = NO_SLOPE
        self._likely: Estimate | None = None

    def add(self, t1_us: float, t2_us: float, t3_us: float, t4_us: float) -> None:
        """Take one answered probe. Impossible ones (an answer before its question) are passed over."""
        if t4_us < t1_us or t3_us < t2_us:
            return
        if self._contradicts(t1_us, t2_us, t3_us, t4_us):
            self._suspect((t1_us, t2_us, t3_us, t4_us))
            return
        self._suspects.clear()
        self._likely = None
        if not self._above.points:
            self._origin_us, self._base_us = t1_us, t2_us - t1_us
        self._above.add(t1_us - self._origin_us, t2_us - t1_us - self._base_us + self.early_us + ROUNDING_US)
        self._below.add(t4_us - self._origin_us, t4_us - t3_us + self._base_us + self.late_us + ROUNDING_US)
        self._round_trips.append((t4_us - t1_us) - (t3_us - t2_us))
        if len(self._above.points) > KEPT_PROBES:
            self._drop_oldest()
        self._fit()
        if self._is_split():
            self._forget_before_split()

    @property
    def count(self) -> int:
        """Probes held."""
        return len(self._above.points)

    @property
    def doubtful(self) -> bool:
        """Whether the newest probes contradict the estimate: it may be about to be thrown away."""
        return bool(self._suspects)

    @property
    def settled(self) -> bool:
        """Whether there are enough probes to rely on the offset."""
        if self.count < SETTLED_PROBES:
            return False
        return self.count >= SETTLED_PROBES * 3 // 2 or self.sigma_us() <= SETTLED_SIGMA_US

    @property
    def skew_ppm(self) -> float:
        """How much faster than the local clock the remote one runs; 0 until it is fitted."""
        return self._estimate().slope * 1e6

    @property
    def rtt_us(self) -> float:
        """Median round trip of the newest probes, the answering side's own time taken off."""
        return median(self._round_trips)

    @property
    def jitter_us(self) -> float:
        """Median distance of the newest round trips from their median."""
        middle_us = self.rtt_us
        return median([abs(each - middle_us) for each in self._round_trips])

    def offset_at(self, local_us: float) -> float:
        """Remote time minus local time at the local time `local_us`; 0 without probes."""
        likely = self._estimate()
        return self._base_us + likely.height_us + likely.slope * (local_us - self._origin_us - self._last_x())

    def bound_us(self, local_us: float) -> tuple[float, float]:
        """Least and greatest offset that every probe allows at `local_us`, now or later than the newest probe.

        It holds as long as no delay is negative and the clocks run evenly; half its width is about half the shortest
        round trip, since a difference between the two directions cannot be seen.
        """
        if not self.count:
            return -math.inf, math.inf
        x = local_us - self._origin_us
        if not self._is_fitted():
            lower_us, upper_us = -self._below.intercept(DRIFT), self._above.intercept(DRIFT)
            return self._base_us + lower_us - DRIFT * x, self._base_us + upper_us + DRIFT * x
        lower_us = -self._below.intercept(-self._range.least) + self._range.least * x
        upper_us = self._above.intercept(self._range.most) + self._range.most * x
        return self._base_us + min(lower_us, upper_us), self._base_us + max(lower_us, upper_us)

    def sigma_us(self) -> float:
        """Likely error of the offset (two times in three less than this), constant asymmetry aside."""
        return self._estimate().sigma_us

    @property
    def jitter_up_us(self) -> float:
        """Three in four probes need no more than this longer than the quickest one to get there."""
        return self._estimate().up.jitter_us

    @property
    def jitter_down_us(self) -> float:
        """The same on the way back."""
        return self._estimate().down.jitter_us

    @property
    def suspect_us(self) -> float | None:
        """How much too late, it seems, things are done that are timed by this offset; see `suspected_us`."""
        if self.count < SUSPECT_PROBES:
            return None
        likely = self._estimate()
        widened_us = self.early_us + self.late_us + 2 * ROUNDING_US
        return suspected_us(likely.up, likely.down, likely.shortest_us - widened_us)

    def _estimate(self) -> Estimate:
        """The likeliest line, and none outside the bound; worked out when it is asked for."""
        if self._likely is None:
            self._likely = self._work_out()
        return self._likely

    def _work_out(self) -> Estimate:
        if not self.count:
            return NO_ESTIMATE
        x = self._last_x()
        least_us, most_us = (edge_us - self._base_us for edge_us in self.bound_us(self._origin_us + x))
        if self.count < ESTIMATE_PROBES:
            return NO_ESTIMATE._replace(height_us=(least_us + most_us) / 2, sigma_us=(most_us - least_us) / 2)
        slopes = self._range if self._is_fitted() else slope_range(self._above, self._below, DRIFT)
        likely = estimate(self._above, self._below, slopes, x)
        return likely._replace(
            height_us=min(max(likely.height_us, least_us), most_us),
            slope=min(max(likely.slope, slopes.least), slopes.most),
        )

    def _drop_oldest(self) -> None:
        self._above.drop_oldest()
        self._below.drop_oldest()

    def _last_x(self) -> float:
        return self._below.points[-1][0] if self.count else 0.0

    def _is_fitted(self) -> bool:
        return self._last_x() - self._above.points[0][0] >= FIT_SPAN_US

    def _fit(self) -> None:
        """Find the slope with the most room between the two clouds; a clock that bends makes room by forgetting."""
        self._range = NO_SLOPE
        while self._is_fitted():
            self._range = slope_range(self._above, self._below, MAX_SLOPE)
            if self._range.room_us >= 0:
                break
            self._drop_oldest()
            self._range = NO_SLOPE

    def _contradicts(self, t1_us: float, t2_us: float, t3_us: float, t4_us: float) -> bool:
        """Whether no line that all other probes allow comes within a millisecond of what this one allows."""
        least_us, _ = self.bound_us(t1_us)
        _, most_us = self.bound_us(t4_us)
        return t2_us - t1_us + self.early_us < least_us - STEP_US or t3_us - t4_us - self.late_us > most_us + STEP_US

    def _is_split(self) -> bool:
        """Whether the newest probes lie lower than all before in one cloud and as clearly higher in the other.

        That is a step of a clock by less than half a round trip, which contradicts nothing. A queue or another route
        moves one cloud only, or both the same way.
        """
        self._slopes.append(self._range.best)
        if self.count < 8 * SPLIT_PROBES:
            return False
        slope = self._slopes[0]
        fallen_us = fallen(self._above, slope, SPLIT_PROBES), fallen(self._below, -slope, SPLIT_PROBES)
        chance_us = [STEP_US + SPLIT_CHANCE * height_us / SPLIT_PROBES for _, height_us in fallen_us]
        (up_us, _), (down_us, _) = fallen_us
        return up_us * down_us < 0 and abs(up_us) > chance_us[0] and abs(down_us) > chance_us[1]

    def _forget_before_split(self) -> None:
        self.restarts += 1
        self._slopes.clear()
        while self.count > SPLIT_PROBES:
            self._drop_oldest()
        self._fit()

    def _suspect(self, probe: Probe) -> None:
        """Start afresh from three contradicting probes running: a clock has jumped. A single one is passed over."""
        self._suspects.append(probe)
        if len(self._suspects) < STEP_PROBES:
            return
        suspects = self._suspects
        self.reset()
        self.restarts += 1
        for suspect in suspects:
            self.add(*suspect)

"""The likeliest line between the two clouds of points that a clock filter holds, and how far it may be off.

Two estimates of one line, each with its variance:

- where delays crowd at a floor, the mean over every line that fits (the estimator of least expected square error,
  Pitman 1939, for delays that fall off exponentially from an unknown floor);
- where they thin out towards their minimum there is no floor to find, and a regression through all of them is better.

Which of the two it is shows in the shape of the shortest delays (Hill 1975, for an endpoint Hall 1982). Twin of
`web/src/core/clock_estimate.ts`. Times are µs.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

from sonix.core.envelope import LowerHull, SlopeRange, Stop, stops_between

SLOPE_PRIOR = 50e-6
"""Typical skew of two clocks, the scale of the double exponential that slopes are expected to follow."""

SHORTEST_SHARE = 3
"""One delay in so many counts as a short one."""

SHAPE_PRIOR = 10.0
"""As many delays speak for a floor before the first has been seen."""

FLOORED, FLOORLESS = 1.2, 1.6
"""Shape up to which there is a floor, and from which on there is none."""

LEAST_SPACING_US = 0.5
CLEAR_RATIO = 2.0
LEAST_SUSPECT_US = 5000.0
OUTLIER = 4.5
"""Round trips so many median deviations over the median are left out of the regression."""


class Line(NamedTuple):
    """Height at a moment, slope, and the variance of the height there (µs²)."""

    height_us: float
    slope: float
    variance: float


class Delays(NamedTuple):
    """What the delays of one direction look like, seen from the line under them.

    Attributes:
        spacing_us: from one delay to the next longer one, among the shortest.
        floor_us: how far over the floor the shortest one is likely to be.
        shape: 1 where delays are as frequent at the floor as above it; the larger, the rarer they are near it.
        jitter_us: three in four are not longer than the shortest by more than this.
    """

    spacing_us: float
    floor_us: float
    shape: float
    jitter_us: float


class End(NamedTuple):
    """One end of a piece of the likelihood: its log, the slope, and the line's height."""

    log: float
    slope: float
    height_us: float


def delays_over(hull: LowerHull, slope: float) -> Delays:
    """Look at the delays over a line of `slope`; at least three points are needed."""
    heights = sorted(y - slope * x for x, y in hull.points)
    count = len(heights)
    rank = max(2, count // SHORTEST_SHARE)
    least_us = heights[0]
    reach_us = heights[rank] - least_us
    spacing_us = max(reach_us / rank, LEAST_SPACING_US)
    logs = sum(math.log(max(1.0, reach_us / max(heights[i] - least_us, LEAST_SPACING_US))) for i in range(1, rank))
    shape = max(1.0, (rank - 1 + SHAPE_PRIOR) / (logs + SHAPE_PRIOR))
    floor_us = max(reach_us * rank ** (-1 / shape), LEAST_SPACING_US)
    return Delays(spacing_us, floor_us, shape, heights[count * 3 // 4] - least_us)


NO_DELAYS = Delays(0.0, 0.0, 1.0, 0.0)


class Estimate(NamedTuple):
    """The likeliest line: its height at the newest probe, slope and likely error, and the delays on both sides of it.

    `shortest_us` is the shortest delay up plus the shortest one down: what a round trip can least take.
    """

    height_us: float
    slope: float
    sigma_us: float
    up: Delays
    down: Delays
    shortest_us: float


NO_ESTIMATE = Estimate(0.0, 0.0, math.inf, NO_DELAYS, NO_DELAYS, 0.0)


def estimate(above: LowerHull, below: LowerHull, slopes: SlopeRange, x: float) -> Estimate:
    """The line at `x`, out of the slopes that fit."""
    up, down = delays_over(above, slopes.best), delays_over(below, -slopes.best)
    line = _mean_of_lines(above, below, slopes, x, up, down)
    trust = min(1.0, (min(up.shape, down.shape) - FLOORED) / (FLOORLESS - FLOORED))
    if trust > 0:
        line = _blend(line, _regression(above, below, x), trust)
    return Estimate(line.height_us, line.slope, math.sqrt(line.variance), up, down, slopes.room_us)


def _blend(floored: Line, middle: Line, trust: float) -> Line:
    """Both lines by their variances; what they differ beyond these is the error of the middle, unless it is trusted."""
    difference_us = middle.height_us - floored.height_us
    beyond = max(0.0, difference_us * difference_us - floored.variance - middle.variance)
    doubt = middle.variance + beyond * (1 / trust - 1)
    weight = floored.variance / (floored.variance + doubt)
    return Line(
        floored.height_us + weight * difference_us,
        floored.slope + weight * (middle.slope - floored.slope),
        (1 - weight) ** 2 * floored.variance + weight * weight * doubt,
    )


def suspected_us(up: Delays, down: Delays, shortest_us: float) -> float | None:
    """How much too late things are done if the longer way is the one that jitters more; null without clear evidence.

    Where a delay is made of many alike and independent parts, its mean and its variance both grow with their number;
    so the shortest round trip is shared out as the squares of the jitters. A longer way up makes the offset too
    large and what is timed by it too early: a negative sign.
    """
    larger_us, smaller_us = max(up.jitter_us, down.jitter_us), min(up.jitter_us, down.jitter_us)
    if larger_us == 0 or larger_us < CLEAR_RATIO * smaller_us:
        return None
    up_square, down_square = up.jitter_us**2, down.jitter_us**2
    suspect_us = shortest_us / 2 * (down_square - up_square) / (down_square + up_square)
    return suspect_us if abs(suspect_us) > LEAST_SUSPECT_US else None


def _mean_of_lines(above: LowerHull, below: LowerHull, slopes: SlopeRange, x: float, up: Delays, down: Delays) -> Line:
    """Mean and variance over all lines that fit, each as likely as the delays it leaves.

    Between two edges of the hulls the log of the likelihood and the height at `x` are linear in the slope, so the
    integrals over a piece are known; the floor's distance from the shortest delay is added as its mean and variance.
    """
    stops = stops_between(above, below, slopes.least, slopes.most)
    centre_up = sum(each for each, _ in above.points) / len(above.points)
    centre_down = sum(each for each, _ in below.points) / len(below.points)

    def at(slope: float, stop: Stop) -> End:
        (x_over, over_us), (x_under, under_us) = stop.over, stop.under
        mean_over_us = over_us + slope * (centre_up - x_over)
        mean_under_us = under_us - slope * (centre_down - x_under)
        log = mean_over_us / up.spacing_us + mean_under_us / down.spacing_us - abs(slope) / SLOPE_PRIOR
        return End(log, slope, (over_us + slope * (x - x_over) - under_us + slope * (x - x_under)) / 2)

    cuts = [(stop.slope, following.slope, stop) for stop, following in itertools.pairwise(stops)]
    pieces = [(at(a, stop), at(b, stop)) for first, last, stop in cuts for a, b in _split_at_zero(first, last)]
    peak = max((at(stop.slope, stop) for stop in stops), key=lambda end: end.log)
    moments = _moments(pieces, peak)
    lift_us = max(up.floor_us / up.spacing_us, down.floor_us / down.spacing_us)
    variance = moments.variance * lift_us * lift_us + (up.floor_us**2 + down.floor_us**2) / 4
    return Line(moments.height_us - (up.spacing_us - down.spacing_us) / 2, moments.slope, variance)


def _split_at_zero(first: float, last: float) -> list[tuple[float, float]]:
    """The prior bends at no slope."""
    return [(first, 0.0), (0.0, last)] if first < 0 < last else [(first, last)]


def _moments(pieces: list[tuple[End, End]], peak: End) -> Line:
    """Means of slope and height and the variance of the height, over pieces of exponentials."""
    total = slopes = heights = squares = 0.0
    for a, b in pieces:
        high, low = (a, b) if a.log >= b.log else (b, a)
        zeroth, first, second = _falling(low.log - high.log)
        weight = abs(b.slope - a.slope) * math.exp(high.log - peak.log)
        start_us, rise_us = high.height_us - peak.height_us, low.height_us - high.height_us
        total += weight * zeroth
        slopes += weight * (high.slope * zeroth + (low.slope - high.slope) * first)
        heights += weight * (start_us * zeroth + rise_us * first)
        squares += weight * (start_us * start_us * zeroth + 2 * start_us * rise_us * first + rise_us * rise_us * second)
    if total <= 0:
        return Line(peak.height_us, peak.slope, 0.0)
    mean_us = heights / total
    return Line(peak.height_us + mean_us, slopes / total, max(0.0, squares / total - mean_us * mean_us))


def _falling(log: float) -> tuple[float, float, float]:
    """Integrals of exp(log t), t exp(log t) and t² exp(log t) over t from 0 to 1, for `log` not over 0."""
    if log > -0.01:
        return 1 + log / 2 + log * log / 6, 1 / 2 + log / 3 + log * log / 8, 1 / 3 + log / 4 + log * log / 10
    end = math.exp(log)
    zeroth = (end - 1) / log
    first = (end - zeroth) / log
    return zeroth, first, (end - 2 * first) / log


def _regression(above: LowerHull, below: LowerHull, x: float) -> Line:
    """A straight line through the middles between both bounds, drawn to no slope while that could as well be chance."""
    trips = [over + under for (_, over), (_, under) in zip(above.points, below.points, strict=True)]
    usual_us = median(trips)
    longest_us = usual_us + OUTLIER * median([abs(trip - usual_us) for trip in trips])
    middles = [
        ((x_over + x_under) / 2 - x, (over - under) / 2)
        for (x_over, over), (x_under, under) in zip(above.points, below.points, strict=True)
        if over + under <= longest_us
    ]
    count = len(middles)
    mean_x = sum(each for each, _ in middles) / count
    mean_y = sum(each for _, each in middles) / count
    square_x = sum((each - mean_x) ** 2 for each, _ in middles)
    product = sum((each - mean_x) * (y - mean_y) for each, y in middles)
    square_y = sum((y - mean_y) ** 2 for _, y in middles)
    left = square_y - (product * product / square_x if square_x > 0 else 0.0)
    scatter = max(LEAST_SPACING_US, left / max(1, count - 2))
    # The double exponential of scale SLOPE_PRIOR has twice the square of it as its variance.
    firmness = square_x + scatter / (2 * SLOPE_PRIOR * SLOPE_PRIOR)
    slope = product / firmness
    return Line(mean_y - slope * mean_x, slope, scatter / count + mean_x * mean_x * scatter / firmness)


def fallen(hull: LowerHull, slope: float, newest: int) -> tuple[float, float]:
    """How much lower the lowest of the newest points is than that of all before, and how high these are on average."""
    heights = [y - slope * x for x, y in hull.points]
    before, after = heights[:-newest], heights[-newest:]
    least_us = min(before)
    return least_us - min(after), sum(before) / len(before) - least_us


def median(values: Sequence[float]) -> float:
    """The middle one; 0 of none."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2

"""The lower hull of points that arrive from left to right: where lines of any slope touch them from below.

This is what makes the clock filter cheap. Of hundreds of probes only the hull's few corners can ever bound the offset,
and they are kept up to date as probes come and go.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

Point = tuple[float, float]


@dataclass
class LowerHull:
    """Points (x, y) with x never falling, and the corners of their lower hull, left to right."""

    points: deque[Point] = field(default_factory=deque)
    corners: list[Point] = field(default_factory=list)

    def add(self, x: float, y: float) -> None:
        """Add a point to the right of (or above or under) the newest one."""
        if self.points and x < self.points[-1][0]:
            x = self.points[-1][0]
        self.points.append((x, y))
        _extend(self.corners, (x, y))

    def drop_oldest(self) -> None:
        """Forget the leftmost point. Only what stood between it and the next corner can become a corner."""
        gone = self.points.popleft()
        if not self.corners or self.corners[0] != gone:
            return
        following = self.corners[1:]
        revealed: list[Point] = []
        for point in self.points:
            _extend(revealed, point)
            if following and point == following[0]:
                break
        self.corners = revealed + following[1:]

    def touch(self, slope: float) -> int:
        """Index of the corner a line of `slope` touches from below; the rightmost one when two are touched."""
        low, high = 0, len(self.corners) - 1
        while low < high:
            middle = (low + high) // 2
            if self.edge(middle) <= slope:
                low = middle + 1
            else:
                high = middle
        return low

    def edge(self, index: int) -> float:
        """Slope from corner `index` to the next one."""
        (x0, y0), (x1, y1) = self.corners[index], self.corners[index + 1]
        return (y1 - y0) / (x1 - x0)

    def intercept(self, slope: float) -> float:
        """`min(y - slope * x)` over all points."""
        x, y = self.corners[self.touch(slope)]
        return y - slope * x


class SlopeRange(NamedTuple):
    """Slopes at which lines fit between two hulls: the lowest, the one with the most room, the highest."""

    least: float
    best: float
    most: float
    room_us: float


NO_SLOPE = SlopeRange(0.0, 0.0, 0.0, 0.0)


class Stop(NamedTuple):
    """At `slope` and from there on, one line touches the upper cloud in `over`, another the mirrored one in `under`."""

    slope: float
    over: Point
    under: Point

    @property
    def gain(self) -> float:
        """How much more room each bit of slope leaves from here on."""
        return self.under[0] - self.over[0]

    @property
    def room_us(self) -> float:
        """What is left between the two lines."""
        return self.over[1] + self.under[1] + self.slope * self.gain


def slope_range(above: LowerHull, below: LowerHull, limit: float) -> SlopeRange:
    """The slopes within ±`limit` of lines under every point of `above` and over every mirrored point of `below`.

    Room is concave in the slope and bends at the hulls' edges only, where it gains the distance in time between the
    two corners touched: one walk over the edges sees it all. Where several slopes leave the most room, the middle one
    is best. When no line fits, all three are the least bad one and `room_us` is negative.
    """
    stops = stops_between(above, below, -limit, limit)
    peak = max(range(len(stops)), key=lambda index: stops[index].room_us)
    best, room_us = stops[peak].slope, stops[peak].room_us
    if room_us < 0:
        return SlopeRange(best, best, best, room_us)
    if peak + 1 < len(stops) and stops[peak].gain == 0:
        best = (best + stops[peak + 1].slope) / 2
    first = next(index for index, stop in enumerate(stops) if stop.room_us >= 0)
    last = next(index for index in range(len(stops) - 1, -1, -1) if stops[index].room_us >= 0)
    least = stops[0].slope if first == 0 else _crossing(stops[first - 1], stops[first])
    most = stops[-1].slope if last == len(stops) - 1 else _crossing(stops[last], stops[last + 1])
    return SlopeRange(least, best, most, room_us)


def stops_between(above: LowerHull, below: LowerHull, least: float, most: float) -> list[Stop]:
    """Both ends and every edge of the hulls between them. Neither hull may be empty."""
    stops = []
    slope, i, j = least, above.touch(least), below.touch(-least)
    while True:
        stops.append(Stop(slope, above.corners[i], below.corners[j]))
        if slope >= most:
            return stops
        edge_above = above.edge(i) if i + 1 < len(above.corners) else math.inf
        edge_below = -below.edge(j - 1) if j > 0 else math.inf
        slope = min(edge_above, edge_below, most)
        if slope == edge_above:
            i += 1
        elif slope == edge_below:
            j -= 1


def _crossing(a: Stop, b: Stop) -> float:
    """Where room is zero between two neighbouring stops, one on each side of it."""
    return a.slope + (b.slope - a.slope) * a.room_us / (a.room_us - b.room_us)


def _extend(corners: list[Point], point: Point) -> None:
    """Put a point at the right end, and take out the corners it leaves above the hull."""
    if corners and corners[-1][0] == point[0]:
        if corners[-1][1] <= point[1]:
            return
        corners.pop()
    while len(corners) > 1 and not _turns_left(corners[-2], corners[-1], point):
        corners.pop()
    corners.append(point)


def _turns_left(a: Point, b: Point, c: Point) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0])

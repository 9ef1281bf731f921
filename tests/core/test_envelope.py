"""The lower hull under points that come and go, against the plain definition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonix.core.envelope import LowerHull, slope_range

STEPS = st.lists(st.tuples(st.integers(0, 5), st.integers(-50, 50)), min_size=2, max_size=60)
SLOPES = st.integers(-40, 40).map(lambda n: n / 7)


def hull_of(steps: list[tuple[int, int]], dropped: int) -> tuple[LowerHull, list[tuple[int, int]]]:
    hull, points, x = LowerHull(), [], 0
    for step, y in steps:
        x += step
        hull.add(x, y)
        points.append((x, y))
    for _ in range(min(dropped, len(points) - 1)):
        hull.drop_oldest()
        points.pop(0)
    return hull, points


@given(steps=STEPS, dropped=st.integers(0, 40), slope=SLOPES)
def test_a_line_from_below_touches_the_lowest_point(steps: list[tuple[int, int]], dropped: int, slope: float) -> None:
    hull, points = hull_of(steps, dropped)
    assert hull.intercept(slope) == pytest.approx(min(y - slope * x for x, y in points))


@given(steps=STEPS, dropped=st.integers(0, 40))
def test_corners_turn_left_only(steps: list[tuple[int, int]], dropped: int) -> None:
    hull, _ = hull_of(steps, dropped)
    edges = [hull.edge(index) for index in range(len(hull.corners) - 1)]
    assert edges == sorted(set(edges))


@given(above=STEPS, below=STEPS, dropped=st.integers(0, 20), slope=st.integers(-300, 300).map(lambda n: n / 100))
def test_no_slope_leaves_more_room_than_the_best(
    above: list[tuple[int, int]], below: list[tuple[int, int]], dropped: int, slope: float
) -> None:
    over, _ = hull_of(above, dropped)
    under, _ = hull_of(below, dropped)
    found = slope_range(over, under, 3.0)

    def room(at: float) -> float:
        return over.intercept(at) + under.intercept(-at)

    assert room(found.best) == pytest.approx(found.room_us)
    assert room(slope) <= found.room_us + 1e-9
    if found.room_us >= 0:
        assert found.least <= found.best <= found.most
        assert (room(slope) >= -1e-9) if found.least <= slope <= found.most else (room(slope) <= 1e-9)

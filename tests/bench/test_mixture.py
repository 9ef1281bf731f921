"""The offline mix of a blend: found where it is, and missed where it is not."""

from __future__ import annotations

import numpy as np
import pytest
from bench.acoustic.history import Segment
from bench.acoustic.mixture import WINDOW, Mixture
from bench.acoustic.programme import Samples, compose

from sonix.core.room.state import Blend

BLEND = Blend("a", 8_000_000, 4_000_000)
SEGMENT = Segment(1_000_000, "b", 0, playing=True, folded=True, epoch=2, blend=BLEND)
SAMPLE_US = 1e6 / 48_000


@pytest.fixture(scope="module")
def tracks() -> tuple[Samples, Samples]:
    return compose(13, seed=1), compose(12, seed=2)


def heard(ending: Samples, beginning: Samples, first: int, apart: int = 0) -> Samples:
    """The blend as an ideal listener has it, half as loud; one whose tracks are `apart` samples asunder is not."""
    at = np.arange(first, first + WINDOW)
    angle = np.pi / 2 * at / (4 * 48_000)
    mixed = ending[at + 8 * 48_000 + apart] * np.cos(angle) + beginning[at] * np.sin(angle)
    return np.asarray(0.5 * mixed, np.float32)


def test_a_true_blend_leaves_nothing_whatever_its_level_and_delay(tracks: tuple[Samples, Samples]) -> None:
    mixture = Mixture(SEGMENT, *tracks)
    late_us = 37_000
    left = mixture.left_of(heard(*tracks, first=70_000), 1_000_000 + 70_000 * SAMPLE_US + late_us, SAMPLE_US)
    assert left is not None
    assert left.rest_db < -90
    assert left.late_us == pytest.approx(late_us, abs=0.1)


def test_a_track_that_is_one_sample_off_is_seen(tracks: tuple[Samples, Samples]) -> None:
    mixture = Mixture(SEGMENT, *tracks)
    left = mixture.left_of(heard(*tracks, first=70_000, apart=1), 1_000_000 + 70_000 * SAMPLE_US, SAMPLE_US)
    assert left is not None
    assert left.rest_db > -40


def test_past_the_blend_nothing_is_found(tracks: tuple[Samples, Samples]) -> None:
    mixture = Mixture(SEGMENT, *tracks)
    assert mixture.left_of(heard(*tracks, first=70_000), 9_000_000, SAMPLE_US) is None

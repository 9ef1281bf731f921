"""Every format comes out at its right length, in its right place, at its right level."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from scipy.signal import correlate, resample_poly

from sonix.media.rendition import Made

from .conftest import FORMATS, Signal, WriteSound, make_music

SECONDS = 5.12  # whole blocks at every rate: FFmpeg's own Vorbis encoder, unlike others, notes its padding as sound
Render = Callable[[Path], tuple[Made, Path]]
Heard = Callable[[Made, Path], Signal]


def at_48k(signal: npt.NDArray[np.float32], rate_hz: int) -> npt.NDArray[np.float64]:
    return np.asarray(resample_poly(signal.astype(np.float64), 160, 147, axis=0) if rate_hz == 44_100 else signal)


def lag(heard: npt.NDArray[np.floating], wanted: npt.NDArray[np.floating]) -> int:
    """Samples by which what is heard comes later than what was wanted."""
    length = min(len(heard), len(wanted))
    correlation = correlate(heard[:length, 0], wanted[:length, 0], mode="full", method="fft")
    return int(np.argmax(correlation)) - (length - 1)


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
@pytest.mark.parametrize("ending", sorted(FORMATS))
def test_each_format_keeps_length_and_place(
    ending: str, rate_hz: int, tmp_path: Path, write_sound: WriteSound, render: Render, heard: Heard
) -> None:
    if ending == "opus" and rate_hz == 44_100:
        rate_hz = 24_000
    signal = make_music(rate_hz, SECONDS)
    made, folder = render(write_sound(tmp_path / f"a.{ending}", signal, rate_hz))
    sound = heard(made, folder)
    assert len(sound) == made.rendition.samples == round(SECONDS * 48_000)
    assert lag(sound, at_48k(make_music(48_000, SECONDS), 48_000)) == 0

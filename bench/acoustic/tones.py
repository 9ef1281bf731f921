"""THD+N of what is heard: tones through the whole engine at a forced speed, against the canonical samples.

The room's clock runs fast or slow, so the engine must resample all the time. The decoded samples, read ideally at the
speed that fits best, are taken away from the recording; what is left over is distortion, noise, images and
unsteadiness. What Opus did to the tone is in the decoded samples already and cancels.
"""

from __future__ import annotations

import base64
import sys
import tempfile
import time
import wave
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page

from bench.acoustic.browsers import listeners
from bench.acoustic.recorder import Recorder, Recording
from bench.acoustic.rig_run import build_rig
from bench.acoustic.server import serve
from bench.acoustic.sinks import RATE_HZ, Sinks
from sonix.core.room.state import Rendition
from sonix.media.process import process_file

Wave = NDArray[np.float64]

TONES_HZ = (1000, 10_000)
SPEEDS_PPM = (-1000, 1000)
_SECONDS = 13.0
# The engine has settled by then; a burst of noise right before the tones says where in the track the recording is.
_BURST_FROM, _BURST_TO = round(7.4 * RATE_HZ), round(7.9 * RATE_HZ)
_TONES_FROM = round(8.1 * RATE_HZ)
_WINDOW = 960
_HALF_TAPS = 64
_KAISER_BETA = 12.0
_ROUNDS = 3
# 4 s of windows.
_MOST_WINDOWS = 200
_LEAD_S = 0.6


class ToneFigure(msgspec.Struct, frozen=True):
    """THD+N of one tone, dB under the tone, over windows of 20 ms; and how much its level and speed moved."""

    hz: int
    speed_ppm: int
    median_db: float
    p95_db: float
    level_range_db: float
    found_ppm: float


def run_tones(folder: Path, settle_s: float = 10.0) -> list[ToneFigure]:
    """One browser per speed, all at once."""
    build_rig(folder / "site")
    rendition = _make_piece(folder / "piece")
    with (
        serve(folder / "site", {rendition.rendition_id: folder / "piece"}) as url,
        Sinks(len(SPEEDS_PPM)) as sinks,
        listeners(sinks, [(800, 600)] * len(SPEEDS_PPM)) as opened,
    ):
        pages = [listener.page for listener in opened]
        for page, ppm in zip(pages, SPEEDS_PPM, strict=True):
            page.goto(f"{url}?ppm={ppm}")
            page.evaluate("() => rig.player.unlock()")
        canonical = _decoded(pages[0], rendition)
        pages[0].wait_for_timeout(settle_s * 1000)
        recorder = Recorder(sinks)
        for page in pages:
            _play(page, rendition)
        pages[0].wait_for_timeout((_LEAD_S + _SECONDS) * 1000)
        recording = recorder.stop()
        return [figure for i, ppm in enumerate(SPEEDS_PPM) for figure in analyse(_stereo(recording, i), canonical, ppm)]


def analyse(heard: Wave, canonical: Wave, speed_ppm: int) -> list[ToneFigure]:
    """Figures of a recording (frames, 2) of the tones, one per channel."""
    step = 1 + speed_ppm * 1e-6
    first = _find_burst(heard, canonical, step) + round((_TONES_FROM - _BURST_FROM) / step)
    place = float(_TONES_FROM)
    count = min((len(heard) - first) // _WINDOW, int((len(canonical) - place) / step) // _WINDOW - 2)
    slopes = np.stack([_derivative(canonical[:, channel]) for channel in range(2)], axis=1)
    # The lower tone, whose period is longer than the burst's place is uncertain, says which period of the higher one.
    place, step = _fit(heard[first : first + _WINDOW], canonical, slopes, place, step, 0)[:2]
    first += _WINDOW
    residuals: list[list[float]] = [[], []]
    levels: list[list[float]] = [[], []]
    steps: list[float] = []
    for window in range(min(count, _MOST_WINDOWS)):
        piece = heard[first + window * _WINDOW : first + (window + 1) * _WINDOW]
        place, step, found = _fit(piece, canonical, slopes, place, step, 1)
        for channel, (level, residual_db) in enumerate(found):
            levels[channel].append(level)
            residuals[channel].append(residual_db)
        steps.append(step)
    found_ppm = 1e6 * (float(np.mean(steps)) - 1)
    return [
        ToneFigure(
            hz,
            speed_ppm,
            float(np.median(residuals[channel])),
            float(np.percentile(residuals[channel], 95)),
            20 * float(np.log10(max(levels[channel]) / min(levels[channel]))),
            found_ppm,
        )
        for channel, hz in enumerate(TONES_HZ)
    ]


def _fit(
    piece: Wave, canonical: Wave, slopes: Wave, place: float, step: float, channel: int
) -> tuple[float, float, list[tuple[float, float]]]:
    """Where the window is read (place, speed, change of speed) by least squares on one channel; where the next window
    begins, its speed, and level and residual of each channel."""
    frames = np.arange(len(piece), dtype=float)
    centred = frames / len(piece) - 0.5
    shape = np.stack([np.ones_like(centred), centred, centred**2])
    at = place + frames * step
    target = piece[:, channel]
    for _ in range(_ROUNDS):
        model, steepness = _read(np.stack([canonical[:, channel], slopes[:, channel]], axis=1), at).T
        unknowns = np.column_stack([model, *(steepness * shape)])
        solved = np.linalg.lstsq(unknowns, target, rcond=None)[0]
        at = at + (solved[1:] / solved[0]) @ shape
    ideal = _read(canonical, at)
    found = [_residual(piece[:, each], ideal[:, each]) for each in range(2)]
    end_step = float(at[-1] - at[-2])
    return float(at[-1]) + end_step, end_step, found


def _residual(heard: Wave, model: Wave) -> tuple[float, float]:
    level = float(heard @ model / (model @ model))
    rest = heard - level * model
    return level, 10 * float(np.log10((rest @ rest) / (level**2 * (model @ model))))


def _read(signals: Wave, at: Wave) -> Wave:
    """Signals (samples, n) between their samples: windowed sinc, exact to better than -115 dB below 20 kHz."""
    whole = np.floor(at).astype(int)
    taps = np.arange(1 - _HALF_TAPS, _HALF_TAPS + 1)
    distance = (at - whole)[:, None] - taps[None, :]
    window = np.i0(_KAISER_BETA * np.sqrt(np.clip(1 - (distance / _HALF_TAPS) ** 2, 0, None))) / np.i0(_KAISER_BETA)
    weights = np.sinc(distance) * window
    inside = np.clip(whole[:, None] + taps[None, :], 0, len(signals) - 1)
    return np.asarray(np.einsum("ft,ftc->fc", weights, signals[inside]))


def _derivative(signal: Wave) -> Wave:
    """Slope per sample, exact for what the sampling rate can hold."""
    turns = 2j * np.pi * np.fft.rfftfreq(len(signal))
    return np.asarray(np.fft.irfft(turns * np.fft.rfft(signal), len(signal)))


def _find_burst(heard: Wave, canonical: Wave, step: float) -> int:
    """Frame of the recording at which the burst is heard, to a sample or two."""
    # At its speed: half a second is 24 samples shorter or longer at 1000 ppm.
    burst = _read(canonical, np.arange(_BURST_FROM, _BURST_TO, step)).sum(axis=1)
    mono = heard.sum(axis=1)
    size = 1 << int(np.ceil(np.log2(len(mono) + len(burst))))
    product = np.fft.rfft(mono, size) * np.conj(np.fft.rfft(burst, size))
    return int(np.argmax(np.fft.irfft(product, size)[: len(mono)]))


def _play(page: Page, rendition: Rendition) -> None:
    now_us = float(page.evaluate("() => rig.nowUs()"))
    at_us = round(now_us + _LEAD_S * 1e6)
    segments = [
        {"entryId": "tones", "fromUs": at_us - 10_000_000, "positionUs": 0, "playing": False, "epoch": 1},
        {"entryId": "tones", "fromUs": at_us, "positionUs": 0, "playing": True, "epoch": 2},
    ]
    tracks = {"tones": {"rendition": msgspec.to_builtins(rendition)}}
    page.evaluate("([segments, tracks]) => rig.plan(segments, tracks)", [segments, tracks])


def _make_piece(folder: Path) -> Rendition:
    """Silence, a burst of noise, then one tone on each channel."""
    folder.mkdir(parents=True)
    seconds = np.arange(round((_SECONDS + 2) * RATE_HZ)) / RATE_HZ
    fade = np.clip((seconds - _BURST_TO / RATE_HZ) / 0.05, 0, 1)
    tones = np.stack([0.4 * fade * np.sin(2 * np.pi * hz * seconds) for hz in TONES_HZ], axis=1)
    is_burst = (seconds >= _BURST_FROM / RATE_HZ) & (seconds < _BURST_TO / RATE_HZ)
    noise = np.random.default_rng(3).normal(0, 0.1, len(seconds)) * is_burst
    sound = tones + noise[:, None]
    source = folder / "source.wav"
    with wave.open(str(source), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    return process_file(source, folder, source.name, 3600.0, lambda _stage, _share: None).rendition


def _decoded(page: Page, rendition: Rendition) -> Wave:
    """The canonical samples, as the browser's own decoder makes them: float, (samples, 2)."""
    given = [msgspec.to_builtins(rendition), 0, rendition.samples]
    coded = page.evaluate("([rendition, sample, frames]) => rig.decode(rendition, sample, frames)", given)
    planar = np.frombuffer(base64.b64decode(coded), np.float32).reshape(2, -1)
    return np.asarray(planar.T, np.float64)


def _stereo(recording: Recording, browser: int) -> Wave:
    return np.asarray(recording.frames[:, browser], np.float64)


def table(figures: list[ToneFigure]) -> str:
    """One line per tone and speed."""
    lines = [f"{'tone':>8} {'speed':>9} {'THD+N median':>13} {'p95':>8} {'level moved':>12} {'played at':>12}"]
    lines += [
        f"{each.hz:5} Hz {each.speed_ppm:5} ppm {each.median_db:10.1f} dB {each.p95_db:5.1f} dB "
        f"{each.level_range_db:9.4f} dB {each.found_ppm:8.1f} ppm"
        for each in figures
    ]
    return "\n".join(lines)


def main() -> None:
    """`python -m bench.acoustic.tones`."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sonix-tones-") as folder:
        print(table(run_tones(Path(folder))))
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()

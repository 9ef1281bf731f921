"""One recording of all sinks, streamed to disk, with the time of every sample on this machine's monotonic clock."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.acoustic.sinks import RATE_HZ, Sinks

Samples = NDArray[np.float32]
# PulseAudio hands a block to the monitor about this much before the instant at which it says it plays it.
_MONITOR_LEAD_S = 0.0094
_BEND_S = 5.0


@dataclass(frozen=True)
class Recording:
    """`frames[n, i]`: stereo sound of browser i, on disk. Sample n was heard at `began_s + n * spacing_s`, to 2 ms.

    `began_s` is on the wall clock, `began_us` on the monotonic clock. `bends`: where the sink's clock leaves that line,
    as (samples, µs later), in the order of samples.
    """

    frames: NDArray[np.float32]
    began_s: float
    began_us: float
    spacing_s: float
    bends: tuple[NDArray[np.float64], NDArray[np.float64]] = (np.zeros(1), np.zeros(1))

    def __len__(self) -> int:
        return len(self.frames)

    @property
    def browsers(self) -> int:
        return int(self.frames.shape[1])

    @property
    def channels(self) -> list[Samples]:
        """Everything, mono, in memory: for short recordings."""
        return [self.channel(browser, 0, len(self)) for browser in range(self.browsers)]

    def channel(self, browser: int, start: int, end: int) -> Samples:
        """Mono sound of one browser, without what lies outside the recording."""
        return np.ascontiguousarray(self.frames[max(0, start) : max(0, end), browser].mean(axis=1, dtype=np.float32))

    def index(self, wall_s: float) -> int:
        return round((wall_s - self.began_s) / self.spacing_s)

    def index_at_us(self, monotonic_us: float) -> int:
        on_line = (monotonic_us - self.began_us) / self.spacing_s / 1e6
        return round(on_line - self._bend_us(on_line) / self.spacing_s / 1e6)

    def time_us(self, index: float) -> float:
        """Monotonic time at which a sample was heard."""
        return self.began_us + index * self.spacing_s * 1e6 + self._bend_us(index)

    def _bend_us(self, index: float) -> float:
        return float(np.interp(index, *self.bends))


class Recorder:
    """Records from its making until `stop`. The recording lasts as long as the sinks' folder."""

    def __init__(self, sinks: Sinks) -> None:
        self._count = len(sinks.names)
        self._path = sinks.folder / f"recording-{time.monotonic_ns()}.f32"
        command = ["parec", "--raw", "-d", "master.monitor", "--format=float32le", f"--rate={RATE_HZ}"]
        command += [f"--channels={2 * self._count}", f"--channel-map={sinks.channel_map}", "--no-remix", "--no-remap"]
        self._process = subprocess.Popen([*command, "--latency-msec=10"], env=sinks.environment, stdout=subprocess.PIPE)
        self._arrivals: list[tuple[int, float]] = []
        self._first = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        if not self._first.wait(10):
            raise RuntimeError("PulseAudio delivers no sound to record.")

    def end(self) -> None:
        """Again is harmless."""
        self._process.terminate()
        self._process.wait(5)
        self._thread.join(5)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def stop(self) -> Recording:
        self.end()
        spacing_s, began_us = self._clock()
        began_s = began_us / 1e6 + time.time() - time.monotonic()
        bends = self._bends(spacing_s, began_us)
        return Recording(_frames(self._path, self._count), began_s, began_us, spacing_s, bends)

    def _read(self) -> None:
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        total = 0
        with self._path.open("wb") as out:
            while block := os.read(pipe, 1 << 16):
                self._arrivals.append((total := total + len(block), time.monotonic()))
                out.write(block)
                self._first.set()

    def _clock(self) -> tuple[float, float]:
        """Seconds per sample and monotonic µs of sample 0: blocks arrive late, never early, and the sink's clock is
        some 100 ppm off, so it is the highest line that no arrival lies below."""
        (x0, y0), (x1, y1) = _support(self._points())
        spacing_s = (y1 - y0) / (x1 - x0)
        return spacing_s, (y0 - x0 * spacing_s + _MONITOR_LEAD_S) * 1e6

    def _points(self) -> list[tuple[float, float]]:
        """(Samples so far, monotonic s of their arrival), without the first moments."""
        return [(total / (8 * self._count), at_s) for total, at_s in self._arrivals[len(self._arrivals) // 20 :]]

    def _bends(self, spacing_s: float, began_us: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """No clock is straight for minutes: the earliest arrival of every few seconds against the whole run's line."""
        points = np.array(self._points())
        late_us = points[:, 1] * 1e6 + _MONITOR_LEAD_S * 1e6 - began_us - points[:, 0] * spacing_s * 1e6
        blocks = (points[:, 0] / (_BEND_S * RATE_HZ)).astype(int)
        found = [(float(points[own, 0].mean()), float(late_us[own].min())) for own in _each(blocks)]
        return np.array([at for at, _ in found]), np.array([us for _, us in found])


def _support(points: list[tuple[float, float]]) -> tuple[tuple[float, float], tuple[float, float]]:
    """The edge of the lower convex hull under the middle of the points: of all lines under them the closest one."""
    hull: list[tuple[float, float]] = []
    for x, y in points:
        while len(hull) > 1 and _is_above(hull[-2], hull[-1], (x, y)):
            hull.pop()
        hull.append((x, y))
    middle = sum(x for x, _ in points) / len(points)
    return next((left, right) for left, right in pairwise(hull) if right[0] >= middle)


def _is_above(left: tuple[float, float], between: tuple[float, float], right: tuple[float, float]) -> bool:
    """Whether a point lies on or above the line from its left to its right neighbour."""
    slope = (right[1] - left[1]) / (right[0] - left[0])
    return between[1] >= left[1] + slope * (between[0] - left[0])


def _each(blocks: NDArray[np.int_]) -> list[NDArray[np.bool_]]:
    return [blocks == block for block in np.unique(blocks)]


def _frames(path: Path, count: int) -> NDArray[np.float32]:
    flat = np.memmap(path, np.float32, "r")
    return flat[: len(flat) // (2 * count) * 2 * count].reshape(-1, count, 2)

"""One recording of all sinks, with an estimate of the wall-clock time of its first sample."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.acoustic.sinks import RATE_HZ, Sinks

Samples = NDArray[np.float32]
# PulseAudio hands a block to the monitor about this much before the instant at which it says it plays it.
_MONITOR_LEAD_S = 0.0094


@dataclass(frozen=True)
class Recording:
    """`channels[i]`: mono sound of browser i. Sample n was heard at `began_s + n * spacing_s`, to about 2 ms."""

    channels: list[Samples]
    began_s: float
    spacing_s: float

    def index(self, wall_s: float) -> int:
        return round((wall_s - self.began_s) / self.spacing_s)


class Recorder:
    """Records from its making until `stop`."""

    def __init__(self, sinks: Sinks) -> None:
        self._count = len(sinks.names)
        self._frame_bytes = 8 * self._count
        command = ["parec", "--raw", "-d", "master.monitor", "--format=float32le", f"--rate={RATE_HZ}"]
        command += [f"--channels={2 * self._count}", f"--channel-map={sinks.channel_map}", "--no-remix", "--no-remap"]
        self._process = subprocess.Popen([*command, "--latency-msec=10"], env=sinks.environment, stdout=subprocess.PIPE)
        self._blocks: list[bytes] = []
        self._arrivals: list[tuple[int, float]] = []
        self._first = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        if not self._first.wait(10):
            raise RuntimeError("PulseAudio delivers no sound to record.")

    def stop(self) -> Recording:
        self._process.terminate()
        self._process.wait(5)
        self._thread.join(5)
        raw = b"".join(self._blocks)
        frames = np.frombuffer(raw[: len(raw) // self._frame_bytes * self._frame_bytes], np.float32)
        stereo = frames.reshape(-1, self._count, 2)
        channels = [np.ascontiguousarray(stereo[:, i, :].mean(axis=1)) for i in range(self._count)]
        return Recording(channels, *self._clock())

    def _read(self) -> None:
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        total = 0
        while block := os.read(pipe, 1 << 16):
            total += len(block)
            self._blocks.append(block)
            self._arrivals.append((total // self._frame_bytes, time.time()))
            self._first.set()

    def _clock(self) -> tuple[float, float]:
        """Wall time of sample 0 and seconds per sample: blocks arrive late, never early, and the sink's clock is some
        100 ppm off, so it is a line along the lower edge of the arrivals."""
        frames, arrived = np.array(self._arrivals[len(self._arrivals) // 20 :], float).T
        spacing_s = 1 / RATE_HZ
        began = arrived - frames * spacing_s
        for _ in range(3):
            early = began <= np.percentile(began, 30)
            slope = float(np.polyfit(frames[early], (arrived - frames * spacing_s)[early], 1)[0])
            spacing_s += slope
            began = arrived - frames * spacing_s
        return float(np.percentile(began, 5)) + _MONITOR_LEAD_S, spacing_s

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
    """`channels[i]`: mono sound of browser i. `began_s`: `time.time()` of sample 0, good to a millisecond or two."""

    channels: list[Samples]
    began_s: float

    def index(self, wall_s: float) -> int:
        return round((wall_s - self.began_s) * RATE_HZ)


class Recorder:
    """Records from its making until `stop`."""

    def __init__(self, sinks: Sinks) -> None:
        self._count = len(sinks.names)
        self._frame_bytes = 8 * self._count
        command = ["parec", "--raw", "-d", "master.monitor", "--format=float32le", f"--rate={RATE_HZ}"]
        command += [f"--channels={2 * self._count}", f"--channel-map={sinks.channel_map}", "--no-remix", "--no-remap"]
        self._process = subprocess.Popen(
            [*command, "--latency-msec=10"], env=sinks.environment, stdout=subprocess.PIPE
        )
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
        return Recording(channels, self._began())

    def _read(self) -> None:
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        total = 0
        while block := os.read(pipe, 1 << 16):
            total += len(block)
            self._blocks.append(block)
            self._arrivals.append((total // self._frame_bytes, time.time()))
            self._first.set()

    def _began(self) -> float:
        """Blocks arrive late, never early: the lower envelope of (arrival - place) is the beginning."""
        frames, arrived = np.array(self._arrivals[len(self._arrivals) // 20 :], float).T
        # The sink's clock runs off by some 100 ppm: a line under the points, not a constant.
        late = arrived - frames / RATE_HZ
        slope = np.polyfit(frames, late, 1)[0]
        flat = late - slope * (frames - frames[0])
        return float(np.percentile(flat, 5)) - float(slope * frames[0]) + _MONITOR_LEAD_S

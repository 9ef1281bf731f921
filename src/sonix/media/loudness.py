"""How loud a track is (EBU R128) and how far its wave really reaches between the samples (BS.1770 true peak)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.filter import Graph

from sonix.media.decode import RATE_HZ, Block
from sonix.media.opus import audio_frame

TARGET_LUFS = -14.0
PEAK_CEILING_DB = -1.0
METER_SLACK_DB = 0.2
"""How much the wave may reach above what fourfold oversampling finds, for what Opus carries (nothing above 20 kHz)."""
MAX_GAIN_DB = 20.0
SILENCE_LUFS = -70.0
_OVERSAMPLED_HZ = 4 * RATE_HZ


class LoudnessMeter:
    """Push blocks in order, then `finish()`; after it, `loudness_lufs` and `true_peak_db` hold."""

    def __init__(self) -> None:
        self.loudness_lufs = SILENCE_LUFS
        self._peak = 0.0
        self._loudness = _Chain([("ebur128", "metadata=1")])
        self._oversampler = _Chain([("aresample", str(_OVERSAMPLED_HZ)), ("aformat", "sample_fmts=flt")])
        self._pts = 0

    @property
    def true_peak_db(self) -> float:
        """dBTP; -inf for digital silence."""
        return 20 * math.log10(self._peak) if self._peak > 0 else -math.inf

    def push(self, block: Block) -> None:
        if not len(block):
            return
        frame = audio_frame(block)
        frame.pts = self._pts
        self._pts += len(block)
        self._read(frame)
        self._peak = max(self._peak, float(np.abs(block).max()))

    def finish(self) -> None:
        self._read(None)

    def _read(self, frame: AudioFrame | None) -> None:
        for measured in self._loudness.run(frame):
            integrated = measured.metadata.get("lavfi.r128.I")
            if integrated is not None and math.isfinite(float(integrated)):
                self.loudness_lufs = max(float(integrated), SILENCE_LUFS)
        for oversampled in self._oversampler.run(frame):
            self._peak = max(self._peak, float(np.abs(oversampled.to_ndarray()).max()))


def gain_db(loudness_lufs: float, true_peak_db: float) -> float:
    """Gain that brings a track to -14 LUFS, or as near as its true peak allows while staying at or under -1 dBTP.

    Silence is left alone, and nothing is raised by more than 20 dB: what is that quiet is mostly noise.
    """
    wanted_db = 0.0 if loudness_lufs <= SILENCE_LUFS else min(TARGET_LUFS - loudness_lufs, MAX_GAIN_DB)
    return math.floor(min(wanted_db, PEAK_CEILING_DB - METER_SLACK_DB - true_peak_db) * 100) / 100


class _Chain:
    """A row of FFmpeg filters on our own blocks."""

    def __init__(self, steps: list[tuple[str, str]]) -> None:
        self._graph = Graph()
        self._source = self._graph.add_abuffer(
            sample_rate=RATE_HZ, format="flt", layout="stereo", time_base=Fraction(1, RATE_HZ)
        )
        last = self._source
        for name, arguments in steps:
            step = self._graph.add(name, arguments)
            last.link_to(step)
            last = step
        self._sink = self._graph.add("abuffersink")
        last.link_to(self._sink)
        self._graph.configure()

    def run(self, frame: AudioFrame | None) -> Iterator[AudioFrame]:
        self._source.push(frame)
        while True:
            try:
                pulled = self._sink.pull()
            except (av.BlockingIOError, av.EOFError):
                return
            if isinstance(pulled, AudioFrame):
                yield pulled

"""The waveform people seek on: 800 buckets over the whole track, each a peak and an RMS."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sonix.media.decode import Block

BUCKETS = 800
_CELL_SAMPLES = (6, 12, 24, 48, 96, 192, 960, 4_800)
_MAX_CELLS = 65_536
_Cells = npt.NDArray[np.float32]


class WaveformPeaks:
    """Collects cells of 6 to 4,800 samples, coarser the longer the track, so that three hours take under a megabyte.

    Blocks are 4,800 samples each, only the last one may be shorter.
    """

    def __init__(self) -> None:
        self._cell = _CELL_SAMPLES[0]
        self._peaks: list[_Cells] = []
        self._squares: list[_Cells] = []
        self._cells = 0

    def push(self, block: Block) -> None:
        if not len(block):
            return
        missing = -len(block) % self._cell
        padded = np.pad(block, ((0, missing), (0, 0))) if missing else block
        cells = padded.reshape(-1, self._cell * 2)
        self._peaks.append(np.abs(cells).max(axis=1))
        self._squares.append(np.einsum("ij,ij->i", cells, cells))
        self._cells += len(cells)
        if self._cells > _MAX_CELLS and self._cell < _CELL_SAMPLES[-1]:
            self._merge()

    def _merge(self) -> None:
        coarser = _CELL_SAMPLES[_CELL_SAMPLES.index(self._cell) + 1]
        by = coarser // self._cell
        missing = -self._cells % by
        peaks = np.pad(np.concatenate(self._peaks), (0, missing))
        squares = np.pad(np.concatenate(self._squares), (0, missing))
        self._peaks = [peaks.reshape(-1, by).max(axis=1)]
        self._squares = [squares.reshape(-1, by).sum(axis=1)]
        self._cells = len(self._peaks[0])
        self._cell = coarser

    def encoded(self) -> bytes:
        """800 pairs (peak, RMS), each a byte: 255 times the square root of the amplitude, full scale being 255."""
        if not self._cells:
            return bytes(2 * BUCKETS)
        peaks, squares = np.concatenate(self._peaks), np.concatenate(self._squares)
        edges = np.linspace(0, len(peaks), BUCKETS + 1)
        first = np.minimum(edges[:-1].astype(np.int64), len(peaks) - 1)
        counts = np.maximum(np.diff(np.append(first, len(peaks))), 1)
        peak = np.maximum.reduceat(peaks, first)
        rms = np.sqrt(np.add.reduceat(squares.astype(np.float64), first) / (counts * self._cell * 2))
        pairs = np.stack([peak, rms], axis=1)
        encoded: bytes = np.rint(255 * np.sqrt(np.clip(pairs, 0.0, 1.0))).astype(np.uint8).tobytes()
        return encoded

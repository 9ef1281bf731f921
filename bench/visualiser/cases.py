"""Where the visualiser is measured, what it may cost there, and what was found."""

from __future__ import annotations

import msgspec

DESK, PHONE = (1440, 900), (390, 844)
MOST_MS = 1.0
"""Script for one frame, 95 of 100."""
SMALL_FPS, LARGE_FPS = 30, 60
_TOLERANCE_FPS = 1.0


class Case(msgspec.Struct, frozen=True):
    """Over the cover, or on the TV view; `most_fps` is what it may draw there each second."""

    name: str
    size: tuple[int, int]
    on_tv: bool
    most_fps: int


CASES = [
    Case("desk", DESK, on_tv=False, most_fps=SMALL_FPS),
    Case("phone", PHONE, on_tv=False, most_fps=SMALL_FPS),
    Case("desk-tv", DESK, on_tv=True, most_fps=LARGE_FPS),
    Case("phone-tv", PHONE, on_tv=True, most_fps=SMALL_FPS),
]


class Drawn(msgspec.Struct, frozen=True):
    """Script of each frame in ms, shortest first; script of the whole page in ms each second, with it and without."""

    case: str
    most_fps: int
    steps_ms: list[float]
    fps: float
    script_ms_per_s: float
    script_without_ms_per_s: float

    @property
    def is_met(self) -> bool:
        return bool(self.steps_ms) and self._share(0.95) <= MOST_MS and self.fps <= self.most_fps + _TOLERANCE_FPS

    @property
    def row(self) -> str:
        """One line of the table."""
        frame = f"{self._share(0.5):6.2f}, 95 %: {self._share(0.95):6.2f}" if self.steps_ms else "nothing drawn"
        met = "met" if self.is_met else "MISSED"
        costs = f"{self.script_ms_per_s:17.1f} {self.script_without_ms_per_s:8.1f}"
        return f"{self.case:14} {frame:>22} {self.fps:9.1f} {costs}   {met}"

    def _share(self, share: float) -> float:
        return self.steps_ms[min(len(self.steps_ms) - 1, int(share * len(self.steps_ms)))]

"""Chords that lead into each other."""

from __future__ import annotations

from itertools import pairwise, product

Voicing = tuple[int, ...]


def voiced(chords: list[tuple[int, ...]], low: int, high: int, first: Voicing | None = None) -> list[Voicing]:
    """Places each chord (pitch classes, 0 = C) between the MIDI notes `low` and `high`, moving every voice as little as
    can be from the chord before and keeping them from crowding.
    """
    out: list[Voicing] = []
    before = first
    for chord in chords:
        options = [[note for note in range(low, high + 1) if note % 12 == pitch] for pitch in chord]
        candidates = {tuple(sorted(choice)) for choice in product(*options)}
        middle = (low + high) / 2
        target = before or tuple(round(middle) for _ in chord)
        before = min(sorted(candidates), key=lambda notes: _effort(notes, target))
        out.append(before)
    return out


def _effort(notes: Voicing, before: Voicing) -> float:
    movement = sum(abs(note - old) for note, old in zip(notes, sorted(before), strict=False))
    crowding = sum(4 for lower, upper in pairwise(notes) if upper - lower < 2)
    spread = max(0, notes[-1] - notes[0] - 14)
    return movement + crowding + spread

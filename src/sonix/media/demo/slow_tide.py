"""Slow Tide: calm, 60 to the minute, D major. Pads that breathe, a kalimba, a blown line over a far-off sea."""

from __future__ import annotations

import numpy as np

from sonix.media.demo import mix
from sonix.media.demo.harmony import voiced
from sonix.media.demo.sound import RATE_HZ, Wave, edges, harmonics, hz, kalimba, pad, shaped_noise, times, voice

_BAR_S = 4.0
_LENGTH_S = 86.0
_CHORDS: list[tuple[int, tuple[int, ...]]] = [
    (38, (2, 9, 4, 6)),
    (35, (2, 6, 9, 1)),
    (43, (11, 2, 6, 9)),
    (40, (7, 11, 2, 6)),
    (42, (2, 9, 4, 6)),
    (43, (11, 2, 6, 9)),
    (45, (9, 2, 4, 11)),
    (45, (9, 1, 4, 11)),
    (35, (11, 2, 6, 9)),
    (42, (6, 9, 1, 4)),
    (43, (11, 2, 6, 9)),
    (42, (2, 9, 4, 6)),
    (40, (7, 11, 2, 6)),
    (35, (2, 6, 9, 1)),
    (43, (7, 11, 1, 6)),
    (45, (9, 2, 4, 11)),
    (38, (2, 9, 4, 6)),
    (35, (2, 6, 9, 1)),
    (43, (11, 2, 6, 9)),
    (38, (2, 9, 4, 6)),
]
_MELODY: list[tuple[float, float, int]] = [
    (16, 3, 78), (19, 1, 76), (20, 2.5, 74), (22.5, 1.2, 71), (24, 3, 71), (27, 1, 74), (28, 3.5, 76),
    (33, 1, 78), (34, 2, 81), (36, 1.5, 81), (37.5, 0.5, 78), (38, 1.8, 73), (40, 3, 83), (43, 1, 81),
    (44, 2.8, 78), (47, 1, 81), (48, 2.5, 79), (50.5, 0.5, 78), (51, 1, 76), (52, 2.8, 78), (55, 1, 74),
    (56, 2, 85), (58, 2, 83), (60, 2, 81), (62, 1.8, 76),
    (64, 3, 78), (67, 1, 76), (68, 2.8, 74), (71, 1, 76), (72, 2, 78), (74, 1.8, 81), (76, 5, 74),
]  # fmt: skip
_RIPPLES = ((0.0, 0), (1.0, 2), (1.5, 1), (2.5, 3), (3.25, 2))


def slow_tide() -> Wave:
    """The finished piece, (n, 2) at 48 kHz."""
    rng = np.random.default_rng(11)
    chords = voiced([chord for _, chord in _CHORDS], 54, 76, (57, 62, 66, 76))
    pads, wet = mix.Canvas(_LENGTH_S), mix.Canvas(_LENGTH_S)
    _lay_pads(pads, chords, rng)
    _ripple(wet, chords, rng)
    _sing(wet, rng)
    room = mix.convolved(wet.samples + 0.25 * pads.samples, mix.room_response(rng, 2.6, 8_000, 0.03))
    echo = mix.echoes(wet.samples, 0.75, 0.42, 3)
    whole = pads.samples + 0.75 * wet.samples + 0.55 * room + 0.30 * echo + _sea(rng)
    return mix.mastered(mix.faded(whole, 3.0, 7.0), rms_db=-19.5)


def _lay_pads(canvas: mix.Canvas, chords: list[tuple[int, ...]], rng: np.random.Generator) -> None:
    cache: dict[int, Wave] = {}
    hold_s = _BAR_S + 2.6
    for bar, ((root, _), chord) in enumerate(zip(_CHORDS, chords, strict=True)):
        hold = hold_s if bar < len(chords) - 1 else hold_s + 3
        for note in chord:
            if note not in cache:
                cache[note] = pad(rng, note, hold_s + 3, width_cents=26, brightness=1.45, attack_s=0.0)
            wave = edges(cache[note][: round(hold * RATE_HZ)].copy(), 1.9, 2.4)
            canvas.add(wave, bar * _BAR_S - (1.1 if bar else 0), 0.19)
        t = times(hold)
        low = harmonics((np.float32(2 * np.pi * hz(root)) * t).astype(np.float32), [1.0, 0.22, 0.06])
        canvas.add(edges(low, 1.4, 2.2), bar * _BAR_S - (0.6 if bar else 0), 0.17)


def _ripple(canvas: mix.Canvas, chords: list[tuple[int, ...]], rng: np.random.Generator) -> None:
    """Broken chords an octave up; every other bar goes down where the one before went up."""
    for bar, chord in enumerate(chords[:-1]):
        if bar < 1:
            continue
        notes = chord if bar % 2 else chord[::-1]
        for beat, step in _RIPPLES:
            if rng.random() < 0.16:
                continue
            strength = 0.45 + 0.25 * rng.random()
            at_s = bar * _BAR_S + beat + rng.normal(0, 0.008)
            canvas.add(kalimba(notes[step] + 12, strength), at_s, 0.42, pan=0.55 * np.sin(1.7 * bar + 2 * beat))


def _sing(canvas: mix.Canvas, rng: np.random.Generator) -> None:
    before = _MELODY[0][2]
    for beat, length, note in _MELODY:
        strength = 0.75 if 32 <= beat < 64 else 0.62
        wave = voice(
            rng,
            note,
            length,
            strength,
            tone=[1.0, 0.34, 0.20, 0.08, 0.04],
            breath=0.05,
            from_midi=note + (before - note) * 0.3,
        )
        canvas.add(wave, beat + 0.03, 0.38, pan=-0.08)
        before = note


def _sea(rng: np.random.Generator) -> Wave:
    """Waves: noise that swells every nine seconds or so, each ear on its own time."""
    t = times(_LENGTH_S)
    out = np.empty((len(t), 2), np.float32)
    for ear, (period_s, start) in enumerate(((9.1, 0.0), (10.3, 0.9))):
        swell = 0.35 + 0.65 * np.sin(np.pi * t / period_s + start) ** 4
        noise = np.resize(shaped_noise(rng, 5.4613, 300, 2_600), len(t))
        out[:, ear] = 0.016 * swell * noise
    return out

"""Window Seat: a slow, warm groove, 76 to the minute, E flat. Electric piano, round bass, dusty drums, vibes."""

from __future__ import annotations

import numpy as np

from sonix.media.demo import drums, mix
from sonix.media.demo.harmony import voiced
from sonix.media.demo.sound import RATE_HZ, Wave, bass, electric_piano, kalimba, pad, shaped_noise, times

_BEAT_S = 60 / 76
_SWING = 0.58
_BARS = 24
_LENGTH_S = _BARS * 4 * _BEAT_S + 4.0
Chord = tuple[int, tuple[int, ...]]
_HOME: list[Chord] = [
    (39, (7, 10, 2, 5)), (36, (3, 7, 10, 2)), (41, (8, 0, 3, 7)), (34, (8, 0, 2, 7)),
    (43, (10, 2, 5, 7)), (36, (4, 7, 10, 1)), (41, (8, 0, 3, 7)), (34, (8, 0, 2, 7)),
]  # fmt: skip
_AWAY: list[Chord] = [
    (44, (0, 3, 7, 10)), (43, (11, 3, 5, 8)), (36, (3, 7, 10, 2)), (46, (7, 10, 2, 5)),
    (44, (0, 3, 7, 10)), (43, (10, 2, 5, 7)), (41, (8, 0, 3, 7)), (34, (8, 0, 2, 7)),
]  # fmt: skip
_FORM = _HOME[:4] + _HOME + _AWAY + _HOME[:3] + [(39, (7, 10, 2, 5))]
_MELODY: dict[int, list[tuple[float, float, int]]] = {
    6: [(0.5, 0.5, 70), (1, 0.5, 72), (1.5, 1, 75), (3, 0.5, 74), (3.5, 0.5, 72)],
    7: [(0, 1.5, 70), (2, 1, 67)],
    10: [(0.5, 0.5, 79), (1, 0.5, 77), (1.5, 1, 75), (3, 0.5, 77), (3.5, 0.5, 79)],
    11: [(0, 1.5, 77), (2, 1.5, 74)],
    12: [(0, 1, 75), (1, 0.5, 79), (1.5, 1, 82), (3, 0.5, 80), (3.5, 0.5, 79)],
    13: [(0, 1.5, 77), (1.5, 0.5, 75), (2, 1, 74), (3.5, 0.5, 71)],
    14: [(0, 1, 72), (1, 0.5, 74), (1.5, 1.5, 75), (3, 0.5, 79), (3.5, 0.5, 82)],
    15: [(0, 0.5, 82), (0.5, 1.5, 79), (2.5, 0.5, 77), (3, 1, 75)],
    16: [(0.5, 0.5, 84), (1, 0.5, 82), (1.5, 1, 79), (3, 0.5, 75), (3.5, 0.5, 77)],
    17: [(0, 1, 79), (1, 0.5, 77), (1.5, 1.5, 74), (3.5, 0.5, 70)],
    18: [(0, 0.5, 72), (0.5, 0.5, 75), (1, 1, 79), (2.5, 0.5, 80), (3, 0.5, 79), (3.5, 0.5, 77)],
    19: [(0, 1.5, 79), (2, 0.5, 77), (2.5, 1.5, 74)],
    20: [(0, 2.5, 75)],
    22: [(1, 0.5, 70), (1.5, 0.5, 72), (2, 1.5, 75)],
    23: [(0, 2, 79)],
}
_KEYS = ((0.0, 1.7, 0.62), (1.75, 0.7, 0.42), (2.5, 1.5, 0.54))
_KEYS_B = ((0.0, 1.5, 0.60), (1.5, 1.2, 0.48), (2.75, 0.7, 0.40), (3.5, 0.5, 0.44))


def window_seat() -> Wave:
    """The finished piece, (n, 2) at 48 kHz."""
    rng = np.random.default_rng(23)
    keys, low, kit, lead = (mix.Canvas(_LENGTH_S) for _ in range(4))
    _play_keys(keys, rng)
    _play_bass(low, rng)
    _play_drums(kit, rng)
    _play_lead(lead, rng)
    keys_samples = _tremolo(_worn(keys.samples + lead.samples))
    sent = 0.5 * keys_samples + 0.16 * kit.samples
    room = mix.convolved(sent, mix.room_response(rng, 1.3, 4_200, 0.014))
    echo = mix.echoes(lead.samples, 0.75 * _BEAT_S, 0.34, 3)
    whole = keys_samples + low.samples + kit.samples + 0.7 * room + 0.5 * echo + _dust(rng)
    return mix.mastered(mix.faded(whole, 0.6, 4.5), rms_db=-17.5)


def _at(bar: int, beat: float) -> float:
    """Seconds of a place in the score; off-beat sixteenths come late, which is what makes it sway."""
    eighth, rest = divmod(beat * 2, 1.0)
    swung = eighth + (_SWING * 2 * rest if rest <= 0.5 else _SWING + (rest - 0.5) * 2 * (1 - _SWING))
    return (bar * 4 + swung / 2) * _BEAT_S


def _play_keys(canvas: mix.Canvas, rng: np.random.Generator) -> None:
    chords = voiced([chord for _, chord in _FORM], 53, 72, (55, 58, 62, 65))
    for bar, chord in enumerate(chords):
        last = bar == _BARS - 1
        hits = ((0.0, 7.0, 0.6),) if last else (_KEYS if bar % 2 == 0 else _KEYS_B)
        for beat, length, strength in hits:
            at_s = _at(bar, beat) + abs(rng.normal(0, 0.006))
            for number, note in enumerate(chord):
                touch = strength * (0.9 + 0.2 * rng.random())
                wave = electric_piano(note, length * _BEAT_S, touch)
                canvas.add(wave, at_s + number * 0.011, 0.27, pan=-0.25 + 0.16 * number)
        if bar < 4 or 12 <= bar < 20:
            for note in chord[1:3]:
                strings = pad(rng, note + 12, 4.4 * _BEAT_S, width_cents=20, brightness=2.2, attack_s=0.7)
                canvas.add(strings, _at(bar, 0), 0.05)


def _play_bass(canvas: mix.Canvas, rng: np.random.Generator) -> None:
    roots = [root if root < 45 else root - 12 for root, _ in _FORM]
    for bar in range(4, _BARS):
        root, following = roots[bar], roots[min(bar + 1, _BARS - 1)]
        line = [
            (0.0, 1.5, root, 0.9),
            (1.75, 0.4, root, 0.55),
            (2.5, 0.9, root + 7, 0.7),
            (3.5, 0.45, following - 1, 0.6),
        ]
        if bar == _BARS - 1:
            line = [(0.0, 3.6, root, 0.85)]
        for beat, length, note, strength in line:
            canvas.add(bass(note, length * _BEAT_S, strength, 0.4), _at(bar, beat) + abs(rng.normal(0, 0.004)), 0.26)


def _play_drums(canvas: mix.Canvas, rng: np.random.Generator) -> None:
    kick, snare = drums.kick(0.36, 120, 50), drums.snare(rng, dull=0.8)
    closed, opened = drums.hat(rng, 0.08, 62, 6_000), drums.hat(rng, 0.3, 13, 6_000)
    rim = drums.rim()
    for bar in range(2, _BARS - 2):
        if bar >= 4:
            kicks = [(0.0, 1.0), (2.5, 0.85)] + ([(1.75, 0.5)] if bar % 2 else [(3.75, 0.45)])
            for beat, strength in kicks:
                canvas.add(kick, _at(bar, beat), 0.46 * strength)
            for beat in (1.0, 3.0):
                canvas.add(snare, _at(bar, beat) + 0.012, 0.72, pan=0.05)
            if bar % 4 == 3:
                canvas.add(rim, _at(bar, 3.75), 0.22, pan=-0.3)
        for step in range(8):
            strength = (0.9 if step % 2 == 0 else 0.55) * (0.8 + 0.3 * rng.random())
            stroke = opened if step == 7 and bar % 4 == 1 else closed
            canvas.add(stroke, _at(bar, step / 2) + rng.normal(0, 0.003), 0.40 * strength, pan=0.35)
        if bar % 2:
            canvas.add(closed, _at(bar, 2.75), 0.15, pan=0.35)


def _play_lead(canvas: mix.Canvas, rng: np.random.Generator) -> None:
    for bar, phrase in _MELODY.items():
        for beat, length, note in phrase:
            strength = 0.6 + 0.15 * rng.random()
            at_s = _at(bar, beat) + rng.normal(0.006, 0.005)
            canvas.add(kalimba(note, strength, 0.5 + length), at_s, 0.36, pan=0.18)
            canvas.add(electric_piano(note, length * _BEAT_S, 0.4), at_s, 0.14, pan=0.18)


def _worn(samples: Wave) -> Wave:
    """Wow and flutter of an old tape: the keys drift by up to half a millisecond."""
    n = np.arange(len(samples), dtype=np.float64)
    t = n / RATE_HZ
    shift = 20 * np.sin(2 * np.pi * 0.43 * t) + 1.2 * np.sin(2 * np.pi * 5.7 * t)
    return np.stack([np.interp(n + shift, n, samples[:, ear]) for ear in range(2)], axis=1).astype(np.float32)


def _tremolo(samples: Wave) -> Wave:
    swing = (0.13 * np.sin(2 * np.pi * 3.1 * times(len(samples) / RATE_HZ)[: len(samples)])).astype(np.float32)
    samples[:, 0] *= 1 - swing
    samples[:, 1] *= 1 + swing
    return samples


def _dust(rng: np.random.Generator) -> Wave:
    """Groove noise and the odd soft crackle."""
    n = round(_LENGTH_S * RATE_HZ)
    out = np.zeros((n, 2), np.float32)
    for ear in range(2):
        out[:, ear] = 0.0016 * np.resize(shaped_noise(rng, 5.4613, 500, 6_000), n)
    grain = drums.hat(rng, 0.004, 900, 2_500)
    for spot in rng.integers(0, n - len(grain), int(_LENGTH_S * 5)):
        out[spot : spot + len(grain), int(rng.integers(2))] += np.float32(0.05 * rng.random() ** 3) * grain
    return out

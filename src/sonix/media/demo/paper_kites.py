"""Paper Kites: bright and forward, 118 to the minute, A major. Plucks, a sung synth, four on the floor."""

from __future__ import annotations

import numpy as np

from sonix.media.demo import drums, mix
from sonix.media.demo.harmony import voiced
from sonix.media.demo.sound import RATE_HZ, Wave, bass, edges, pad, pluck, shaped_noise, times, voice

_BEAT_S = 60 / 118
_BAR_S = 4 * _BEAT_S
_BARS = 36
_LENGTH_S = _BARS * _BAR_S + 4.0
Chord = tuple[int, tuple[int, ...]]
_A: Chord = (45, (9, 1, 4, 11))
_E: Chord = (40, (4, 8, 11, 6))
_EG: Chord = (44, (4, 8, 11, 6))
_FM: Chord = (42, (6, 9, 1, 4))
_D: Chord = (38, (2, 6, 9, 4))
_CM: Chord = (37, (1, 4, 8, 11))
_BM: Chord = (47, (11, 2, 6, 9))
_VERSE = [_A, _EG, _FM, _D]
_FORM = _VERSE * 4 + [_BM, _FM, _D, _E] + [_D, _E, _FM, _CM, _D, _E, _A, _EG, _D, _E, _FM, _E] + [_A, _D, _A, _A]
_MOTIF = [(0.0, 0.75, 76), (0.75, 0.75, 73), (1.5, 0.5, 76), (2.0, 1.0, 81), (3.0, 0.5, 80), (3.5, 0.5, 76)]
_MELODY: dict[int, list[tuple[float, float, int]]] = {
    8: _MOTIF,
    9: [(0, 0.75, 78), (0.75, 0.75, 76), (1.5, 1.5, 71), (3.5, 0.5, 73)],
    10: [(0, 0.75, 73), (0.75, 0.75, 69), (1.5, 0.5, 73), (2, 1, 76), (3, 0.5, 78), (3.5, 0.5, 76)],
    11: [(0, 1.5, 78), (1.5, 0.5, 76), (2, 1, 74), (3, 1, 76)],
    12: _MOTIF,
    13: [(0, 0.75, 83), (0.75, 0.75, 80), (1.5, 1, 76), (3, 0.5, 80), (3.5, 0.5, 81)],
    14: [(0, 0.75, 81), (0.75, 0.75, 78), (1.5, 0.5, 76), (2, 1, 73), (3, 0.5, 76), (3.5, 0.5, 78)],
    15: [(0, 1, 78), (1, 1, 81), (2, 0.5, 78), (2.5, 1.5, 76)],
    20: [(0, 0.5, 81), (0.5, 0.5, 81), (1, 0.5, 83), (1.5, 1, 81), (2.5, 0.5, 78), (3, 1, 76)],
    21: [(0, 0.75, 80), (0.75, 0.75, 83), (1.5, 0.5, 80), (2, 1.5, 76), (3.5, 0.5, 78)],
    22: [(0, 0.5, 81), (0.5, 0.5, 81), (1, 0.5, 83), (1.5, 1, 85), (2.5, 0.5, 81), (3, 1, 78)],
    23: [(0, 0.75, 76), (0.75, 0.75, 80), (1.5, 0.5, 76), (2, 1.5, 73), (3.5, 0.5, 76)],
    24: [(0, 0.5, 81), (0.5, 0.5, 81), (1, 0.5, 83), (1.5, 1, 81), (2.5, 0.5, 78), (3, 1, 76)],
    25: [(0, 0.75, 83), (0.75, 0.75, 85), (1.5, 0.5, 83), (2, 1.5, 80), (3.5, 0.5, 81)],
    26: [(0, 2, 81), (2, 1, 76), (3, 1, 73)],
    27: [(0, 1.5, 76), (1.5, 0.5, 78), (2, 1, 80), (3, 1, 83)],
    28: [(0, 1, 78), (1, 1, 81), (2, 1.5, 86), (3.5, 0.5, 85)],
    29: [(0, 1.5, 83), (1.5, 0.5, 80), (2, 1, 76), (3, 1, 83)],
    30: [(0, 1.5, 85), (1.5, 0.5, 81), (2, 1, 78), (3, 1, 81)],
    31: [(0, 2, 80), (2, 2, 83)],
    32: [(0, 3, 81)],
    34: _MOTIF[:3],
    35: [(0, 3, 81)],
}
_ARPEGGIO = (0, 2, 1, 3, 2, 1, 3, 2, 0, 2, 3, 1, 2, 3, 1, 2)


def paper_kites() -> Wave:
    """The finished piece, (n, 2) at 48 kHz."""
    rng = np.random.default_rng(37)
    chords = voiced([chord for _, chord in _FORM], 57, 78, (61, 64, 69, 71))
    pads, low, kit, arp, lead = (mix.Canvas(_LENGTH_S) for _ in range(5))
    _play_pads(pads, chords, rng)
    _play_bass(low)
    _play_drums(kit, rng)
    _play_arpeggio(arp, chords, rng)
    _play_lead(lead, rng)
    duck = _duck()
    pads.samples *= duck
    low.samples *= 0.35 + 0.65 * duck
    echo = mix.echoes(arp.samples + 0.6 * lead.samples, 0.75 * _BEAT_S, 0.4, 4)
    sent = 0.35 * pads.samples + 0.5 * lead.samples + 0.4 * arp.samples + 0.1 * kit.samples
    room = mix.convolved(sent, mix.room_response(rng, 1.9, 7_000, 0.02))
    whole = pads.samples + low.samples + kit.samples + arp.samples + lead.samples + 0.42 * echo + 0.5 * room
    return mix.mastered(mix.faded(whole, 0.3, 4.0), rms_db=-16.0)


def _level(bar: int) -> float:
    """How much is going on, 0 to 1: the shape of the whole piece."""
    shape = [
        (0, 0.3),
        (4, 0.55),
        (8, 0.85),
        (15, 0.9),
        (16, 0.4),
        (19, 0.65),
        (20, 1.0),
        (31, 1.0),
        (32, 0.6),
        (36, 0.3),
    ]
    return float(np.interp(bar, [at for at, _ in shape], [level for _, level in shape]))


def _play_pads(canvas: mix.Canvas, chords: list[tuple[int, ...]], rng: np.random.Generator) -> None:
    cache: dict[int, Wave] = {}
    hold_s = _BAR_S + 0.35
    for bar in range(2, _BARS):
        for note in chords[bar]:
            if note not in cache:
                cache[note] = pad(rng, note, hold_s, width_cents=34, brightness=1.35, attack_s=0.16)
            canvas.add(cache[note], bar * _BAR_S - 0.05, 0.20 * (0.5 + 0.5 * _level(bar)))


def _play_bass(canvas: mix.Canvas) -> None:
    for bar in [*range(4, 16), *range(20, _BARS)]:
        root = _FORM[bar][0]
        low = root - 12 if root - 12 >= 31 else root
        if bar >= _BARS - 2:
            canvas.add(bass(low, 3.5 * _BEAT_S, 0.8, 0.3), bar * _BAR_S, 0.2)
            continue
        for eighth in range(8):
            note = low + (0, 12, 0, 7)[eighth % 4]
            strength = 0.9 if eighth % 2 else 0.65
            canvas.add(
                bass(note, 0.42 * _BEAT_S, strength, 0.5),
                bar * _BAR_S + eighth * _BEAT_S / 2,
                0.20 if _level(bar) > 0.7 else 0.15,
            )


def _play_drums(canvas: mix.Canvas, rng: np.random.Generator) -> None:
    kick, clap, shaker = drums.kick(0.34, 165, 48), drums.clap(rng), drums.shaker(rng)
    closed, opened = drums.hat(rng, 0.07, 75), drums.hat(rng, 0.26, 15)
    for bar in range(4, 34):
        full = 8 <= bar < 16 or 20 <= bar < 32
        resting = 16 <= bar < 20
        for beat in range(4):
            at_s = bar * _BAR_S + beat * _BEAT_S
            if not resting:
                canvas.add(kick, at_s, 0.44 if full else 0.28)
            if full and beat % 2:
                canvas.add(clap, at_s, 0.42, pan=0.08)
            if full:
                canvas.add(opened, at_s + _BEAT_S / 2, 0.24, pan=-0.3)
            for sixteenth in range(4):
                level = (0.30, 0.14, 0.22, 0.16)[sixteenth] * (0.85 + 0.3 * rng.random())
                canvas.add(shaker if resting or not full else closed, at_s + sixteenth * _BEAT_S / 4, level, pan=0.35)
    for bar in (15, 31):
        for step in range(4):
            canvas.add(clap, bar * _BAR_S + (3 + step / 4) * _BEAT_S, 0.16 + 0.05 * step, pan=-0.2 + 0.12 * step)
    rise = shaped_noise(rng, 2 * _BAR_S, 1_500, 9_000) * times(2 * _BAR_S)[: round(2 * _BAR_S * RATE_HZ)] ** 2
    canvas.add(edges(rise, 0.1, 0.06), 18 * _BAR_S, 0.0035)


def _play_arpeggio(canvas: mix.Canvas, chords: list[tuple[int, ...]], rng: np.random.Generator) -> None:
    for bar in range(_BARS - 1):
        notes = chords[bar]
        bright = 0.15 + 0.6 * _level(bar)
        for step, place in enumerate(_ARPEGGIO):
            if bar >= 32 and step % 2:
                continue
            strength = (0.85 if step % 4 == 0 else 0.55) * (0.85 + 0.3 * rng.random())
            wave = pluck(notes[place] + 12 * (step % 8 == 6), 0.34, strength, bright)
            canvas.add(
                wave, bar * _BAR_S + step * _BEAT_S / 4, 0.17 + 0.16 * (1 - _level(bar)), pan=0.6 * np.sin(step * 2.4)
            )


def _play_lead(canvas: mix.Canvas, rng: np.random.Generator) -> None:
    before = 76
    for bar, phrase in _MELODY.items():
        for beat, length, note in phrase:
            seconds = length * _BEAT_S * 0.92
            slid = note + (before - note) * 0.25
            for side, detune in ((-0.3, -0.05), (0.3, 0.05)):
                tone = [1.0, 0.42, 0.34, 0.16, 0.14, 0.06, 0.05]
                wave = voice(rng, note + detune, seconds, 0.7, tone=tone, breath=0, from_midi=slid)
                canvas.add(wave, bar * _BAR_S + beat * _BEAT_S, 0.20, pan=side)
            before = note


def _duck() -> Wave:
    """The pads make room for every kick."""
    t = times(_LENGTH_S)[: round(_LENGTH_S * RATE_HZ)]
    since = t % _BEAT_S
    bar = t / _BAR_S
    active = ((bar >= 4) & (bar < 16)) | ((bar >= 20) & (bar < 34))
    dip = 0.72 * np.exp(-since * 9) * np.clip(since / 0.004, 0, 1)
    return np.where(active, 1 - dip, 1).astype(np.float32)[:, None]

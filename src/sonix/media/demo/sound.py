"""Notes as samples: every instrument is a function from pitch, length and strength to floats at 48 kHz.

Loudness is about 1 at full strength; nothing here starts or ends with a step, so nothing clicks.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

RATE_HZ = 48_000
Wave = npt.NDArray[np.float32]


def hz(midi: float) -> float:
    """Equal temperament, A4 = 69 = 440 Hz."""
    return float(440.0 * 2.0 ** ((midi - 69) / 12))


def times(seconds: float) -> Wave:
    return np.arange(round(seconds * RATE_HZ), dtype=np.float32) / np.float32(RATE_HZ)


def edges(wave: Wave, attack_s: float, release_s: float) -> Wave:
    """Raised-cosine ends; changes `wave` (first axis is time) in place."""
    for length, part in ((round(attack_s * RATE_HZ), slice(None)), (round(release_s * RATE_HZ), slice(None, None, -1))):
        n = min(length, len(wave))
        ramp = (0.5 - 0.5 * np.cos(np.pi * (np.arange(n, dtype=np.float32) + 0.5) / max(n, 1))).astype(np.float32)
        wave[part][:n] *= ramp if wave.ndim == 1 else ramp[:, None]
    return wave


def shaped_noise(rng: np.random.Generator, seconds: float, low_hz: float, high_hz: float) -> Wave:
    """White noise with soft slopes (about 12 dB an octave) below and above the band, RMS 1."""
    n = round(seconds * RATE_HZ)
    spectrum = np.fft.rfft(rng.standard_normal(n, dtype=np.float32))
    f = np.maximum(np.fft.rfftfreq(n, 1 / RATE_HZ), 1.0)
    spectrum *= 1 / (1 + (low_hz / f) ** 4) / (1 + (f / high_hz) ** 4)
    wave = np.fft.irfft(spectrum, n).astype(np.float32)
    return wave / np.float32(max(float(np.sqrt(np.mean(wave**2))), 1e-9))


def harmonics(phase: Wave, amplitudes: list[float]) -> Wave:
    """Sum of a_k sin(k phase) by the recurrence sin(kx) = 2 cos(x) sin((k-1)x) - sin((k-2)x)."""
    current, before = np.sin(phase), np.zeros_like(phase)
    twice_cos = 2 * np.cos(phase)
    out = np.float32(amplitudes[0]) * current
    for amplitude in amplitudes[1:]:
        current, before = twice_cos * current - before, current
        out += np.float32(amplitude) * current
    return out


_PAD_SAMPLES = 1 << 17
_SHARED = 0.3  # of one ear in the other: wide, yet whole on a single loudspeaker


def pad(
    rng: np.random.Generator, midi: float, seconds: float, *, width_cents: float, brightness: float, attack_s: float
) -> Wave:
    """A choir-like stereo tone: each harmonic a narrow band with random phases (Nasca's PADsynth), so it never beats.

    `brightness` is the exponent of the harmonics' fall, smaller is brighter. Returns (n, 2), RMS about 0.3.
    """
    f0 = hz(midi)
    bin_hz = RATE_HZ / _PAD_SAMPLES
    spectrum = np.zeros((2, _PAD_SAMPLES // 2 + 1), np.complex64)
    for k in range(1, max(2, int(9_000 / f0))):
        centre, spread = f0 * k, (2 ** (width_cents / 1200) - 1) * f0 * k
        first, last = int((centre - 4 * spread) / bin_hz), int((centre + 4 * spread) / bin_hz) + 2
        bins = np.arange(max(first, 1), last)
        level = k**-brightness * np.exp(-0.5 * ((bins * bin_hz - centre) / spread) ** 2) / np.sqrt(spread)
        spectrum[:, bins] += level * np.exp(2j * np.pi * rng.random((2, len(bins))))
    cycle = np.fft.irfft(spectrum, axis=1).astype(np.float32).T
    cycle += np.float32(_SHARED) * cycle[:, ::-1].copy()
    cycle *= np.float32(0.3 / np.sqrt(np.mean(cycle**2)))
    n = round(seconds * RATE_HZ)
    repeated = np.tile(cycle, (n // _PAD_SAMPLES + 1, 1))[:n]
    return edges(repeated, attack_s, attack_s)


def electric_piano(midi: float, seconds: float, strength: float) -> Wave:
    """Two-operator FM with a decaying index and a short bell-like tine."""
    t = times(seconds + 0.15)
    w = np.float32(2 * np.pi * hz(midi))
    fall = np.exp(-t * np.float32(0.5 + midi / 110))
    index = np.float32(0.45 + 1.9 * strength) * np.exp(-t * 2.2)
    body = np.sin(w * t + index * np.sin(w * t)) * fall
    tine = np.float32(0.10 * strength) * np.sin(np.float32(7) * w * t) * np.exp(-t * 14)
    warm = np.tanh(np.float32(1.3) * (body + tine)) * np.float32(0.75 * strength)
    return edges(warm, 0.003, 0.15)


def kalimba(midi: float, strength: float, seconds: float = 2.2) -> Wave:
    """A plucked tongue: the fundamental rings, two inharmonic partials die at once."""
    t = times(seconds)
    w = np.float32(2 * np.pi * hz(midi))
    wave = np.sin(w * t) * np.exp(-t * 2.6)
    wave += np.float32(0.22 * strength) * np.sin(w * np.float32(2.01) * t) * np.exp(-t * 5)
    wave += np.float32(0.16 * strength) * np.sin(w * np.float32(5.42) * t) * np.exp(-t * 22)
    return edges(wave * np.float32(0.6 * strength), 0.002, 0.3)


def pluck(midi: float, seconds: float, strength: float, brightness: float) -> Wave:
    """A saw whose upper harmonics die first; `brightness` 0..1 opens it."""
    t = times(seconds)
    f0 = hz(midi)
    phase = (np.float32(2 * np.pi * f0) * t).astype(np.float32)
    wave = np.zeros_like(t)
    for k in range(1, min(int(11_000 / f0), 14) + 1):
        fall = 4.0 + k * (9.0 - 7.0 * brightness)
        wave += np.sin(k * phase) * np.exp(-t * np.float32(fall)) / np.float32(k)
    return edges(wave * np.float32(0.5 * strength), 0.002, 0.05)


def bass(midi: float, seconds: float, strength: float, grit: float) -> Wave:
    """Round and short of breath; `grit` 0..1 adds harmonics by saturation."""
    t = times(seconds + 0.06)
    w = np.float32(2 * np.pi * hz(midi))
    wave = harmonics(w * t, [1.0, 0.35, 0.14, 0.06]) * np.exp(-t * np.float32(1.1))
    drive = np.float32(1 + 2.5 * grit)
    return edges(np.tanh(drive * wave) / np.tanh(drive) * np.float32(0.8 * strength), 0.006, 0.06)


def voice(
    rng: np.random.Generator,
    midi: float,
    seconds: float,
    strength: float,
    *,
    tone: list[float],
    breath: float,
    from_midi: float,
) -> Wave:
    """A sung or blown line: slides in from the note before, vibrato that grows, a little breath."""
    t = times(seconds + 0.25)
    slide = (from_midi - midi) * np.exp(-t * 28)
    vibrato = 0.11 * np.sin(2 * np.pi * 5.1 * t) * np.clip((t - 0.25) * 2, 0, 1)
    frequency = hz(midi) * 2 ** ((slide + vibrato) / 12)
    phase = (2 * np.pi * np.cumsum(frequency, dtype=np.float64) / RATE_HZ % (2 * np.pi)).astype(np.float32)
    wave = harmonics(phase, tone)
    if breath:
        wave += np.float32(breath) * shaped_noise(rng, len(t) / RATE_HZ, hz(midi), 3 * hz(midi))[: len(t)]
    swell = 0.8 + 0.2 * np.sin(np.pi * np.clip(t / seconds, 0, 1))
    return edges((wave * swell * np.float32(0.45 * strength)).astype(np.float32), 0.05, 0.25)

"""A small drum kit, each stroke a mono sample at 48 kHz."""

from __future__ import annotations

import numpy as np

from sonix.media.demo.sound import Wave, edges, shaped_noise, times


def kick(seconds: float = 0.42, punch_hz: float = 150.0, floor_hz: float = 47.0) -> Wave:
    """A sine that falls fast; `punch_hz` sets the beater."""
    t = times(seconds)
    phase = 2 * np.pi * (floor_hz * t + (punch_hz - floor_hz) / 32 * (1 - np.exp(-32 * t)))
    body = np.sin(phase) * np.exp(-t * 8.5)
    return edges((np.tanh(1.6 * body) * 0.9).astype(np.float32), 0.0015, 0.08)


def snare(rng: np.random.Generator, seconds: float = 0.3, dull: float = 0.0) -> Wave:
    """Shell and wires; `dull` 0..1 closes the top, as on a worn record."""
    t = times(seconds)
    wires = shaped_noise(rng, seconds, 700, 9_000 - 5_500 * dull)[: len(t)] * np.exp(-t * 17) * 0.28
    shell = (np.sin(2 * np.pi * 192 * t) + 0.5 * np.sin(2 * np.pi * 331 * t)) * np.exp(-t * 26) * 0.5
    return edges((wires + shell).astype(np.float32), 0.0015, 0.06)


def hat(rng: np.random.Generator, seconds: float, fall: float, low_hz: float = 7_500) -> Wave:
    """Closed with a steep `fall` (1/s), open with a gentle one."""
    t = times(seconds)
    return edges(
        (shaped_noise(rng, seconds, low_hz, 15_000)[: len(t)] * np.exp(-t * fall) * 0.3).astype(np.float32), 0.001, 0.02
    )


def clap(rng: np.random.Generator) -> Wave:
    """Several hands, not quite together."""
    t = times(0.32)
    envelope = np.exp(-np.maximum(t - 0.03, 0) * 19) * (t >= 0.03)
    for start in (0.0, 0.011, 0.021):
        envelope += 0.7 * np.exp(-np.maximum(t - start, 0) * 160) * (t >= start)
    return edges((shaped_noise(rng, 0.32, 950, 5_500)[: len(t)] * envelope * 0.26).astype(np.float32), 0.0015, 0.05)


def shaker(rng: np.random.Generator) -> Wave:
    """One stroke of sand."""
    t = times(0.11)
    envelope = np.sin(np.pi * np.clip(t / 0.09, 0, 1)) ** 2
    return edges((shaped_noise(rng, 0.11, 5_000, 11_000)[: len(t)] * envelope * 0.16).astype(np.float32), 0.004, 0.02)


def rim(seconds: float = 0.09) -> Wave:
    """A dry stick on the edge."""
    t = times(seconds)
    wave = (np.sin(2 * np.pi * 1_720 * t) + 0.6 * np.sin(2 * np.pi * 885 * t)) * np.exp(-t * 70) * 0.4
    return edges(wave.astype(np.float32), 0.001, 0.02)

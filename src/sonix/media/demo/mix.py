"""From notes to a finished piece: a stereo canvas, room, echo and a limiter."""

from __future__ import annotations

import math

import numpy as np

from sonix.media.demo.sound import RATE_HZ, Wave, shaped_noise


class Canvas:
    """A stereo bus of fixed length that sounds are laid on."""

    def __init__(self, seconds: float) -> None:
        self.samples = np.zeros((round(seconds * RATE_HZ), 2), np.float32)

    def add(self, wave: Wave, at_s: float, level: float = 1.0, pan: float = 0.0) -> None:
        """Mono is panned with equal power (-1 left, 1 right), stereo stays as it is; what overhangs is cut off."""
        start = max(0, round(at_s * RATE_HZ))
        room = len(self.samples) - start
        if room <= 0:
            return
        part = wave[:room]
        target = self.samples[start : start + len(part)]
        if part.ndim == 2:
            target += np.float32(level) * part
            return
        angle = (pan + 1) * math.pi / 4
        target[:, 0] += np.float32(level * math.cos(angle) * math.sqrt(2)) * part
        target[:, 1] += np.float32(level * math.sin(angle) * math.sqrt(2)) * part


def room_response(rng: np.random.Generator, seconds: float, bright_hz: float, predelay_s: float = 0.02) -> Wave:
    """A synthetic hall of energy 1 for each ear: decaying noise, the top decaying three times as fast as the middle."""
    n = round(seconds * RATE_HZ)
    t = np.arange(n, dtype=np.float32) / RATE_HZ
    ears = []
    for _ in range(2):
        dark = shaped_noise(rng, seconds, 140, bright_hz / 3)[:n] * np.exp(-t * (6.9 / seconds))
        bright = shaped_noise(rng, seconds, bright_hz / 3, bright_hz)[:n] * np.exp(-t * (20 / seconds))
        ear = (dark + 0.7 * bright) * np.minimum(t / 0.012, 1)
        ears.append(np.concatenate([np.zeros(round(predelay_s * RATE_HZ), np.float32), ear]))
    both = np.stack(ears, axis=1).astype(np.float32)
    both[-2400:] *= np.linspace(1, 0, 2400, dtype=np.float32)[:, None]
    return both / np.float32(np.sqrt(np.sum(both**2) / 2))


def convolved(dry: Wave, response: Wave) -> Wave:
    """Overlap-add FFT convolution, channel by channel; as long as `dry`."""
    size = 1 << (2 * len(response) - 1).bit_length()
    step = size - len(response) + 1
    out = np.zeros((len(dry) + size, 2), np.float32)
    spectrum = np.fft.rfft(response, size, axis=0)
    for start in range(0, len(dry), step):
        block = dry[start : start + step]
        if block.any():
            out[start : start + size] += np.fft.irfft(np.fft.rfft(block, size, axis=0) * spectrum, size, axis=0)
    return out[: len(dry)]


def echoes(dry: Wave, delay_s: float, feedback: float, repeats: int) -> Wave:
    """Ping-pong: each repeat changes sides, a little weaker."""
    out = np.zeros_like(dry)
    delay = round(delay_s * RATE_HZ)
    for repeat in range(1, repeats + 1):
        shift = repeat * delay
        source = dry[:-shift, ::-1] if repeat % 2 else dry[:-shift]
        out[shift:] += np.float32(feedback**repeat) * source
    return out


def faded(mix: Wave, in_s: float, out_s: float) -> Wave:
    """Raised-cosine fades at both ends, in place."""
    for seconds, part in ((in_s, mix), (out_s, mix[::-1])):
        n = round(seconds * RATE_HZ)
        part[:n] *= (0.5 - 0.5 * np.cos(np.pi * np.arange(n) / n)).astype(np.float32)[:, None]
    return mix


def mastered(mix: Wave, rms_db: float, ceiling_db: float = -1.5) -> Wave:
    """Brings the RMS to `rms_db` and holds every peak under `ceiling_db`.

    The limiter looks 5 ms blocks ahead: the gain each block needs, its minimum over the neighbours, smoothed by a
    window no wider than that neighbourhood, so the smooth gain is never above what is needed.
    """
    level = np.float32(10 ** (rms_db / 20) / np.sqrt(np.mean(mix.astype(np.float64) ** 2)))
    loud = mix * level
    block, reach = 240, 6
    padded = np.pad(loud, ((0, -len(loud) % block), (0, 0)))
    peaks = np.abs(padded).reshape(-1, block * 2).max(axis=1)
    ceiling = 10 ** (ceiling_db / 20)
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    widest = np.lib.stride_tricks.sliding_window_view(np.pad(needed, 2 * reach, mode="edge"), 2 * reach + 1).min(axis=1)
    window = np.hanning(2 * reach + 3)[1:-1]
    smooth = np.convolve(widest, window / window.sum(), mode="valid")
    centres = (np.arange(len(smooth)) + 0.5) * block
    gain = np.interp(np.arange(len(loud)), centres, smooth).astype(np.float32)
    held: Wave = np.clip(loud * gain[:, None], -ceiling, ceiling).astype(np.float32)
    return held

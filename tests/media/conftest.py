"""Signals and files to feed the pipeline with, made here and now by FFmpeg's own encoders."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import av
import numpy as np
import numpy.typing as npt
import pytest

from sonix.config import Media
from sonix.media.decode import Decoder
from sonix.media.opus import OpusDecoder
from sonix.media.pool import MediaPool
from sonix.media.probe import probe
from sonix.media.rendition import Made, make_rendition

Signal = npt.NDArray[np.float32]

FORMATS: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "mp3": ("mp3", "libmp3lame", "s16p", {}),
    "m4a": ("ipod", "aac", "fltp", {}),
    "alac.m4a": ("ipod", "alac", "s16p", {}),
    "flac": ("flac", "flac", "s16", {}),
    "ogg": ("ogg", "vorbis", "fltp", {"strict": "experimental"}),
    "opus": ("ogg", "libopus", "flt", {}),
    "wav": ("wav", "pcm_s16le", "s16", {}),
    "aiff": ("aiff", "pcm_s16be", "s16", {}),
}


class WriteSound(Protocol):
    """Encodes `signal` (n, channels) to `path`; the format follows from the ending of its name."""

    def __call__(
        self, path: Path, signal: Signal, rate_hz: int = 44_100, *, tags: dict[str, str] | None = None
    ) -> Path: ...


def _write(path: Path, signal: Signal, rate_hz: int = 44_100, *, tags: dict[str, str] | None = None) -> Path:
    ending = next(ending for ending in sorted(FORMATS, key=len, reverse=True) if path.name.endswith("." + ending))
    container_name, codec, sample_format, options = FORMATS[ending]
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[signal.shape[1]]
    extras = {"write_id3v2": "1"} if container_name == "aiff" else {}
    with av.open(str(path), "w", format=container_name, options=extras) as container:
        container.metadata.update(tags or {})
        stream: Any = container.add_stream(codec, rate=rate_hz, layout=layout, options=options)
        if codec not in {"flac", "alac"} and not codec.startswith("pcm"):
            stream.bit_rate = 256_000
        stream.format = sample_format
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(signal, np.float32).reshape(1, -1), format="flt", layout=layout
        )
        frame.sample_rate = rate_hz
        frame.pts = 0
        frame.time_base = Fraction(1, rate_hz)
        for packet in stream.encode(frame):
            container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    return path


@pytest.fixture
def write_sound() -> WriteSound:
    return _write


@pytest.fixture
def render(tmp_path: Path) -> Callable[[Path], tuple[Made, Path]]:
    """Runs decoding and rendering in this process, without a worker."""

    def run(source: Path) -> tuple[Made, Path]:
        out = tmp_path / f"out-{source.name}"
        out.mkdir()
        return make_rendition(Decoder(source, probe(source, 3600), 3600), out, lambda _: None), out

    return run


@pytest.fixture
def heard() -> Callable[[Made, Path], Signal]:
    """What a listener hears of a whole rendition, cut out through the packet index as a player does it."""

    def decode(made: Made, folder: Path) -> Signal:
        audio, index = (folder / "audio.webm").read_bytes(), (folder / "index.bin").read_bytes()
        decoder = OpusDecoder()
        blocks = [decoder.decode(cut(audio, index, number)) for number in range(made.rendition.packets)]
        start = made.rendition.pre_skip
        return np.concatenate(blocks)[start : start + made.rendition.samples]

    return decode


def cut(audio: bytes, index: bytes, number: int) -> bytes:
    """Packet `number` of a rendition, by its index."""
    entry = index[6 * number : 6 * number + 6]
    at, size = int.from_bytes(entry[:4], "little"), int.from_bytes(entry[4:], "little")
    return audio[at : at + size]


@pytest.fixture
def music() -> Signal:
    """Five seconds of something music-like at 44.1 kHz: chords with onsets, noise bursts, different left and right."""
    return make_music(44_100, 5.0)


def make_music(rate_hz: int, seconds: float, seed: int = 7) -> Signal:
    """Deterministic; the same instants at every rate."""
    t = np.arange(round(rate_hz * seconds)) / rate_hz
    rng = np.random.default_rng(seed)
    out = np.zeros((len(t), 2))
    for onset in np.arange(0.0, seconds, 0.25):
        window = slice(round(onset * rate_hz), round((onset + 1) * rate_hz))
        since = t[window] - onset
        envelope = np.exp(-since * 6) * (1 - np.exp(-since * 400)) * np.clip((1 - since) * 20, 0, 1)
        for channel in range(2):
            pitches, phases = rng.uniform(150, 3000, 4), rng.uniform(0, 6, 4)
            wave = sum(np.sin(2 * np.pi * pitch * since + phase) for pitch, phase in zip(pitches, phases, strict=True))
            out[window, channel] += 0.12 * envelope * wave
    return np.clip(out, -0.9, 0.9).astype(np.float32)


@pytest.fixture
async def pool() -> AsyncIterator[MediaPool]:
    pool = MediaPool(Media(workers=1, time_limit_s=60), max_seconds=3600)
    await pool.start()
    yield pool
    await pool.stop()

"""Test music: broadband, never repeating, nothing above 10 kHz, so that its place and any click in it can be found."""

from __future__ import annotations

import wave
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from bench.acoustic.sinks import RATE_HZ
from sonix.core.room.state import Rendition
from sonix.media.process import process_file

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Piece:
    """A rendition on disk and what a decoder makes of it, mono, at track samples."""

    folder: Path
    rendition: Rendition
    music: Samples


def make_pieces(folder: Path, seconds: list[float]) -> list[Piece]:
    """One piece per length, each other music, through the project's own pipeline."""
    return [_make(folder / f"piece-{i}", length, seed=i) for i, length in enumerate(seconds)]


def _make(folder: Path, seconds: float, seed: int) -> Piece:
    folder.mkdir(parents=True)
    source = folder / "source.wav"
    write_wav(source, compose(seconds, seed))
    rendition = process_file(source, folder, source.name, 3600.0, lambda _stage, _share: None).rendition
    return Piece(folder, rendition, decode(folder / "audio.webm", rendition).mean(axis=0))


def compose(seconds: float, seed: int) -> Samples:
    """Chords under a moving band of noise with beats."""
    rng = np.random.default_rng(seed)
    count = int(seconds * RATE_HZ)
    time = np.arange(count) / RATE_HZ
    sound = np.zeros(count)
    for _ in range(12):
        pitch = float(rng.uniform(80, 1800))
        wander = np.cumsum(rng.normal(0, 1, count // 480 + 2))[np.arange(count) // 480]
        sound += 0.03 * np.sin(2 * np.pi * pitch * time + 0.3 * wander)
    beat = 0.15 + 0.85 * np.exp(-6 * np.mod(time * float(rng.uniform(1.6, 2.4)), 1))
    noise = sosfilt(butter(4, [200, 10_000], "bandpass", fs=RATE_HZ, output="sos"), rng.normal(0, 0.12, count))
    mixed = sound + beat * noise
    return np.asarray(0.5 * mixed / np.abs(mixed).max(), np.float32)


def write_wav(path: Path, sound: Samples) -> None:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes((np.repeat(sound[:, None], 2, axis=1) * 32767).astype("<i2").tobytes())


def decode(path: Path, rendition: Rendition) -> Samples:
    """Planar (2, samples) of the rendition by PyAV, placed by packets and pre-skip, without the container's help."""
    index = np.fromfile(path.with_name("index.bin"), np.dtype([("offset", "<u4"), ("size", "<u2")]))
    content = path.read_bytes()
    decoder = av.CodecContext.create("libopus", "r")
    decoder.sample_rate = RATE_HZ
    decoder.layout = "stereo"
    packets = (av.Packet(content[offset : offset + size]) for offset, size in index.tolist())
    parts = [_planar(frame) for packet in packets for frame in decoder.decode(packet)]
    whole = np.concatenate(parts, axis=1)
    return np.ascontiguousarray(whole[:, rendition.pre_skip : rendition.pre_skip + rendition.samples])


def _planar(frame: av.AudioFrame) -> Samples:
    samples = frame.to_ndarray()
    if samples.dtype == np.int16:
        samples = samples.astype(np.float32) / 32768
    if samples.shape[0] == 1:
        samples = samples.reshape(-1, 2).T
    return np.asarray(samples, np.float32)

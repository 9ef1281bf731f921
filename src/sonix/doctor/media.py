"""Whether files can be turned into what rooms play."""

from __future__ import annotations

import asyncio
import tempfile
import time
import wave
from pathlib import Path

import av
import av.filter

from sonix.config import Settings
from sonix.core.errors import SonixError
from sonix.doctor.finding import Finding, fail, ok
from sonix.media.pool import MediaPool
from sonix.media.process import Processed

_DECODERS = ("mp3", "aac", "alac", "flac", "vorbis", "opus", "pcm_s16le", "pcm_s16be")
_SAMPLE_RATE = 48_000


def codecs(_settings: Settings) -> Finding:
    """PyAV carries its own FFmpeg; a home-built one may lack something."""
    missing = [name for name in ("libopus", *_DECODERS) if name not in av.codecs_available]
    missing += [name for name in ("ebur128", "aresample") if name not in av.filter.filters_available]
    if missing:
        return fail("Codecs", f"PyAV {av.__version__} lacks {', '.join(missing)}", "Reinstall it: pip install av")
    return ok("Codecs", f"PyAV {av.__version__} with libopus and ebur128")


def worker(settings: Settings) -> Finding:
    """A second of sound through a real worker process, with its limits."""
    began_s = time.perf_counter()
    try:
        with tempfile.TemporaryDirectory(prefix="sonix-doctor-") as folder:
            done = asyncio.run(_encode(settings, Path(folder)))
    except SonixError as wrong:
        advice = "Try a larger SONIX_MEDIA__MEMORY_BYTES; if that does not help, please report this."
        return fail("Media worker", wrong.message, advice)
    took_s = time.perf_counter() - began_s
    return ok("Media worker", f"encoded a second of sound in {took_s:.1f} s ({done.rendition.packets} packets)")


async def _encode(settings: Settings, folder: Path) -> Processed:
    source, out_dir = folder / "tone.wav", folder / "out"
    out_dir.mkdir()
    _write_tone(source)
    pool = MediaPool(settings.media, settings.uploads.max_seconds)
    await pool.start()
    try:
        return await pool.process(source, out_dir, source.name, lambda _stage, _part: None)
    finally:
        await pool.stop()


def _write_tone(file: Path) -> None:
    """A 440 Hz square wave: plain enough to need no numpy, loud enough to be measured."""
    half_period = _SAMPLE_RATE // 880
    samples = (4000 if index // half_period % 2 else -4000 for index in range(_SAMPLE_RATE))
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(_SAMPLE_RATE)
        out.writeframes(b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples))

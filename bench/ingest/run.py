"""How long a file takes from its last byte to playable, and what it costs.

`python bench/ingest/run.py [--long] [FILE…]`

Without files it makes a four-minute MP3 and one minute of every format from the demo music. `--long` adds a three-hour
file, for the memory. Figures come from this machine as it is; docs/media.md holds those of the reference machine.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import tempfile
import time
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np
import numpy.typing as npt

from sonix.config import Media
from sonix.media.decode import Decoder
from sonix.media.demo.paper_kites import paper_kites
from sonix.media.loudness import LoudnessMeter
from sonix.media.opus import OpusDecoder, OpusEncoder
from sonix.media.peaks import WaveformPeaks
from sonix.media.pool import MediaPool
from sonix.media.probe import probe

FORMATS = {
    "mp3": ("mp3", "libmp3lame", "s16p", {}),
    "m4a (aac)": ("ipod", "aac", "fltp", {}),
    "m4a (alac)": ("ipod", "alac", "s16p", {}),
    "flac": ("flac", "flac", "s16", {}),
    "ogg (vorbis)": ("ogg", "vorbis", "fltp", {"strict": "experimental"}),
    "opus": ("ogg", "libopus", "flt", {}),
    "wav": ("wav", "pcm_s16le", "s16", {}),
    "aiff": ("aiff", "pcm_s16be", "s16", {}),
}
Sound = npt.NDArray[np.float32]


class Run(NamedTuple):
    """One file through the pool. Stages are seconds since the job was handed over."""

    seconds: float
    stages: dict[str, float]
    track_s: float
    rate_kbps: float
    worker_mb: float


def write(path: Path, sound: Sound, kind: str, repeats: int = 1, rate_hz: int = 48_000) -> Path:
    container_name, codec, sample_format, options = FORMATS[kind]
    with av.open(str(path), "w", format=container_name) as container:
        stream: Any = container.add_stream(codec, rate=rate_hz, layout="stereo", options=options)
        if codec in {"libmp3lame", "aac", "vorbis", "libopus"}:
            stream.bit_rate = 256_000
        stream.format = sample_format
        for number in range(repeats):
            frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="flt", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = rate_hz, number * len(sound), Fraction(1, rate_hz)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


async def through_pool(pool: MediaPool, source: Path, out: Path) -> Run:
    begun = time.perf_counter()
    stages: dict[str, float] = {}

    def progress(stage: str, _share: float) -> None:
        stages.setdefault(stage, time.perf_counter() - begun)

    processed = await pool.process(source, out, source.name, progress)
    seconds = time.perf_counter() - begun
    rendition = processed.rendition
    track_s = rendition.samples / 48_000
    return Run(seconds, stages, track_s, rendition.size_bytes * 8 / track_s / 1000, peak_mb(pool.worker_pids[0]))


def peak_mb(pid: int) -> float:
    """Most memory the process has held, from /proc; 0 where there is none."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def parts(source: Path) -> dict[str, float]:
    """CPU seconds of each part on its own."""
    out: dict[str, float] = {}
    began = cpu_s()

    def lap(name: str) -> None:
        nonlocal began
        out[name] = cpu_s() - began
        began = cpu_s()

    found = probe(source, 4 * 3600)
    lap("probe")
    blocks = list(Decoder(source, found, 4 * 3600))
    lap("decode + resample")
    encoder = OpusEncoder()
    packets = [packet for block in blocks if len(block) == 4_800 for packet in encoder.encode(block)]
    lap("encode Opus")
    decoder = OpusDecoder()
    for packet in packets:
        decoder.decode(packet)
    lap("decode Opus")
    meter = LoudnessMeter()
    for block in blocks:
        meter.push(block)
    meter.finish()
    lap("loudness + true peak")
    peaks = WaveformPeaks()
    for block in blocks:
        peaks.push(block)
    peaks.encoded()
    lap("waveform peaks")
    return out


def cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def report(name: str, run: Run) -> None:
    speed = f"{run.track_s / run.seconds:.0f} x"
    print(f"| {name} | {run.track_s:.1f} | {run.seconds:.2f} | {speed} | {run.rate_kbps:.0f} | {run.worker_mb:.0f} |")


async def measure(folder: Path, files: list[Path], *, long: bool) -> None:
    minute = np.resize(paper_kites(), (60 * 48_000, 2))
    song = write(folder / "four-minutes.mp3", minute, "mp3", repeats=4)
    print("four-minute MP3, CPU seconds of each part:")
    for name, seconds in parts(song).items():
        print(f"  {name:22} {seconds:.2f}")
    print("\n| file | length s | to playable s | speed | kb/s | worker MB |\n| --- | --- | --- | --- | --- | --- |")
    sources = [
        (kind, write(folder / f"one.{kind[:4].strip()}{number}", minute, kind)) for number, kind in enumerate(FORMATS)
    ]
    jobs = [("4-minute MP3, cold worker", song), ("4-minute MP3, warm worker", song), *sources]
    jobs += [(path.name, path) for path in files]
    if long:
        jobs.append(("3-hour FLAC", write(folder / "long.flac", minute, "flac", repeats=180)))
    pool = MediaPool(Media(workers=1), max_seconds=4 * 3600)
    for number, (name, source) in enumerate(jobs):
        if long and number == len(jobs) - 1:
            await pool.stop()
            await pool.start()
        run = await through_pool(pool, source, folder / f"out-{number}")
        report(name, run)
        if number == 1:
            print_stages = ", ".join(f"{stage} at {at:.2f}" for stage, at in run.stages.items())
    await pool.stop()
    print(f"\nstages of the warm run, seconds: {print_stages}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("files", nargs="*", type=Path)
    arguments.add_argument("--long", action="store_true")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), given.files, long=given.long))


if __name__ == "__main__":
    main()

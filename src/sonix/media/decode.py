"""Any source to one stream of 48 kHz stereo floats, of exactly as many samples as the source has."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.filter import Graph

from sonix.media.errors import MediaRefused
from sonix.media.probe import MIN_SECONDS, Probe, audio_stream, broken, opened, too_long, too_short

RATE_HZ = 48_000
BLOCK = 4_800
Block = npt.NDArray[np.float32]
_LIE_TOLERANCE_S = 2.0
_LIE_TOLERANCE = 0.03
_WHOLE_BAND = f"{RATE_HZ}:filter_size=64:phase_shift=10:cutoff=0.975:filter_type=kaiser:kaiser_beta=10"


class Decoder:
    """Iterates blocks of shape (n, 2); afterwards `samples` is the exact length at 48 kHz.

    The gapless notes of the source (LAME and iTunes delay and padding, Opus pre-skip, Vorbis granules, edit lists) are
    obeyed by FFmpeg before frames arrive here. A packet that can't be decoded is left out, as players do; a file where
    more than a tenth is like that, or that holds less than it claims, is refused.
    """

    def __init__(self, path: Path, probe: Probe, max_seconds: float) -> None:
        self._path = path
        self._probe = probe
        self._max_samples = int(max_seconds * RATE_HZ)
        self._max_seconds = max_seconds
        self.samples = 0

    def __iter__(self) -> Iterator[Block]:
        exact = None if self._probe.exact_s is None else round(self._probe.exact_s * RATE_HZ)
        with opened(self._path, self._probe.container) as container:
            for whole in self._converted(_frames(container, audio_stream(container))):
                block = whole if exact is None else whole[: max(0, exact - self.samples)]
                self.samples += len(block)
                if self.samples > self._max_samples:
                    raise too_long(self._max_seconds)
                yield block
        self._check_length()

    def _converted(self, frames: Iterator[AudioFrame]) -> Iterator[Block]:
        converter: _Converter | None = None
        for frame in frames:
            if converter is None or not converter.fits(frame):
                if converter is not None:
                    yield from converter.finish()
                converter = _Converter(frame)
            yield from converter.push(frame)
        if converter is not None:
            yield from converter.finish()

    def _check_length(self) -> None:
        seconds = self.samples / RATE_HZ
        claimed_s = self._probe.claimed_s
        if claimed_s is not None and claimed_s - seconds > max(_LIE_TOLERANCE_S, _LIE_TOLERANCE * claimed_s):
            raise MediaRefused(
                "truncated",
                f"The file is incomplete: it says {claimed_s:.0f} s but holds only {seconds:.0f} s.",
            )
        if self.samples == 0:
            raise broken()
        if seconds < MIN_SECONDS:
            raise too_short()


def _frames(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    stream.codec_context.thread_count = 1
    good = bad = 0
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except MemoryError:
            raise
        except av.FFmpegError:
            bad += 1
            break
        if packet is None:
            break
        try:
            frames = packet.decode()
        except MemoryError:
            raise
        except av.FFmpegError:
            bad += 1
            continue
        good += 1
        for frame in frames:
            if isinstance(frame, AudioFrame) and frame.samples:
                yield frame
    if bad > good * 0.1:
        raise broken()


class _Converter:
    """One run of frames of the same kind through FFmpeg's resampler, cut or padded to the exact length at the end."""

    def __init__(self, first: AudioFrame) -> None:
        self._kind = _kind(first)
        self._source_samples = 0
        self._given = 0
        self._held: Block | None = None
        self._graph = Graph()
        channels = first.layout.nb_channels
        self._source = self._graph.add_abuffer(
            sample_rate=first.sample_rate,
            format=first.format.name,
            layout=_layout(first),
            time_base=Fraction(1, first.sample_rate),
        )
        steps = [("pan", "stereo|c0=c0|c1=c0")] if channels == 1 else []
        steps += [
            ("aresample", _WHOLE_BAND if first.sample_rate != RATE_HZ else str(RATE_HZ)),
            ("aformat", "sample_fmts=flt:channel_layouts=stereo"),
            ("asetnsamples", f"n={BLOCK}:p=0"),
        ]
        last = self._source
        for name, arguments in steps:
            step = self._graph.add(name, arguments)
            last.link_to(step)
            last = step
        self._sink = self._graph.add("abuffersink")
        last.link_to(self._sink)
        try:
            self._graph.configure()
        except MemoryError:
            raise
        except (av.FFmpegError, ValueError) as error:
            raise MediaRefused("unsupported_format", "The file has channels Sonix can't use.") from error

    def fits(self, frame: AudioFrame) -> bool:
        return _kind(frame) == self._kind

    def push(self, frame: AudioFrame) -> Iterator[Block]:
        frame.pts = self._source_samples
        frame.time_base = Fraction(1, frame.sample_rate)
        self._source_samples += frame.samples
        self._source.push(frame)
        yield from self._pull()

    def finish(self) -> Iterator[Block]:
        self._source.push(None)
        yield from self._pull()
        wanted = round(Fraction(self._source_samples * RATE_HZ, self._kind[0]))
        held = self._held if self._held is not None else np.zeros((0, 2), np.float32)
        missing = wanted - self._given - len(held)
        if missing > 0:
            held = np.concatenate([held, np.zeros((missing, 2), np.float32)])
        yield held[: len(held) + min(missing, 0)]

    def _pull(self) -> Iterator[Block]:
        while True:
            try:
                frame = self._sink.pull()
            except (av.BlockingIOError, av.EOFError):
                return
            if not isinstance(frame, AudioFrame):
                continue
            block = _finite(frame.to_ndarray().reshape(-1, 2))
            if self._held is not None:
                self._given += len(self._held)
                yield self._held
            self._held = block


def _kind(frame: AudioFrame) -> tuple[int, str, str]:
    return frame.sample_rate, frame.format.name, frame.layout.name


def _layout(frame: AudioFrame) -> str:
    defaults = {1: "mono", 2: "stereo", 3: "2.1", 4: "quad", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}
    channels = frame.layout.nb_channels
    name = frame.layout.name
    return defaults.get(channels, name) if name.endswith("channels") or channels <= 2 else name


def _finite(block: npt.NDArray[np.generic]) -> Block:
    """A float file may hold NaN, infinity or absurd numbers; an encoder must not see them."""
    return np.clip(np.nan_to_num(block.astype(np.float32, copy=False), nan=0.0, posinf=0.0, neginf=0.0), -8.0, 8.0)

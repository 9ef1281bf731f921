"""Opens a stranger's file and says what can be played from it, or why nothing can."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import msgspec
from av.audio.stream import AudioStream
from av.container import InputContainer

from sonix.media.claims import declared_share, has_frame_count
from sonix.media.errors import MediaRefused
from sonix.media.sniff import FORMATS_TEXT, sniff

MIN_SECONDS = 0.1
_MOST_PADDING_S = 0.5
_RATES_HZ = range(4_000, 768_001)
_MAX_CHANNELS = 24
_CODECS = {"mp3", "mp3float", "mp2", "mp2float", "mp1", "mp1float", "aac", "alac", "flac", "vorbis", "opus"}
_SHORT_NAMES = {"mp3float": "mp3", "mp2float": "mp2", "mp1float": "mp1"}
_ENCRYPTED_TAGS = {"drms", "enca", "drmi", "encv", "aavd"}
_TEXT_ENCODING = "latin-1"


class Probe(msgspec.Struct, frozen=True):
    """What the file is.

    Attributes:
        source_format: short name of container or codec, whichever people call it by, e.g. "mp3", "alac", "wav".
        claimed_s: length the headers declare; None where they only allow a guess (MP3 without a Xing header, raw AAC).
        guessed_s: what FFmpeg makes of it, good for a progress bar.
        exact_s: length after which everything is encoder padding, where FFmpeg leaves that to us (MP4).
    """

    container: str
    codec: str
    source_format: str
    claimed_s: float | None
    guessed_s: float | None
    exact_s: Fraction | None


@contextmanager
def opened(path: Path, container: str) -> Iterator[InputContainer]:
    """The file under the one demuxer `sniff` named, reading nothing but this file.

    Metadata arrives byte for byte as Latin-1; `sonix.media.tags` finds the real encoding.
    """
    with path.open("rb") as file:
        try:
            opened_container = av.open(
                file,
                "r",
                format=container,
                options={"format_whitelist": container, "protocol_whitelist": "file"},
                metadata_encoding=_TEXT_ENCODING,
            )
        except MemoryError:
            raise
        except (av.FFmpegError, ValueError) as error:
            raise broken() from error
        with opened_container:
            yield opened_container


def broken() -> MediaRefused:
    """What people are told when the bytes make no sense."""
    return MediaRefused("broken", "The file is damaged: its sound can't be read.")


def probe(path: Path, max_seconds: float) -> Probe:
    """Looks without decoding. Raises MediaRefused with one of the codes in docs/media.md."""
    container_name = sniff(path)
    with opened(path, container_name) as container:
        stream = audio_stream(container)
        codec = stream.codec_context.name
        guessed_s = _duration_s(container, stream)
        exact_s = _exact_s(container, stream) if container_name == "mov" else None
        claimed_s = guessed_s if _declares_duration(path, container_name) else None
        if container_name == "wav" and claimed_s is not None:
            claimed_s *= declared_share(path)
        if claimed_s is not None and claimed_s > max_seconds:
            raise too_long(max_seconds)
        if claimed_s is not None and 0 < claimed_s < MIN_SECONDS:
            raise too_short()
        return Probe(container_name, codec, _source_format(container_name, codec), claimed_s, guessed_s, exact_s)


def audio_stream(container: InputContainer) -> AudioStream:
    """The first audio stream, when it is one we decode."""
    if not container.streams.audio:
        raise MediaRefused("no_audio", "There is no sound in this file.")
    stream = container.streams.audio[0]
    context = stream.codec_context
    if context is None:
        raise broken()
    if context.codec_tag.strip("\0").lower() in _ENCRYPTED_TAGS:
        raise MediaRefused("encrypted", "The file is copy-protected. Use an unprotected copy.")
    if context.name not in _CODECS and not context.name.startswith("pcm_"):
        raise MediaRefused("unsupported_format", f"This kind of sound can't be used here. Sonix takes {FORMATS_TEXT}.")
    if context.sample_rate not in _RATES_HZ or not 1 <= context.channels <= _MAX_CHANNELS:
        raise broken()
    return stream


def too_long(max_seconds: float) -> MediaRefused:
    """What people are told about a file over the limit."""
    hours, minutes = divmod(round(max_seconds / 60), 60)
    limit = f"{hours} h {minutes} min" if hours and minutes else f"{hours} h" if hours else f"{minutes} min"
    if max_seconds < 60:
        limit = f"{max_seconds:g} s"
    return MediaRefused("too_long", f"The track is longer than {limit}, the most allowed here.")


def too_short() -> MediaRefused:
    """What people are told about a file under the limit."""
    return MediaRefused("too_short", "The track is shorter than a tenth of a second.")


def _source_format(container: str, codec: str) -> str:
    short = _SHORT_NAMES.get(codec, codec)
    return container if short.startswith("pcm_") else short


def _duration_s(container: InputContainer, stream: AudioStream) -> float | None:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return None if container.duration is None else container.duration / av.time_base


def _exact_s(container: InputContainer, stream: AudioStream) -> Fraction | None:
    """The edit list's length, or iTunes' own note of it: ` 00000000 00000840 000001CA 00000000003F31F6 ...`."""
    if stream.duration is None or stream.time_base is None:
        return None
    by_edit_list = stream.duration * stream.time_base
    note = re.match(r"(?:\s*[0-9A-Fa-f]{8}){3}\s+([0-9A-Fa-f]{16})\b", container.metadata.get("iTunSMPB", ""))
    by_note = Fraction(int(note[1], 16), stream.codec_context.sample_rate) if note else by_edit_list
    return by_note if 0 < by_edit_list - by_note < _MOST_PADDING_S else by_edit_list


def _declares_duration(path: Path, container: str) -> bool:
    return container != "aac" and (container != "mp3" or has_frame_count(path))

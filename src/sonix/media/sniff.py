"""What a file is by its first bytes. Its name and claims are not believed; only a known container goes on to FFmpeg.

FFmpeg would otherwise guess, and some of its guesses (playlists, concat scripts) open other files.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from sonix.media.errors import MediaRefused

FORMATS_TEXT = "MP3, M4A (AAC or ALAC), FLAC, Ogg Vorbis, Opus, WAV and AIFF"
_SEARCH_BYTES = 65_536
_MOV_ATOMS = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_OTHER_MUSIC = {
    b"wvpk": "WavPack",
    b"MAC ": "Monkey's Audio",
    b"\x30\x26\xb2\x75": "Windows Media",
    b"TTA1": "True Audio",
    b"MThd": "MIDI",
    b"DSD ": "DSD",
    b".ra\xfd": "RealAudio",
    b"#!AM": "AMR",
    b"caff": "Core Audio",
    b"MPCK": "Musepack",
    b"MP+": "Musepack",
    b"\x1a\x45\xdf\xa3": "Matroska or WebM",
}
_NOT_MUSIC = {
    b"PK\x03\x04": "a ZIP archive",
    b"PK\x05\x06": "a ZIP archive",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\x1f\x8b": "a compressed archive",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"SQLi": "a database",
}
_BITRATES_KBPS = {
    3: {
        1: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
        2: (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
        3: (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    },
    2: {
        1: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
        2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
        3: (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    },
}
_RATES_HZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def sniff(path: Path) -> str:
    """Names the FFmpeg demuxer for the file: mp3, aac, mov, flac, ogg, wav or aiff.

    Raises MediaRefused: `empty`, `not_audio` or `unsupported_format`.
    """
    with path.open("rb") as file:
        return _sniff_open(file)


def _sniff_open(file: BinaryIO) -> str:
    head = file.read(16)
    if not head:
        raise MediaRefused("empty", "The file is empty.")
    start = 0
    while head[:3] == b"ID3":
        size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9] if len(head) >= 10 else 0
        start += 10 + size + (10 if len(head) > 5 and head[5] & 0x10 else 0)
        file.seek(start)
        head = file.read(16)
    found = _by_signature(head)
    if found is not None:
        return found
    _refuse_others(head)
    file.seek(start)
    found = _mpeg_stream(file.read(_SEARCH_BYTES))
    if found is not None:
        return found
    if head.lstrip().startswith((b"<", b"{", b"#")):
        raise MediaRefused("not_audio", "This file is a text or a web page, not music, whatever its name says.")
    if start > 0:
        raise MediaRefused("broken", "The file has tags, but no sound Sonix can read follows them.")
    raise MediaRefused("not_audio", f"This is not a music file that Sonix knows. It takes {FORMATS_TEXT}.")


def _by_signature(head: bytes) -> str | None:
    match head[:4], head[4:8], head[8:12]:
        case b"fLaC", _, _:
            return "flac"
        case b"OggS", _, _:
            return "ogg"
        case ((b"RIFF" | b"RF64" | b"BW64"), _, b"WAVE"):
            return "wav"
        case b"FORM", _, (b"AIFF" | b"AIFC"):
            return "aiff"
        case _, atom, _ if atom in _MOV_ATOMS:
            return "mov"
        case _:
            return None


def _refuse_others(head: bytes) -> None:
    for magic, name in _OTHER_MUSIC.items():
        if head.startswith(magic):
            raise MediaRefused("unsupported_format", f"{name} files can't be used here. Sonix takes {FORMATS_TEXT}.")
    for magic, name in _NOT_MUSIC.items():
        if head.startswith(magic):
            raise MediaRefused("not_audio", f"This file is {name}, not music, whatever its name says.")


def _mpeg_stream(data: bytes) -> str | None:
    """Finds three frames in a row, each beginning where the one before said it would end."""
    at = data.find(b"\xff")
    while 0 <= at < len(data) - 7:
        for name, length in (("aac", _adts_frame_bytes), ("mp3", _mpeg_frame_bytes)):
            end, frames = at, 0
            while frames < 3 and (size := length(data[end : end + 7])):
                end, frames = end + size, frames + 1
            if frames == 3 or (frames and end >= len(data)):
                return name
        at = data.find(b"\xff", at + 1)
    return None


def _adts_frame_bytes(head: bytes) -> int:
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0 or (head[2] >> 2 & 0xF) > 12:
        return 0
    size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return size if size > 7 else 0


def _mpeg_frame_bytes(head: bytes) -> int:
    """Length of an MPEG audio frame (ISO 11172-3, 13818-3), 0 when this is no header of one."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bitrate, rate, padding = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if version == 1 or layer == 0 or bitrate in {0, 15} or rate == 3:
        return 0
    bits = _BITRATES_KBPS[3 if version == 3 else 2][layer][bitrate - 1] * 1000
    rate_hz = _RATES_HZ[version][rate]
    if layer == 3:
        return (12 * bits // rate_hz + padding) * 4
    samples = 576 if layer == 1 and version != 3 else 1152
    return samples // 8 * bits // rate_hz + padding

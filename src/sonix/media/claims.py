"""What headers claim about length, read without FFmpeg, which quietly corrects or guesses it."""

from __future__ import annotations

from pathlib import Path

_OPEN_ENDED = 0x7FFFFF00
_MOST_CHUNKS = 1_000


def has_frame_count(path: Path) -> bool:
    """Whether an MP3 declares its length (Xing, Info or VBRI in its first frame) or leaves it to guessing."""
    with path.open("rb") as file:
        head = file.read(10)
        tagged = head[:3] == b"ID3" and len(head) == 10
        file.seek(10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]) if tagged else 0)
        first = file.read(4096)
    return any(name in first for name in (b"Xing", b"Info", b"VBRI"))


def declared_share(path: Path) -> float:
    """How many times more sound a WAV declares than it holds; 1 for an honest one and for one of unknown length.

    Programs that write to a pipe leave 0 or a huge number where the length belongs.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(12)
        for _ in range(_MOST_CHUNKS):
            chunk = file.read(8)
            if len(chunk) < 8:
                return 1.0
            length = int.from_bytes(chunk[4:], "little")
            if chunk[:4] == b"data":
                there = size - file.tell()
                return max(1.0, length / there) if there > 0 and length < _OPEN_ENDED else 1.0
            file.seek(length + length % 2, 1)
    return 1.0

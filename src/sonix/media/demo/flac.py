"""Writes a piece as tagged FLAC with its cover inside."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from sonix.media.demo.sound import RATE_HZ, Wave

_LAST = 0x80
_PICTURE = 6
_FRONT_COVER = 3
_CHUNK = 48_000


def write_flac(path: Path, sound: Wave, tags: dict[str, str], cover_png: bytes, cover_side: int) -> None:
    """16 bits with triangular dither, so that a fade ends in quiet and not in steps. Same input, same bytes."""
    rng = np.random.default_rng(5)
    with av.open(str(path), "w", format="flac", options={"fflags": "+bitexact"}) as container:
        container.metadata.update(tags)
        stream = container.add_stream("flac", rate=RATE_HZ, layout="stereo")
        stream.format = av.AudioFormat("s16")
        for start in range(0, len(sound), _CHUNK):
            part = sound[start : start + _CHUNK]
            dither = rng.random(part.shape, np.float32) - rng.random(part.shape, np.float32)
            whole = np.clip(np.rint(part * 32_767 + dither), -32_768, 32_767).astype(np.int16)
            frame = av.AudioFrame.from_ndarray(whole.reshape(1, -1), format="s16", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = RATE_HZ, start, Fraction(1, RATE_HZ)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    path.write_bytes(_with_picture(path.read_bytes(), cover_png, cover_side))


def _with_picture(flac: bytes, png: bytes, side: int) -> bytes:
    """Puts a PICTURE block after the metadata blocks there are (FLAC format, RFC 9639, section 8.8)."""
    at = 4
    while not flac[at] & _LAST:
        at += 4 + int.from_bytes(flac[at + 1 : at + 4], "big")
    end = at + 4 + int.from_bytes(flac[at + 1 : at + 4], "big")
    mime = b"image/png"
    fields = (_FRONT_COVER, len(mime)), mime, (0, side, side, 24, 0, len(png)), png
    body = b"".join(
        field if isinstance(field, bytes) else b"".join(number.to_bytes(4, "big") for number in field)
        for field in fields
    )
    picture = bytes([_LAST | _PICTURE]) + len(body).to_bytes(3, "big") + body
    return flac[:at] + bytes([flac[at] & ~_LAST]) + flac[at + 1 : end] + picture + flac[end:]

"""A WebM writer for one Opus track that knows where it puts every packet.

libavformat's writer would do, but it hides the offsets the packet index is made of, and its bytes change with its
version. Element numbers and rules: RFC 9559 (Matroska), RFC 8794 (EBML).
"""

from __future__ import annotations

import struct
from typing import BinaryIO

from sonix.media.decode import RATE_HZ
from sonix.media.opus import FRAME, opus_head

_CLUSTER_PACKETS = 250
_PACKET_MS = FRAME * 1000 // RATE_HZ
_SEEK_PREROLL_NS = 80_000_000
_NS_PER_S = 1_000_000_000
_UNKNOWN = 0


class WebmWriter:
    """Streams clusters out and patches length, duration and cue position at the end; the file must be seekable."""

    def __init__(self, audio: BinaryIO, index: BinaryIO, pre_skip: int) -> None:
        self._audio = audio
        self._index = index
        self._pre_skip = pre_skip
        self._pending: list[bytes] = []
        self._cues: list[tuple[int, int]] = []
        self.packets = 0
        self._write_head()

    def _write_head(self) -> None:
        self._audio.write(_ebml_header() + b"\x18\x53\x80\x67")
        self._segment_size_at = self._audio.tell()
        self._audio.write(_wide_size(_UNKNOWN))
        self._segment_at = self._audio.tell()
        info = self._info(0)
        tracks = self._tracks()
        seek_bytes = len(self._seek_head(0, 0, 0))
        self._info_at = seek_bytes
        self._tracks_at = seek_bytes + len(info)
        self._audio.write(self._seek_head(self._info_at, self._tracks_at, 0) + info + tracks)

    def add(self, packet: bytes) -> None:
        self._pending.append(packet)
        if len(self._pending) > _CLUSTER_PACKETS:
            self._write_cluster(self._pending[:_CLUSTER_PACKETS], discard=None)
            del self._pending[:_CLUSTER_PACKETS]

    def finish(self, samples: int) -> None:
        """`samples` is the exact length; whatever the packets hold beyond it is marked to be discarded."""
        total = self.packets + len(self._pending)
        discard = total * FRAME - self._pre_skip - samples
        self._write_cluster(self._pending, discard=discard)
        cues_at = self._audio.tell() - self._segment_at
        self._audio.write(self._cues_element())
        end = self._audio.tell()
        self._audio.seek(self._segment_size_at)
        self._audio.write(_wide_size(end - self._segment_at))
        head = self._seek_head(self._info_at, self._tracks_at, cues_at)
        self._audio.write(head + self._info(samples))
        self._audio.seek(end)

    def _write_cluster(self, packets: list[bytes], discard: int | None) -> None:
        body = bytearray(_uint(b"\xe7", self.packets * _PACKET_MS))
        spots: list[int] = []
        for number, packet in enumerate(packets):
            block = b"\x81" + struct.pack(">hB", number * _PACKET_MS, 0x80 if discard is None else 0)
            last = discard is not None and number == len(packets) - 1
            if not last:
                block = block[:3] + b"\x80"
                body += b"\xa3" + _size(len(block) + len(packet)) + block
            else:
                padding = _signed(b"\x75\xa2", -(-(discard or 0) * _NS_PER_S // RATE_HZ))
                inner = b"\xa1" + _size(len(block) + len(packet)) + block
                body += b"\xa0" + _size(len(inner) + len(packet) + len(padding)) + inner
            spots.append(len(body))
            body += packet
            if last:
                body += padding
        start = self._audio.tell()
        head = b"\x1f\x43\xb6\x75" + _wide_size(len(body))
        self._cues.append((self.packets * _PACKET_MS, start - self._segment_at))
        self._audio.write(head + body)
        entries = (
            struct.pack("<IH", start + len(head) + spot, len(packet))
            for spot, packet in zip(spots, packets, strict=True)
        )
        self._index.write(b"".join(entries))
        self.packets += len(packets)

    def _seek_head(self, info_at: int, tracks_at: int, cues_at: int) -> bytes:
        targets = ((b"\x15\x49\xa9\x66", info_at), (b"\x16\x54\xae\x6b", tracks_at), (b"\x1c\x53\xbb\x6b", cues_at))
        seeks = (_element(b"\x53\xab", name) + _element(b"\x53\xac", at.to_bytes(8, "big")) for name, at in targets)
        return _element(b"\x11\x4d\x9b\x74", b"".join(_element(b"\x4d\xbb", seek) for seek in seeks))

    def _info(self, samples: int) -> bytes:
        duration_ms = (samples + self._pre_skip) * 1000 / RATE_HZ
        return _element(
            b"\x15\x49\xa9\x66",
            _uint(b"\x2a\xd7\xb1", 1_000_000)
            + _element(b"\x44\x89", struct.pack(">d", duration_ms))
            + _element(b"\x4d\x80", b"sonix")
            + _element(b"\x57\x41", b"sonix"),
        )

    def _tracks(self) -> bytes:
        audio = _element(b"\xb5", struct.pack(">d", RATE_HZ)) + _uint(b"\x9f", 2)
        entry = (
            _uint(b"\xd7", 1)
            + _uint(b"\x73\xc5", 1)
            + _uint(b"\x83", 2)
            + _uint(b"\x9c", 0)
            + _element(b"\x86", b"A_OPUS")
            + _element(b"\x63\xa2", opus_head(self._pre_skip))
            + _uint(b"\x56\xaa", self._pre_skip * _NS_PER_S // RATE_HZ)
            + _uint(b"\x56\xbb", _SEEK_PREROLL_NS)
            + _element(b"\xe1", audio)
        )
        return _element(b"\x16\x54\xae\x6b", _element(b"\xae", entry))

    def _cues_element(self) -> bytes:
        points = (
            _element(b"\xbb", _uint(b"\xb3", time_ms) + _element(b"\xb7", _uint(b"\xf7", 1) + _uint(b"\xf1", at)))
            for time_ms, at in self._cues
        )
        return _element(b"\x1c\x53\xbb\x6b", b"".join(points))


def _ebml_header() -> bytes:
    return _element(
        b"\x1a\x45\xdf\xa3",
        _uint(b"\x42\x86", 1)
        + _uint(b"\x42\xf7", 1)
        + _uint(b"\x42\xf2", 4)
        + _uint(b"\x42\xf3", 8)
        + _element(b"\x42\x82", b"webm")
        + _uint(b"\x42\x87", 4)
        + _uint(b"\x42\x85", 2),
    )


def _element(name: bytes, body: bytes) -> bytes:
    return name + _size(len(body)) + body


def _size(length: int) -> bytes:
    """The shortest EBML number; all ones is kept for 'unknown'."""
    width = next(width for width in range(1, 9) if length < (1 << 7 * width) - 1)
    return (length | 1 << 7 * width).to_bytes(width, "big")


def _wide_size(length: int) -> bytes:
    return (length | 1 << 56).to_bytes(8, "big")


def _uint(name: bytes, value: int) -> bytes:
    return _element(name, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))


def _signed(name: bytes, value: int) -> bytes:
    return _element(name, value.to_bytes(8, "big", signed=True))

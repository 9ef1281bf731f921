"""The file a backup is: a plain tar of regular files that ends with a seal.

The seal is a hash over every member's name, size and content, so a file that was cut, changed or added to is told.
Members are read header by header and never extracted by their names: there are no links, no devices, no extended
headers, and nothing is held in memory that a stranger's file could blow up.
"""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from sonix.core.errors import SonixError

BLOCK_BYTES = 512
CHUNK_BYTES = 256 * 1024
MAX_MEMBER_BYTES = 8**11 - 1
"""What a plain tar's size field holds: 8 GB."""
SEAL = "seal.json"
_MAX_SEAL_BYTES = 1000
_NAME = re.compile(r"[A-Za-z0-9_-]+(\.[a-z0-9]+)?(/[A-Za-z0-9_-]+(\.[a-z0-9]+)?){0,3}")


def bad_archive(reason: str) -> SonixError:
    """The file is not one of ours, or not whole."""
    return SonixError("bad_backup", f"This is not a whole Sonix backup: {reason}. Nothing was changed.", status=400)


class Seal:
    """A hash over all that was written or read so far."""

    def __init__(self) -> None:
        self.members = 0
        self._digest = hashlib.sha256()

    def add(self, name: str, size_bytes: int, content: bytes) -> None:
        """Count a member whose content has this hash."""
        self.members += 1
        self._digest.update(f"{name} {size_bytes} {content.hex()}\n".encode())

    def encoded(self) -> bytes:
        """What the seal's own member holds."""
        return json.dumps({"members": self.members, "sha256": self._digest.hexdigest()}).encode()


class ArchiveWriter:
    """Writes members one after the other; `finish` puts the seal on."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._seal = Seal()
        self._name: str | None = None
        self._left = self._size = 0
        self._content = hashlib.sha256()

    def begin(self, name: str, size_bytes: int, mode: int = 0o644) -> None:
        """A member of exactly so many bytes follows."""
        if size_bytes > MAX_MEMBER_BYTES:
            raise SonixError("too_large", f"{name} is too large for a backup.", status=413)
        info = tarfile.TarInfo(name)
        info.size, info.mode = size_bytes, mode
        self._out.write(info.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict"))
        self._name, self._left, self._size = name, size_bytes, size_bytes
        self._content = hashlib.sha256()

    def write(self, data: bytes) -> None:
        """Go on with the member; ValueError when it would become longer than was said."""
        if len(data) > self._left:
            raise ValueError("longer than announced")
        self._out.write(data)
        self._content.update(data)
        self._left -= len(data)

    def end(self) -> None:
        """The member is whole; ValueError when it is not."""
        if self._left or self._name is None:
            raise ValueError("shorter than announced")
        self._out.write(b"\0" * (-self._size % BLOCK_BYTES))
        self._seal.add(self._name, self._size, self._content.digest())
        self._name = None

    def add(self, name: str, data: bytes, mode: int = 0o644) -> None:
        """A whole small member."""
        self.begin(name, len(data), mode)
        self.write(data)
        self.end()

    def finish(self) -> None:
        """The seal, and tar's own end."""
        self.add(SEAL, self._seal.encoded(), 0o644)
        self._out.write(b"\0" * (2 * BLOCK_BYTES))


@dataclass(frozen=True)
class Member:
    """One member; its chunks must be read before the next one is asked for."""

    name: str
    size_bytes: int
    chunks: Iterator[bytes]


def members(file: BinaryIO) -> Iterator[Member]:
    """Every member but the seal, which is checked at the end.

    Raises:
        SonixError: `bad_backup`, at the latest after the last member: use nothing before that is known.
    """
    seal = Seal()
    while True:
        name, size_bytes = _header(file)
        if name == SEAL:
            if size_bytes > _MAX_SEAL_BYTES or _exactly(file, size_bytes) != seal.encoded():
                raise bad_archive("its seal does not fit its content")
            _padding(file, size_bytes)
            if file.read(2 * BLOCK_BYTES) != b"\0" * (2 * BLOCK_BYTES) or file.read(1):
                raise bad_archive("something follows its end")
            return
        content = hashlib.sha256()
        chunks = _chunks(file, size_bytes, content)
        yield Member(name, size_bytes, chunks)
        for _ in chunks:
            pass
        _padding(file, size_bytes)
        seal.add(name, size_bytes, content.digest())


def _header(file: BinaryIO) -> tuple[str, int]:
    try:
        info = tarfile.TarInfo.frombuf(_exactly(file, BLOCK_BYTES), "ascii", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError, ValueError) as wrong:
        raise bad_archive("a header in it can't be read") from wrong
    if info.type != tarfile.REGTYPE or not _NAME.fullmatch(info.name) or not 0 <= info.size <= MAX_MEMBER_BYTES:
        raise bad_archive("there is something in it that Sonix never writes")
    return info.name, info.size


def _chunks(file: BinaryIO, size_bytes: int, content: hashlib._Hash) -> Iterator[bytes]:
    while size_bytes:
        data = _exactly(file, min(size_bytes, CHUNK_BYTES))
        content.update(data)
        size_bytes -= len(data)
        yield data


def _padding(file: BinaryIO, size_bytes: int) -> None:
    if any(_exactly(file, -size_bytes % BLOCK_BYTES)):
        raise bad_archive("there is something in it that Sonix never writes")


def _exactly(file: BinaryIO, length: int) -> bytes:
    data = file.read(length)
    if len(data) != length:
        raise bad_archive("it ends too early")
    return data

"""A zip that is made while it is sent: what is in memory is one piece of one file, and the table of contents."""

from __future__ import annotations

import time
import zipfile
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import IO, cast


@dataclass
class _Sink:
    """What the zip is written to: it can't go back, and gives away what it has."""

    pieces: list[bytes] = field(default_factory=list)
    length: int = 0

    def write(self, data: bytes) -> int:
        self.pieces.append(bytes(data))
        self.length += len(data)
        return len(data)

    def tell(self) -> int:
        return self.length

    def flush(self) -> None:
        """Nothing is held back."""

    def seekable(self) -> bool:
        return False

    def taken(self) -> Iterator[bytes]:
        pieces, self.pieces = self.pieces, []
        yield from pieces


class ZipStream:
    """Files one after the other. `add` and `end` yield what is to be sent."""

    def __init__(self) -> None:
        self._sink = _Sink()
        self._zip = zipfile.ZipFile(cast(IO[bytes], self._sink), "w")

    async def add(self, name: str, chunks: AsyncIterator[bytes], *, packed: bool) -> AsyncGenerator[bytes, None]:
        """One file; `packed`: make it smaller (music is as small as it gets)."""
        info = zipfile.ZipInfo(name, date_time=time.gmtime()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        with self._zip.open(info, "w", force_zip64=True) as out:
            async for chunk in chunks:
                out.write(chunk)
                for piece in self._sink.taken():
                    yield piece
        for piece in self._sink.taken():
            yield piece

    def end(self) -> Iterator[bytes]:
        """The table of contents."""
        self._zip.close()
        yield from self._sink.taken()

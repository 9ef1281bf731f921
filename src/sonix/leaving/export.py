""" "Export my data": a zip with what the database knows of somebody, and the music they brought and own."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

import msgspec
from sqlalchemy import select

from sonix.db.engine import Database
from sonix.db.tables_library import tracks
from sonix.leaving.belongings import belongings, json_of
from sonix.leaving.zip_stream import ZipStream
from sonix.storage.port import Storage, original_key, rendition_key

PAGE_ROWS = 200
MUSIC = ("audio/", "originals/")
README = """This is everything this Sonix keeps about you, as of the moment it was made.

*.json              what the database knows, a file for each kind. Instants ending in _s are seconds since 1970;
                    those ending in _us are microseconds of the rooms' own time.
audio/<track>.webm  the music you own here, as rooms play it (Opus). tracks.json says which is which.
originals/<track>   the files you uploaded, where this Sonix keeps them.
missing.json        music that should be here and could not be read.

Music that somebody else brought first is theirs; tracks.json names it, since you brought it too.
"""


@dataclass(frozen=True)
class _File:
    name: str
    key: str
    size_bytes: int


class Export:
    """One export of one person."""

    def __init__(self, database: Database, storage: Storage, user_id: str) -> None:
        self._database = database
        self._storage = storage
        self._user_id = user_id

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """The zip, piece by piece. Nothing is prepared, and nothing is held but what is being sent."""
        zipped = ZipStream()
        async for name, chunks in self._entries():
            # Closed here and not whenever it is collected: whoever downloads may go away in the middle.
            async with aclosing(zipped.add(name, chunks, packed=not name.startswith(MUSIC))) as pieces:
                async for piece in pieces:
                    yield piece
        for piece in zipped.end():
            yield piece

    async def _entries(self) -> AsyncIterator[tuple[str, AsyncIterator[bytes]]]:
        yield "README.txt", _whole(README.encode())
        for kind in belongings(self._user_id):
            yield f"{kind.name}.json", json_of(self._database, kind)
        missing: list[str] = []
        async for file in self._files(missing):
            yield file.name, self._storage.open_range(file.key, 0, file.size_bytes)
        yield "missing.json", _whole(msgspec.json.encode(missing))

    async def _files(self, missing: list[str]) -> AsyncIterator[_File]:
        """Music files that are there; names of the others go to `missing`."""
        after = ""
        while True:
            page = await self._page(after)
            for track_id, name, key in page:
                size_bytes = await self._storage.size(key)
                if size_bytes is None:
                    missing.append(name)
                else:
                    yield _File(name, key, size_bytes)
                after = track_id
            if not page:
                return

    async def _page(self, after: str) -> list[tuple[str, str, str]]:
        """Track, name in the zip, and key of the next files."""
        columns = (tracks.c.track_id, tracks.c.rendition_id, tracks.c.original_kept, tracks.c.source_sha256)
        owned = select(*columns).where(tracks.c.owner_id == self._user_id, tracks.c.track_id > after)
        async with self._database.read() as connection:
            rows = (await connection.execute(owned.order_by(tracks.c.track_id).limit(PAGE_ROWS))).all()
        found: list[tuple[str, str, str]] = []
        for row in rows:
            id_ = row.track_id
            found.append((id_, f"audio/{id_}.webm", rendition_key(row.rendition_id, "audio.webm")))
            if row.original_kept:
                found.append((id_, f"originals/{id_}", original_key(row.source_sha256)))
        return found


async def _whole(data: bytes) -> AsyncIterator[bytes]:
    yield data

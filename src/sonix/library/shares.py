"""What everybody owns, counted: written in the transaction that changes whose a track is, or what is kept of it.

Adding up all tracks takes longer the more there are, and it is asked before each upload, by quotas, and by lists of the
administration. What the instance itself brought (an import, the demo) is counted under the id `INSTANCE`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, case, delete, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.db.engine import Database
from sonix.db.tables_library import shares, tracks
from sonix.db.upsert import add_up

INSTANCE = ""
INDEX_BYTES_A_PACKET = 6


@dataclass(frozen=True)
class Share:
    """What somebody owns, or how much more of it (or less)."""

    bytes: int = 0
    tracks: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.bytes + other.bytes, self.tracks + other.tracks)

    def __neg__(self) -> Share:
        return Share(-self.bytes, -self.tracks)


class Changes:
    """Who has how much more, gathered and written as the last thing of a transaction: whoever changes the same shares
    waits for as short as can be."""

    def __init__(self) -> None:
        self._more: dict[str, Share] = {}

    def add(self, owner_id: str | None, more: Share) -> None:
        """Note that somebody (None: the instance) has that much more."""
        key = INSTANCE if owner_id is None else owner_id
        self._more[key] = self._more.get(key, Share()) + more

    async def write(self, connection: AsyncConnection) -> None:
        """Write them down. Shares of nothing go: their owner may have left."""
        changed = {key: more for key, more in self._more.items() if more != Share()}
        rows = [{"owner_id": key, "bytes": more.bytes, "tracks": more.tracks} for key, more in changed.items()]
        await add_up(connection, shares, rows)
        await _drop_nothings(connection, [key for key, more in changed.items() if more.tracks < 0])


def kept_bytes() -> ColumnElement[Any]:
    """What a row of `tracks` keeps on disk: its rendition with the index of it, and the original when it is kept."""
    original = case((tracks.c.original_kept.is_(True), tracks.c.source_bytes), else_=0)
    return tracks.c.size_bytes + tracks.c.packets * INDEX_BYTES_A_PACKET + original


def share_of_row(row: Mapping[str, Any] | RowMapping) -> Share:
    """What one row of `tracks` counts for."""
    original = row["source_bytes"] if row["original_kept"] else 0
    return Share(row["size_bytes"] + row["packets"] * INDEX_BYTES_A_PACKET + original, 1)


async def shares_of(connection: AsyncConnection, user_ids: Collection[str]) -> dict[str, Share]:
    """What each of these people owns; who owns nothing is left out."""
    if not user_ids:
        return {}
    owned = select(shares).where(shares.c.owner_id.in_(user_ids))
    return {row.owner_id: Share(row.bytes, row.tracks) for row in await connection.execute(owned)}


async def library_bytes(connection: AsyncConnection) -> int:
    """What all tracks keep."""
    return int((await connection.execute(select(func.coalesce(func.sum(shares.c.bytes), 0)))).scalar_one())


async def miscounted(connection: AsyncConnection) -> dict[str, Share]:
    """Who has how much more than is counted. Nobody, as long as tracks are written by this program only."""
    owner_id = func.coalesce(tracks.c.owner_id, INSTANCE).label("owner_id")
    there = select(owner_id, kept_bytes().label("bytes"), literal(1).label("tracks"))
    counted = select(shares.c.owner_id, (-shares.c.bytes).label("bytes"), (-shares.c.tracks).label("tracks"))
    both = union_all(there, counted).subquery()
    more = (func.sum(both.c.bytes).label("bytes"), func.sum(both.c.tracks).label("tracks"))
    grouped = select(both.c.owner_id, *more).group_by(both.c.owner_id).having((more[0] != 0) | (more[1] != 0))
    rows = await connection.execute(grouped)
    return {row.owner_id: Share(int(row.bytes), int(row.tracks)) for row in rows}


async def recount(database: Database) -> int:
    """Set right what is counted, after somebody wrote tracks by hand; returns of how many people it was wrong.

    Tracks may come and go meanwhile: what is missing stays the same, and is added.
    """
    async with database.read() as connection:
        wrong = await miscounted(connection)
    if not wrong:
        return 0
    async with database.transaction() as connection:
        # Held from here on, and looked at once more: another process may be setting the same right.
        await add_up(connection, shares, [{"owner_id": key, "bytes": 0, "tracks": 0} for key in wrong])
        changes = Changes()
        for key, more in (await miscounted(connection)).items():
            if key in wrong:
                changes.add(key, more)
        await changes.write(connection)
        await _drop_nothings(connection, wrong)
    return len(wrong)


async def _drop_nothings(connection: AsyncConnection, owner_ids: Collection[str]) -> None:
    if owner_ids:
        nothing = shares.c.owner_id.in_(sorted(owner_ids)) & (shares.c.tracks == 0)
        await connection.execute(delete(shares).where(nothing))

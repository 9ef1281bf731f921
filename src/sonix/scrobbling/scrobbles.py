"""Who has what they hear written down, and where; and the rows that wait to be, claimed by person and service."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

import msgspec
from sqlalchemy import ColumnElement, Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts.sealing import seal, unseal
from sonix.core.ids import new_id
from sonix.core.room.state import Track
from sonix.db.engine import Database
from sonix.db.tables_scrobbling import scrobblers, scrobbles
from sonix.db.upsert import insert_new
from sonix.scrobbling.services import Play, ServiceName

LEASE_S = 120
MAX_AT_ONCE = 50
"""Both services take as many in one request."""
MAX_WAITING = 5000
"""For one person and service; Last.fm takes nothing older than two weeks anyhow."""
MAX_ASKED = 500


@dataclass(frozen=True)
class Connection:
    """A person's account elsewhere, as they see it."""

    service: ServiceName
    known_as: str
    refused: bool
    waiting: int


@dataclass(frozen=True)
class Claimed:
    """Somebody's plays for one service, oldest first, to be sent now. `attempts` counts this claim."""

    user_id: str
    service: ServiceName
    token: str | None
    plays: tuple[Play, ...]
    ids: tuple[str, ...]
    attempts: int
    lease: str


class Scrobbles:
    """The rows."""

    def __init__(self, database: Database, sealing_key: bytes, now_s: Callable[[], float] = time.time) -> None:
        self._database = database
        self._key = sealing_key
        self._now_s = now_s
        self.waiting = asyncio.Event()

    async def connect(self, user_id: str, service: ServiceName, known_as: str, token: str) -> None:
        """Write down for `user_id` there from now on; what waits since a token was refused goes out with this one."""
        now_s = int(self._now_s())
        values = {
            "known_as": known_as[:160],
            "token_sealed": seal(self._key, token, _about(service)),
            "since_s": now_s,
            "refused_at_s": None,
            "run_after_s": now_s,
            "attempts": 0,
            "lease_owner": None,
        }
        row = {**values, "user_id": user_id, "service": service}
        async with self._database.transaction() as connection:
            await connection.execute(insert_new(connection.dialect.name, scrobblers).values(row))
            await connection.execute(update(scrobblers).where(_of(scrobblers, user_id, service)).values(values))
        self.waiting.set()

    async def disconnect(self, user_id: str, service: ServiceName) -> None:
        """Write nothing down there any more; what waits is forgotten."""
        async with self._database.transaction() as connection:
            for table in (scrobbles, scrobblers):
                await connection.execute(delete(table).where(_of(table, user_id, service)))

    async def connections(self, user_id: str) -> list[Connection]:
        """Where `user_id` has what they hear written down."""
        counted = select(scrobbles.c.service, func.count().label("waiting")).where(scrobbles.c.user_id == user_id)
        async with self._database.read() as connection:
            rows = (await connection.execute(select(scrobblers).where(scrobblers.c.user_id == user_id))).all()
            waiting: dict[str, int] = dict(
                (await connection.execute(counted.group_by(scrobbles.c.service))).tuples().all()
            )
        return [
            Connection(row.service, row.known_as, row.refused_at_s is not None, waiting.get(row.service, 0))
            for row in rows
        ]

    async def who_wants(self, user_ids: Collection[str]) -> set[str]:
        """Those of `user_ids` who have anything written down anywhere."""
        found: set[str] = set()
        ids = sorted(user_ids)
        for start in range(0, len(ids), MAX_ASKED):
            some = scrobblers.c.user_id.in_(ids[start : start + MAX_ASKED])
            async with self._database.read() as connection:
                found.update((await connection.execute(select(scrobblers.c.user_id).where(some))).scalars())
        return found

    async def add(self, user_id: str, track: Track, listened_at_s: int) -> None:
        """Have a play written down wherever that person wants it. The same play twice is one."""
        play = Play(track.artist, track.title, track.album, track.duration_us // 1_000_000, listened_at_s)
        async with self._database.transaction() as connection:
            wanted = select(scrobblers.c.service).where(scrobblers.c.user_id == user_id)
            for service in (await connection.execute(wanted)).scalars().all():
                mine = select(func.count()).select_from(scrobbles).where(_of(scrobbles, user_id, service))
                if (await connection.execute(mine)).scalar_one() >= MAX_WAITING:
                    continue
                row = {
                    "scrobble_id": new_id(),
                    "user_id": user_id,
                    "service": service,
                    "listened_at_s": listened_at_s,
                    "track_id": track.track_id,
                    "track": msgspec.json.encode(play).decode(),
                }
                await connection.execute(insert_new(connection.dialect.name, scrobbles).values(row))
        self.waiting.set()

    async def claim(self) -> Claimed | None:
        """Take what waits for one service of one person whose turn it is."""
        now_s, lease = int(self._now_s()), new_id()
        due = (scrobblers.c.run_after_s <= now_s) & scrobblers.c.refused_at_s.is_(None)
        waits = select(scrobbles.c.scrobble_id).where(
            scrobbles.c.user_id == scrobblers.c.user_id, scrobbles.c.service == scrobblers.c.service
        )
        first = select(scrobblers).where(due, waits.exists()).order_by(scrobblers.c.run_after_s, scrobblers.c.user_id)
        async with self._database.read() as connection:
            row = (await connection.execute(first.limit(1))).first()
        if row is None:
            return None
        of = _of(scrobblers, row.user_id, row.service)
        values = {"lease_owner": lease, "run_after_s": now_s + LEASE_S, "attempts": row.attempts + 1}
        oldest = select(scrobbles).where(_of(scrobbles, row.user_id, row.service))
        async with self._database.transaction() as connection:
            if (await connection.execute(update(scrobblers).where(of, due).values(values))).rowcount != 1:
                return None
            in_turn = oldest.order_by(scrobbles.c.listened_at_s, scrobbles.c.scrobble_id).limit(MAX_AT_ONCE)
            found = (await connection.execute(in_turn)).all()
        token = unseal(self._key, row.token_sealed, _about(row.service))
        plays = tuple(msgspec.json.decode(each.track, type=Play) for each in found)
        ids = tuple(each.scrobble_id for each in found)
        return Claimed(row.user_id, row.service, token, plays, ids, row.attempts + 1, lease)

    async def sent(self, claimed: Claimed) -> None:
        """These are written down there, or never will be."""
        async with self._database.transaction() as connection:
            await connection.execute(delete(scrobbles).where(scrobbles.c.scrobble_id.in_(claimed.ids)))
            free = {"lease_owner": None, "run_after_s": int(self._now_s()), "attempts": 0}
            await connection.execute(update(scrobblers).where(_held(claimed)).values(free))

    async def later(self, claimed: Claimed, pause_s: int) -> None:
        """The service can't be used just now."""
        async with self._database.transaction() as connection:
            again = {"lease_owner": None, "run_after_s": int(self._now_s()) + pause_s}
            await connection.execute(update(scrobblers).where(_held(claimed)).values(again))

    async def refused(self, claimed: Claimed) -> None:
        """The service does not know the token any more: nothing is lost, its owner is asked to connect again."""
        async with self._database.transaction() as connection:
            values = {"lease_owner": None, "refused_at_s": int(self._now_s())}
            await connection.execute(update(scrobblers).where(_held(claimed)).values(values))


def _about(service: str) -> str:
    return f"scrobbler {service}"


async def hand_on_scrobbles(connection: AsyncConnection, guest_id: str, user_id: str) -> None:
    """What a guest has written down elsewhere goes on as `user_id`'s, unless they have the same service already."""
    mine = select(scrobblers.c.service).where(scrobblers.c.user_id == user_id)
    known = (await connection.execute(mine)).scalars().all()
    for table in (scrobblers, scrobbles):
        theirs = table.c.user_id == guest_id
        await connection.execute(delete(table).where(theirs, table.c.service.in_(known)))
        await connection.execute(update(table).where(theirs).values(user_id=user_id))


def _of(table: Table, user_id: str, service: str) -> ColumnElement[bool]:
    return (table.c.user_id == user_id) & (table.c.service == service)


def _held(claimed: Claimed) -> ColumnElement[bool]:
    mine = _of(scrobblers, claimed.user_id, claimed.service)
    return mine & (scrobblers.c.lease_owner == claimed.lease)

"""Who has what they hear written down, and where: one row for a person and a service."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts.sealing import seal, unseal
from sonix.db.engine import Database
from sonix.db.tables_scrobbling import scrobblers, scrobbles
from sonix.db.upsert import insert_new
from sonix.scrobbling.services import ServiceName

MAX_ASKED = 500


@dataclass(frozen=True)
class Connection:
    """A person's account elsewhere, as they see it. `away`: the service could not be used when it was last asked."""

    service: ServiceName
    known_as: str
    refused: bool
    away: bool
    waiting: int


class Scrobblers:
    """The rows."""

    def __init__(self, database: Database, sealing_key: bytes, now_s: Callable[[], float] = time.time) -> None:
        self._database = database
        self._key = sealing_key
        self._now_s = now_s

    async def connect(self, user_id: str, service: ServiceName, known_as: str, token: str) -> None:
        """Write down for `user_id` there from now on; what waits since a token was refused goes out with this one."""
        now_s = int(self._now_s())
        values = {
            "known_as": known_as,
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
            await connection.execute(update(scrobblers).where(of(scrobblers, user_id, service)).values(values))

    async def disconnect(self, user_id: str, service: ServiceName) -> None:
        """Write nothing down there any more; what waits is forgotten."""
        async with self._database.transaction() as connection:
            await locked(connection, user_id)
            for table in (scrobblers, scrobbles):
                await connection.execute(delete(table).where(of(table, user_id, service)))

    async def connections(self, user_id: str) -> list[Connection]:
        """Where `user_id` has what they hear written down."""
        waits = (scrobbles.c.user_id == user_id) & scrobbles.c.sent_at_s.is_(None)
        counted = select(scrobbles.c.service, func.count().label("plays")).where(waits).group_by(scrobbles.c.service)
        async with self._database.read() as connection:
            rows = (await connection.execute(select(scrobblers).where(scrobblers.c.user_id == user_id))).all()
            waiting = {row.service: row.plays for row in await connection.execute(counted)}
        return [
            Connection(
                service=row.service,
                known_as=row.known_as,
                refused=row.refused_at_s is not None,
                away=row.attempts > (row.lease_owner is not None),
                waiting=waiting.get(row.service, 0),
            )
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

    def token_of(self, row: Row[Any]) -> str | None:
        """The token of somebody's row; None when it was sealed by another Sonix."""
        return unseal(self._key, row.token_sealed, _about(row.service))


def _about(service: str) -> str:
    return f"scrobbler {service}"


def of(table: Table, user_id: str, service: str) -> ColumnElement[bool]:
    """Somebody's rows of one service."""
    return (table.c.user_id == user_id) & (table.c.service == service)


async def locked(connection: AsyncConnection, *user_ids: str) -> Sequence[Row[Any]]:
    """Somebody's connections, which stay as they are until the transaction ends: two nodes do not both add a play."""
    theirs = select(scrobblers).where(scrobblers.c.user_id.in_(user_ids))
    in_order = theirs.order_by(scrobblers.c.user_id, scrobblers.c.service)
    return (await connection.execute(in_order.with_for_update())).all()


async def hand_on_scrobbles(connection: AsyncConnection, guest_id: str, user_id: str) -> None:
    """What a guest has written down elsewhere goes on as `user_id`'s, unless they have the same service already.

    What waits goes along, too, unless that is another account there.
    """
    rows = await locked(connection, guest_id, user_id)
    own = {row.service: row.known_as for row in rows if row.user_id == user_id}
    for row in rows:
        if row.user_id == user_id:
            continue
        theirs = of(scrobblers, guest_id, row.service)
        if row.service not in own:
            await connection.execute(update(scrobblers).where(theirs).values(user_id=user_id))
        if own.get(row.service, row.known_as) == row.known_as:
            await _hand_on_plays(connection, guest_id, user_id, row.service)
    for table in (scrobblers, scrobbles):
        await connection.execute(delete(table).where(table.c.user_id == guest_id))


async def _hand_on_plays(connection: AsyncConnection, guest_id: str, user_id: str, service: str) -> None:
    wanted = select(scrobbles.c.listened_at_s, scrobbles.c.track_id).where(of(scrobbles, user_id, service))
    for listened_at_s, track_id in (await connection.execute(wanted)).all():
        same = (scrobbles.c.listened_at_s == listened_at_s) & (scrobbles.c.track_id == track_id)
        await connection.execute(delete(scrobbles).where(of(scrobbles, guest_id, service), same))
    await connection.execute(update(scrobbles).where(of(scrobbles, guest_id, service)).values(user_id=user_id))

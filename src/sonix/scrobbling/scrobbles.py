"""Plays on their way: rows that wait to be written down elsewhere, claimed by person and service, sent in order.

A play that has been sent is kept for a while, so that another node, or another device of the same person, that tells
the same play a moment later adds nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.ids import new_id
from sonix.core.room.state import Track
from sonix.db.engine import Database
from sonix.db.tables_scrobbling import scrobblers, scrobbles
from sonix.db.upsert import insert_new
from sonix.scrobbling.attention import needed_us
from sonix.scrobbling.scrobblers import Scrobblers, locked, of
from sonix.scrobbling.services import SERVICES, Play, ServiceName, play_of

LEASE_S = 120
MAX_AT_ONCE = 50
"""Both services take as many in one request. After a failure it is half as many, down to one: who is to blame is left
alone in the end."""
MAX_WAITING = 5000
"""For one person and service; Last.fm takes nothing older than two weeks anyhow."""
KEPT_S = 7200
"""How long what was sent is kept."""


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
    """The rows. `waiting` says of a service that there may be something to send."""

    def __init__(self, database: Database, scrobblers: Scrobblers, now_s: Callable[[], float] = time.time) -> None:
        self._database = database
        self._scrobblers = scrobblers
        self._now_s = now_s
        self.waiting: Mapping[ServiceName, asyncio.Event] = {service: asyncio.Event() for service in SERVICES}

    async def add(self, user_id: str, track: Track, listened_at_s: int) -> None:
        """Have a play written down wherever that person wants it.

        Nobody hears a track twice in less time than it takes to count: what is told again is the same play.
        """
        play = play_of(track, listened_at_s)
        if play is None:
            return
        apart_s = needed_us(track.duration_us) // 1_000_000
        row = {
            "user_id": user_id,
            "listened_at_s": listened_at_s,
            "track_id": track.track_id,
            "track": msgspec.json.encode(play).decode(),
        }
        async with self._database.transaction() as connection:
            wanted = [one.service for one in await locked(connection, user_id)]
            for service in wanted:
                mine = of(scrobbles, user_id, service)
                if await _is_told(connection, mine, track.track_id, listened_at_s, apart_s):
                    continue
                new = {**row, "scrobble_id": new_id(), "service": service}
                await connection.execute(insert_new(connection.dialect.name, scrobbles).values(new))
        for service in wanted:
            self.waiting[service].set()

    async def claim(self, service: ServiceName) -> Claimed | None:
        """Take what waits for `service` of one person whose turn it is. None when there is nothing."""
        now_s, lease = int(self._now_s()), new_id()
        due = (scrobblers.c.run_after_s <= now_s) & scrobblers.c.refused_at_s.is_(None)
        waits = select(scrobbles.c.scrobble_id).where(
            scrobbles.c.user_id == scrobblers.c.user_id, scrobbles.c.service == service, scrobbles.c.sent_at_s.is_(None)
        )
        whose = select(scrobblers).where(scrobblers.c.service == service, due, waits.exists())
        first = whose.order_by(scrobblers.c.run_after_s, scrobblers.c.user_id).limit(1)
        while True:
            async with self._database.read() as connection:
                row = (await connection.execute(first)).first()
            if row is None:
                return None
            taken = {"lease_owner": lease, "run_after_s": now_s + LEASE_S, "attempts": row.attempts + 1}
            waiting = select(scrobbles).where(of(scrobbles, row.user_id, service), scrobbles.c.sent_at_s.is_(None))
            in_turn = waiting.order_by(scrobbles.c.listened_at_s, scrobbles.c.scrobble_id)
            async with self._database.transaction() as connection:
                mine = update(scrobblers).where(of(scrobblers, row.user_id, service), due)
                if (await connection.execute(mine.values(taken))).rowcount != 1:
                    continue  # another was faster
                found = (await connection.execute(in_turn.limit(max(1, MAX_AT_ONCE >> row.attempts)))).all()
            return Claimed(
                user_id=row.user_id,
                service=service,
                token=self._scrobblers.token_of(row),
                plays=tuple(msgspec.json.decode(each.track, type=Play) for each in found),
                ids=tuple(each.scrobble_id for each in found),
                attempts=row.attempts + 1,
                lease=lease,
            )

    async def sent(self, claimed: Claimed, left: Collection[int] = (), pause_s: int = 0) -> None:
        """These are written down there, or never will be; but those `left`, which go out again after `pause_s`."""
        now_s = int(self._now_s())
        gone = [scrobble_id for i, scrobble_id in enumerate(claimed.ids) if i not in left]
        async with self._database.transaction() as connection:
            await locked(connection, claimed.user_id)
            free = {"lease_owner": None, "run_after_s": now_s + pause_s, "attempts": 0}
            await connection.execute(update(scrobblers).where(_held(claimed)).values(free))
            done = update(scrobbles).where(scrobbles.c.scrobble_id.in_(gone))
            await connection.execute(done.values(sent_at_s=now_s))
            old = of(scrobbles, claimed.user_id, claimed.service) & (scrobbles.c.sent_at_s < now_s - KEPT_S)
            await connection.execute(delete(scrobbles).where(old))

    async def later(self, claimed: Claimed, pause_s: int) -> None:
        """The service can't be used just now."""
        again = {"lease_owner": None, "run_after_s": int(self._now_s()) + pause_s}
        async with self._database.transaction() as connection:
            await connection.execute(update(scrobblers).where(_held(claimed)).values(again))

    async def refused(self, claimed: Claimed) -> None:
        """The service does not know the token any more: nothing is lost, its owner is asked to connect again."""
        values = {"lease_owner": None, "refused_at_s": int(self._now_s()), "attempts": 0}
        async with self._database.transaction() as connection:
            await connection.execute(update(scrobblers).where(_held(claimed)).values(values))


def _held(claimed: Claimed) -> ColumnElement[bool]:
    mine = of(scrobblers, claimed.user_id, claimed.service)
    return mine & (scrobblers.c.lease_owner == claimed.lease)


async def _is_told(
    connection: AsyncConnection, mine: ColumnElement[bool], track_id: str, at_s: int, apart_s: int
) -> bool:
    """Whether that play is known already, or there are too many that wait."""
    near = scrobbles.c.listened_at_s.between(at_s - apart_s + 1, at_s + apart_s - 1)
    same = select(scrobbles.c.scrobble_id).where(mine, near, scrobbles.c.track_id == track_id).limit(1)
    if (await connection.execute(same)).first() is not None:
        return True
    waiting = select(func.count()).select_from(scrobbles).where(mine, scrobbles.c.sent_at_s.is_(None))
    return (await connection.execute(waiting)).scalar_one() >= MAX_WAITING

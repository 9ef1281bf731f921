"""What is to be told, as rows that wait: written once for each browser that wants it, claimed by whoever sends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, RowMapping, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.ids import new_id
from sonix.db.engine import Database
from sonix.db.tables_push import push_notes, push_subscriptions

LEASE_S = 60
MAX_TEXT_CHARS = 200
LIFE_S = {"mention": 4 * 3600, "opened": 3600, "test": 600}
_ADDRESS = tuple(push_subscriptions.c[name] for name in ("user_id", "endpoint", "p256dh", "auth_secret"))
_TO = (push_subscriptions.c.subscription_id, push_subscriptions.c.language)
Kind = Literal["mention", "opened", "test"]


class Note(msgspec.Struct, frozen=True):
    """What a browser's worker makes a notification of, in its own language. `path` is what a tap on it opens."""

    kind: Kind
    room: str
    path: str
    by: str = ""
    text: str = ""
    language: str = "en"


@dataclass(frozen=True)
class Due:
    """A claimed note and where it goes. `attempts` counts this claim."""

    note_id: str
    subscription_id: str
    user_id: str
    endpoint: str
    p256dh: str
    auth_secret: str
    payload: bytes
    topic: str
    expires_at_s: int
    attempts: int
    lease: str


class Notes:
    """The queue of notes."""

    def __init__(self, database: Database, now_s: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now_s = now_s
        self.waiting = asyncio.Event()

    async def add(self, user_ids: Collection[str], note: Note, topic: str) -> int:
        """Have `note` told wherever these people want that; returns in how many browsers.

        `topic` (32 characters of base64url at most) names what it is about: a later note of the same topic takes the
        place of one that waits, here and at a push service, so that nobody can make many wait.
        """
        table = push_subscriptions
        wanted = table.c.user_id.in_(user_ids) & _wishes(note.kind)
        async with self._database.transaction() as connection:
            found = (await connection.execute(select(*_TO).where(wanted))).all()
            if found:
                await _supersede(connection, [to.subscription_id for to in found], topic)
                rows = [self._row(to.subscription_id, note, topic, to.language) for to in found]
                await connection.execute(insert(push_notes), rows)
        if found:
            self.waiting.set()
        return len(found)

    async def add_one(self, subscription_id: str, note: Note, topic: str) -> None:
        """Have `note` told in one browser, whatever it wants to be told."""
        wanted = select(*_TO).where(push_subscriptions.c.subscription_id == subscription_id)
        async with self._database.transaction() as connection:
            to = (await connection.execute(wanted)).first()
            if to is None:
                return
            await connection.execute(insert(push_notes), [self._row(subscription_id, note, topic, to.language)])
        self.waiting.set()

    def _row(self, subscription_id: str, note: Note, topic: str, language: str) -> dict[str, str | int | None]:
        now_s = int(self._now_s())
        said = msgspec.structs.replace(note, text=note.text[:MAX_TEXT_CHARS], language=language)
        return {
            "note_id": new_id(),
            "subscription_id": subscription_id,
            "payload": msgspec.json.encode(said).decode(),
            "topic": topic,
            "expires_at_s": now_s + LIFE_S[note.kind],
            "run_after_s": now_s,
            "attempts": 0,
            "lease_owner": None,
        }

    async def claim(self, most: int, but: Collection[str] = ()) -> list[Due]:
        """Take up to `most` of those that are due, none for the people `but`; what is too late is forgotten."""
        now_s, lease = int(self._now_s()), new_id()
        due = push_notes.c.run_after_s <= now_s
        in_turn = select(push_notes.c.note_id).where(due).order_by(push_notes.c.run_after_s, push_notes.c.note_id)
        if but:
            in_turn = in_turn.join(push_subscriptions).where(push_subscriptions.c.user_id.not_in(but))
        async with self._database.read() as connection:
            ids = list((await connection.execute(in_turn.limit(most))).scalars())
        if not ids:
            return []
        take = update(push_notes).where(push_notes.c.note_id.in_(ids), due)
        more = {"attempts": push_notes.c.attempts + 1, "run_after_s": now_s + LEASE_S, "lease_owner": lease}
        async with self._database.transaction() as connection:
            await connection.execute(delete(push_notes).where(push_notes.c.expires_at_s <= now_s))
            await connection.execute(take.values(more))
            mine = push_notes.c.lease_owner == lease
            join = push_notes.join(push_subscriptions)
            found = await connection.execute(select(push_notes, *_ADDRESS).select_from(join).where(mine))
            return [_due(row, lease) for row in found.mappings()]

    async def done(self, due: Due) -> None:
        """It was told, or never will be."""
        async with self._database.transaction() as connection:
            await connection.execute(delete(push_notes).where(_held(due)))

    async def later(self, due: Due, pause_s: int) -> None:
        """Once more after `pause_s`."""
        again = update(push_notes).where(_held(due))
        async with self._database.transaction() as connection:
            values = {"run_after_s": int(self._now_s()) + pause_s, "lease_owner": None}
            await connection.execute(again.values(values))

    async def gone(self, due: Due) -> None:
        """That browser wants nothing any more: its subscription goes, with all that waits for it."""
        of = push_notes.c.subscription_id == due.subscription_id
        async with self._database.transaction() as connection:
            await connection.execute(delete(push_notes).where(of))
            gone = push_subscriptions.c.subscription_id == due.subscription_id
            await connection.execute(delete(push_subscriptions).where(gone))


async def _supersede(connection: AsyncConnection, subscription_ids: list[str], topic: str) -> None:
    """Forget what waits for these browsers on the same matter. By id: a range would be locked against others."""
    theirs = push_notes.c.subscription_id.in_(subscription_ids) & (push_notes.c.topic == topic)
    old = select(push_notes.c.note_id).where(theirs, push_notes.c.lease_owner.is_(None))
    ids = list((await connection.execute(old)).scalars())
    if ids:
        await connection.execute(delete(push_notes).where(push_notes.c.note_id.in_(ids)))


def _wishes(kind: Kind) -> ColumnElement[bool]:
    wants = push_subscriptions.c
    match kind:
        case "mention":
            return wants.mentions
        case "opened":
            return wants.opened
        case "test":
            return or_(wants.mentions, wants.opened)


def _held(due: Due) -> ColumnElement[bool]:
    return (push_notes.c.note_id == due.note_id) & (push_notes.c.lease_owner == due.lease)


def _due(row: RowMapping, lease: str) -> Due:
    return Due(
        note_id=row["note_id"],
        subscription_id=row["subscription_id"],
        user_id=row["user_id"],
        endpoint=row["endpoint"],
        p256dh=row["p256dh"],
        auth_secret=row["auth_secret"],
        payload=row["payload"].encode(),
        topic=row["topic"],
        expires_at_s=row["expires_at_s"],
        attempts=row["attempts"],
        lease=lease,
    )

"""How long chats are kept: so many days by each room's setting, and so much at most."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.chat.state import ChatRules
from sonix.db.engine import Database
from sonix.db.hourly import Hourly
from sonix.db.room_rows import settings_from_json
from sonix.db.tables import rooms
from sonix.db.tables_chat import chat_messages, chat_reactions, chat_streams
from sonix.rooms.ports import Clock

DAY_US = 86_400_000_000
ROOMS_AT_ONCE = 100
MESSAGES_KEPT = 100_000
REACTIONS_KEPT = 50_000


class Keeping:
    """Deletes what is too old, once an hour."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._sweeping = Hourly(self.sweep, "chat_sweep_failed")

    def start(self) -> None:
        """Begin to sweep."""
        self._sweeping.start()

    async def stop(self) -> None:
        """End; the next start goes on with it."""
        await self._sweeping.stop()

    async def sweep(self) -> None:
        """Look at every room with a chat, some at a time: others write in between."""
        after = ""
        while True:
            wanted = (
                select(chat_streams.c.room_id, rooms.c.settings)
                .join(rooms, rooms.c.room_id == chat_streams.c.room_id)
                .where(chat_streams.c.room_id > after)
                .order_by(chat_streams.c.room_id)
                .limit(ROOMS_AT_ONCE)
            )
            async with self._database.read() as connection:
                some = (await connection.execute(wanted)).all()
            for room_id, settings in some:
                await self._shorten(room_id, settings_from_json(settings).chat)
                after = room_id
            if len(some) < ROOMS_AT_ONCE:
                return

    async def _shorten(self, room_id: str, rules: ChatRules) -> None:
        async with self._database.transaction() as connection:
            if rules.kept_days:
                oldest_us = self._clock.now_us() - rules.kept_days * DAY_US
                await _forget(connection, chat_messages, room_id, chat_messages.c.at_us < oldest_us)
            for table, kept in ((chat_messages, MESSAGES_KEPT), (chat_reactions, REACTIONS_KEPT)):
                newest = select(table.c.seq).where(table.c.room_id == room_id).order_by(table.c.seq.desc())
                first = await connection.scalar(newest.offset(kept - 1).limit(1))
                if first is not None:
                    await _forget(connection, table, room_id, table.c.seq < first)


async def _forget(connection: AsyncConnection, table: Table, room_id: str, what: ColumnElement[bool]) -> None:
    await connection.execute(delete(table).where(table.c.room_id == room_id, what))

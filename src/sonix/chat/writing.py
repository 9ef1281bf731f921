"""What one transaction does to a room's chat: several requests in the order they came, each decided on what is there.

The row of the room's stream is locked first. So whoever writes next, on this node or another one, sees what was
written, and numbers come in the order of commits, without gaps.
"""

from __future__ import annotations

from typing import Any, assert_never

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.chat.ports import Ask, Written
from sonix.chat.rows import mentions_text, said_of
from sonix.core.chat import rules
from sonix.core.chat.state import Denied, Message, Moment, Speaker, Words
from sonix.core.room.state import Room
from sonix.db.tables_chat import chat_messages, chat_reactions, chat_streams
from sonix.db.upsert import write_new
from sonix.protocol.chat import ChatAck, ChatRefused, EditSaid, React, Reacted, Say, Unsay

_change = (
    update(chat_messages)
    .where(chat_messages.c.room_id == bindparam("of_room"), chat_messages.c.seq == bindparam("of_seq"))
    .values({name: bindparam(name) for name in ("rev", "text", "mentions", "edited_at_us", "deleted")})
)


class Writing:
    """One transaction's work on the chat of `room`.

    Attributes:
        answers: one for each request, in their order; None for a reaction that stands.
    """

    def __init__(self, connection: AsyncConnection, room: Room, now_us: int) -> None:
        self.answers: list[ChatAck | ChatRefused | None] = []
        self._connection = connection
        self._room = room
        self._now_us = now_us
        self._seq = 0
        self._reaction_seq = 0
        self._touched: dict[int, None] = {}
        self._reacted: list[Reacted] = []

    async def do(self, asks: list[Ask]) -> Written:
        """Do all of them; what became of the chat."""
        begun, reactions_begun = await self._lock()
        for ask in asks:
            self.answers.append(await self._one(ask))
        if (self._seq, self._reaction_seq) != (begun, reactions_begun):
            mine = update(chat_streams).where(chat_streams.c.room_id == self._room.room_id)
            await self._connection.execute(mine.values(seq=self._seq, reaction_seq=self._reaction_seq))
        said = await self._as_it_is()
        return Written(after=begun, seq=self._seq, said=said, reactions=tuple(self._reacted))

    async def _lock(self) -> tuple[int, int]:
        row = {"room_id": self._room.room_id, "seq": 0, "reaction_seq": 0}
        wanted = select(chat_streams.c.seq, chat_streams.c.reaction_seq)
        locked = wanted.where(chat_streams.c.room_id == self._room.room_id).with_for_update()
        found = (await self._connection.execute(locked)).first()
        if found is None:
            await write_new(self._connection, chat_streams, [row])
            found = (await self._connection.execute(locked)).one()
        self._seq, self._reaction_seq = found
        return self._seq, self._reaction_seq

    async def _one(self, ask: Ask) -> ChatAck | ChatRefused | None:
        speaker = Speaker(ask.member_id, muted_until_us=ask.muted_until_us)
        outcome: ChatAck | Denied | None
        match ask.body:
            case Say():
                outcome = await self._say(ask.body, speaker)
            case EditSaid():
                outcome = await self._edit(ask.body, speaker)
            case Unsay():
                outcome = await self._unsay(ask.body, speaker)
            case React():
                outcome = await self._react(ask.body, speaker)
            case _:
                assert_never(ask.body)
        if isinstance(outcome, Denied):
            retryable = outcome.retry_in_s is not None
            return ChatRefused(ask.body.msg_id, outcome.code, outcome.message, retryable, outcome.retry_in_s)
        return outcome

    async def _say(self, body: Say, speaker: Speaker) -> ChatAck | Denied:
        mine = (chat_messages.c.room_id == self._room.room_id) & (chat_messages.c.member_id == speaker.member_id)
        same = select(chat_messages.c.seq).where(mine, chat_messages.c.msg_id == body.msg_id)
        known = await self._connection.scalar(same)
        if known is not None:
            return ChatAck(body.msg_id, known)
        if self._room.settings.chat.slow_mode_s:
            newest = select(chat_messages.c.at_us).where(mine).order_by(chat_messages.c.seq.desc()).limit(1)
            last_us = await self._connection.scalar(newest)
            speaker = Speaker(speaker.member_id, last_us, speaker.muted_until_us)
        words = rules.say(self._room, speaker, body.text, body.mentions, self._now_us)
        if isinstance(words, Denied):
            return words
        seq = self._draw()
        row = {"reply_to": body.reply_to if body.reply_to in range(1, seq) else None, "at_us": self._now_us}
        await self._connection.execute(insert(chat_messages), {**self._new(seq, body.msg_id, speaker, words), **row})
        return ChatAck(body.msg_id, seq)

    def _new(self, seq: int, msg_id: str, speaker: Speaker, words: Words) -> dict[str, Any]:
        self._touched[seq] = None
        return {
            "room_id": self._room.room_id,
            "seq": seq,
            "rev": seq,
            "member_id": speaker.member_id,
            "msg_id": msg_id,
            "text": words.text,
            "mentions": mentions_text(words.mentions),
            "deleted": False,
        }

    async def _edit(self, body: EditSaid, speaker: Speaker) -> ChatAck | Denied:
        message = await self._message(body.seq)
        words = rules.edit(self._room, speaker, message, body.text, body.mentions, self._now_us)
        if isinstance(words, Denied):
            return words
        changed = {"text": words.text, "mentions": mentions_text(words.mentions), "deleted": False}
        await self._write(body.seq, {**changed, "edited_at_us": self._now_us})
        return ChatAck(body.msg_id, body.seq)

    async def _unsay(self, body: Unsay, speaker: Speaker) -> ChatAck | Denied:
        message = await self._message(body.seq)
        denied = rules.unsay(self._room, speaker, message, self._now_us)
        if denied is not None:
            return denied
        if message is not None and not message.deleted:
            await self._write(body.seq, {"text": "", "mentions": "", "edited_at_us": None, "deleted": True})
        return ChatAck(body.msg_id, body.seq)

    async def _react(self, body: React, speaker: Speaker) -> Denied | None:
        moment = rules.react(self._room, speaker, body.entry_id, body.position_us, self._now_us)
        if isinstance(moment, Denied):
            return moment
        self._reaction_seq += 1
        row = {"room_id": self._room.room_id, "seq": self._reaction_seq, "at_us": self._now_us}
        await self._connection.execute(insert(chat_reactions), {**row, **_pinned(body, speaker, moment)})
        told = Reacted(speaker.member_id, body.emoji, body.entry_id, moment.track_id, moment.position_us)
        self._reacted.append(told)
        return None

    async def _message(self, seq: int) -> Message | None:
        columns = (chat_messages.c.member_id, chat_messages.c.at_us, chat_messages.c.deleted)
        wanted = select(*columns).where(chat_messages.c.room_id == self._room.room_id, chat_messages.c.seq == seq)
        row = (await self._connection.execute(wanted)).first()
        return None if row is None else Message(row.member_id, row.at_us, row.deleted)

    async def _write(self, seq: int, values: dict[str, Any]) -> None:
        self._touched[seq] = None
        where = {"of_room": self._room.room_id, "of_seq": seq}
        await self._connection.execute(_change, {**where, "rev": self._draw(), **values})

    def _draw(self) -> int:
        self._seq += 1
        return self._seq

    async def _as_it_is(self) -> tuple[Any, ...]:
        """Every message that was touched, as it is in the end."""
        if not self._touched:
            return ()
        wanted = select(chat_messages).where(
            chat_messages.c.room_id == self._room.room_id, chat_messages.c.seq.in_(self._touched)
        )
        rows = (await self._connection.execute(wanted.order_by(chat_messages.c.rev))).mappings().all()
        return await said_of(self._connection, self._room, rows)


def _pinned(body: React, speaker: Speaker, moment: Moment) -> dict[str, Any]:
    return {
        "member_id": speaker.member_id,
        "track_id": moment.track_id,
        "entry_id": body.entry_id,
        "position_us": moment.position_us,
        "second": moment.position_us // 1_000_000,
        "emoji": body.emoji,
    }

"""Sending people out, banning and muting them, answering knocks, and taking all that back.

The rules are `sonix.core.room.moderation_rules`; here is what has to be written beside the room: a ban stands before
the banned one is sent out, so that a crash in between lets nobody back in.
"""

from __future__ import annotations

from dataclasses import dataclass

from sonix.core.errors import SonixError
from sonix.core.ids import new_id
from sonix.core.roles import has_right, rank_of
from sonix.core.room import commands as c
from sonix.core.room.moderation_rules import LONGEST_MUTE_US, may_act_on, may_lift
from sonix.core.room.rights import Right
from sonix.core.room.state import Room
from sonix.core.room.turn import Refusal
from sonix.db.engine import Database
from sonix.moderation.bans import Ban, Bans
from sonix.moderation.knocks import Knocks, State
from sonix.moderation.lines import Action, line_of, name_in
from sonix.moderation.log import ModerationLog, write
from sonix.moderation.marks import Kind
from sonix.protocol.server import Refused
from sonix.rooms.doors import is_member
from sonix.rooms.ports import Clock
from sonix.rooms.service import RoomService

MINUTE_US = 60_000_000


@dataclass(frozen=True)
class Wanted:
    """A ban that is asked for. Without `device` only this account or guest is kept out."""

    user_id: str
    reason: str
    device: bool
    address: bool


class Office:
    """What those with the right to moderate do in one room."""

    def __init__(self, database: Database, rooms: RoomService, clock: Clock) -> None:
        self.bans = Bans(database)
        self.knocks = Knocks(database)
        self.log = ModerationLog(database)
        self._database = database
        self._rooms = rooms
        self._clock = clock

    def now_us(self) -> int:
        """Room time."""
        return self._clock.now_us()

    def demand(self, room: Room, actor: str, right: Right) -> None:
        """Raise SonixError `not_allowed`, 403, unless the actor has the right."""
        if not has_right(room, actor, right):
            raise SonixError("not_allowed", "Your role in this room does not let you do that.", status=403)

    async def dismiss(self, room: Room, actor: str, user_id: str, reason: str) -> None:
        """Send somebody out; who has gone already is. Raises SonixError when the rules refuse."""
        _allow(may_act_on(room, actor, user_id, "moderate"))
        if not is_member(room, user_id):
            return
        await self.knocks.forget(room.room_id, user_id)  # before they can come back
        await self._do(room, actor, c.Dismiss(user_id))
        line = line_of(room, "dismiss", actor, user_id, self.now_us(), reason=reason)
        async with self._database.transaction() as connection:
            await write(connection, [line])

    async def ban(self, room: Room, actor: str, wanted: Wanted) -> Ban:
        """Keep somebody out from now on. Raises SonixError when the rules refuse."""
        user_id = wanted.user_id
        _allow(may_act_on(room, actor, user_id, "moderate"))
        if user_id not in room.members:
            raise SonixError("unknown_person", "Nobody like that has been in this room.", status=409)
        visited = await self.bans.marks_of(room.room_id, user_id)
        kinds: tuple[tuple[Kind, bool], ...] = (("device", wanted.device), ("address", wanted.address))
        marks = {kind: visited[kind] for kind, asked in kinds if asked and kind in visited}
        ban = Ban(
            ban_id=new_id(),
            room_id=room.room_id,
            member_id=user_id,
            name=name_in(room, user_id),
            reason=wanted.reason,
            by_id=actor,
            by_name=name_in(room, actor),
            by_rank=rank_of(room, actor),
            at_us=self.now_us(),
        )
        line = line_of(room, "ban", actor, user_id, ban.at_us, reason=wanted.reason, detail=ban.ban_id)
        async with self._database.transaction() as connection:
            await Bans.add(connection, ban, marks)
            await write(connection, [line])
        await self.knocks.forget(room.room_id, user_id)
        await self._send_out(room, actor, user_id)
        return ban

    async def unban(self, room: Room, actor: str, ban_id: str) -> None:
        """Lift a ban. Raises SonixError `not_found` when there is none (any more), or when the rules refuse."""
        self.demand(room, actor, "moderate")
        ban = await self.bans.find(room.room_id, ban_id)
        if ban is None:
            raise SonixError("not_found", "That ban has been lifted already.", status=404)
        _allow(may_lift(room, actor, ban.by_id, ban.by_rank))
        line = line_of(room, "unban", actor, ban.member_id, self.now_us(), about_name=ban.name)
        async with self._database.transaction() as connection:
            if await Bans.lift(connection, ban_id):
                await ModerationLog.undone(connection, room.room_id, "ban", ban_id, line.by_id)
                await write(connection, [line])

    async def mute(self, room: Room, actor: str, user_id: str, minutes: int | None, reason: str) -> int:
        """Mute somebody for so long, or until somebody ends it; returns until when. Raises SonixError when refused."""
        _allow(may_act_on(room, actor, user_id, "moderate"))
        now_us = self.now_us()
        until_us = now_us + (LONGEST_MUTE_US if minutes is None else minutes * MINUTE_US)
        mark = (await self.bans.marks_of(room.room_id, user_id)).get("device")
        await self._do(room, actor, c.Mute(user_id, until_us))
        line = line_of(
            room, "mute", actor, user_id, now_us, reason=reason, detail="" if minutes is None else str(minutes)
        )
        async with self._database.transaction() as connection:
            await Bans.mute(connection, room.room_id, user_id, mark, until_us)
            await write(connection, [line])
        return until_us

    async def unmute(self, room: Room, actor: str, user_id: str) -> None:
        """Let somebody write again. Raises SonixError when the rules refuse."""
        _allow(may_act_on(room, actor, user_id, "moderate"))
        muted = await self.log.last_of(room.room_id, {"mute"}, user_id)
        if muted is not None and muted.undone_by is None:
            _allow(may_lift(room, actor, muted.by_id, muted.by_rank))
        mark = (await self.bans.marks_of(room.room_id, user_id)).get("device")
        line = line_of(room, "unmute", actor, user_id, self.now_us())
        async with self._database.transaction() as connection:
            await Bans.mute(connection, room.room_id, user_id, mark, 0)
            await ModerationLog.undone(connection, room.room_id, "mute", user_id, line.by_id)
            await write(connection, [line])
        await self._do(room, actor, c.Mute(user_id, 0))

    async def answer(self, room: Room, actor: str, user_id: str, *, admit: bool) -> None:
        """Let somebody in who knocks, or not. Raises SonixError `not_found` when they have given up."""
        self.demand(room, actor, "admit")
        standing = await self.knocks.of(room.room_id, user_id)
        state: State = "admitted" if admit else "refused"
        if standing is None or not await self.knocks.answer(room.room_id, user_id, state, self.now_us()):
            raise SonixError("not_found", "They are not at the door any more.", status=404)
        action: Action = "admit" if admit else "refuse"
        line = line_of(room, action, actor, user_id, self.now_us(), about_name=standing.name)
        async with self._database.transaction() as connection:
            if admit:
                await ModerationLog.undone(connection, room.room_id, "refuse", user_id, line.by_id)
            await write(connection, [line])
        await self._rooms.door_news(room.room_id, await self.knocks.waiting(room.room_id, self.now_us()))

    async def _send_out(self, room: Room, actor: str, user_id: str) -> None:
        """The ban stands: whatever has become of the actor since, the banned one goes."""
        for who in (actor, None):
            reply = await self._rooms.execute(room.room_id, f"ban:{new_id()}", who, c.Dismiss(user_id))
            if not isinstance(reply, Refused) or reply.code == "not_found":
                return
            if reply.retryable:
                raise refused(reply)

    async def _do(self, room: Room, actor: str, command: c.Command) -> None:
        reply = await self._rooms.execute(room.room_id, f"moderate:{new_id()}", actor, command)
        if isinstance(reply, Refused):
            raise refused(reply)


def refused(reply: Refused) -> SonixError:
    """The room's refusal as an answer to a request."""
    status = 503 if reply.retryable else 404 if reply.code == "not_found" else 403
    return SonixError(reply.code, reply.message, status=status, retryable=reply.retryable)


def _allow(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise SonixError(refusal.code, refusal.message, status=403)

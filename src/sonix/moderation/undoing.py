"""Taking a line of the log back: what it takes follows from what was done."""

from __future__ import annotations

from typing import assert_never

import msgspec

from sonix.core.errors import SonixError
from sonix.core.ids import new_id
from sonix.core.room import commands as c
from sonix.core.room.moderation_rules import may_lift
from sonix.core.room.rights import ROLES, MemberRole
from sonix.core.room.state import DoorRules, Room
from sonix.db.engine import Database
from sonix.moderation.lines import UNDOABLE, Action, Line
from sonix.moderation.log import ModerationLog
from sonix.moderation.office import Office, refused
from sonix.protocol.server import Refused
from sonix.rooms.service import RoomService

_SETTING: tuple[frozenset[Action], ...] = (
    frozenset(("role",)),
    frozenset(("lock", "unlock")),
    frozenset(("knock_on", "knock_off")),
)
"""Actions that set the same thing."""


class Undoing:
    """Takes back what the log tells of."""

    def __init__(self, office: Office, database: Database, rooms: RoomService) -> None:
        self._office = office
        self._database = database
        self._rooms = rooms

    async def undo(self, room: Room, actor: str, line_id: str) -> None:
        """Take one line back; done already is fine.

        Raises:
            SonixError: `not_found`, `cannot_undo` or `changed_since`, 409, or the rules refuse.
        """
        self._office.demand(room, actor, "moderate")
        line = await self._office.log.find(room.room_id, line_id)
        if line is None:
            raise SonixError("not_found", "That line is not in the log any more.", status=404)
        if line.undone_by is not None:
            return
        if line.action not in UNDOABLE:
            raise SonixError("cannot_undo", "That can't be taken back.", status=409)
        refusal = may_lift(room, actor, line.by_id, line.by_rank)
        if refusal is not None:
            raise SonixError(refusal.code, refusal.message, status=403)
        await self._demand_newest(line)
        await self._undo(room, actor, line)
        async with self._database.transaction() as connection:
            await ModerationLog.undone_line(connection, line_id, actor)

    async def _demand_newest(self, line: Line) -> None:
        """What somebody has set anew since is not set back by taking back what was before."""
        kinds = next((kinds for kinds in _SETTING if line.action in kinds), None)
        if kinds is None:
            return
        newest = await self._office.log.last_of(line.room_id, kinds, line.about_id)
        if newest is not None and newest.line_id != line.line_id:
            raise SonixError("changed_since", "That has been changed again since. Change it in its place.", status=409)

    async def _undo(self, room: Room, actor: str, line: Line) -> None:
        match line.action:
            case "ban":
                await self._office.unban(room, actor, line.detail)
            case "mute":
                await self._office.unmute(room, actor, line.about_id)
            case "refuse":
                await self._office.answer(room, actor, line.about_id, admit=True)
            case "role":
                await self._command(room, actor, c.SetRole(line.about_id, _role_before(line)))
            case "lock" | "unlock":
                doors = msgspec.structs.replace(room.settings.doors, locked=line.action == "unlock")
                await self._doors(room, actor, doors)
            case "knock_on" | "knock_off":
                doors = msgspec.structs.replace(room.settings.doors, knock=line.action == "knock_off")
                await self._doors(room, actor, doors)
            case "dismiss" | "unban" | "unmute" | "admit" | "hand_over":
                raise SonixError("cannot_undo", "That can't be taken back.", status=409)
            case _:
                assert_never(line.action)

    async def _doors(self, room: Room, actor: str, doors: DoorRules) -> None:
        await self._command(room, actor, c.Configure(doors=doors))

    async def _command(self, room: Room, actor: str, command: c.Command) -> None:
        reply = await self._rooms.execute(room.room_id, f"undo:{new_id()}", actor, command)
        if isinstance(reply, Refused):
            raise refused(reply)


def _role_before(line: Line) -> MemberRole:
    before = line.detail.partition(":")[0]
    return next((role for role in ROLES if role == before), "listener")

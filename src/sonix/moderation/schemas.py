"""What the endpoints of moderation take and give. Times are ISO 8601 in UTC where people read them."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, Field

from sonix.core.room.state import Room
from sonix.moderation.bans import Ban
from sonix.moderation.lines import UNDOABLE, Action, Line, name_in
from sonix.protocol.server import Knock

UserId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
Reason = Annotated[str, Field(max_length=300)]


class Dismissal(BaseModel):
    """Send somebody out; they may come back."""

    user_id: UserId
    reason: Reason = ""


class NewBan(BaseModel):
    """Keep somebody out. `device`: whoever uses theirs, too. `address`: nobody new comes from theirs."""

    user_id: UserId
    reason: Reason = ""
    device: bool = True
    address: bool = False


class NewMute(BaseModel):
    """Let somebody write nothing for so long; without `minutes` until somebody ends it."""

    minutes: Annotated[int, Field(ge=1, le=60 * 24 * 365)] | None = None
    reason: Reason = ""


class MuteOut(BaseModel):
    """Until when, in µs of the room timeline."""

    until_us: int


class Answer(BaseModel):
    """Whether somebody who knocks is let in."""

    admit: bool


class BanOut(BaseModel):
    """One ban. `at_us` is on the room timeline."""

    ban_id: str
    user_id: str
    name: str
    reason: str
    by_id: str
    by_name: str
    at_us: int

    @classmethod
    def of(cls, ban: Ban) -> Self:
        """A ban as it is told."""
        return cls(
            ban_id=ban.ban_id,
            user_id=ban.member_id,
            name=ban.name,
            reason=ban.reason,
            by_id=ban.by_id,
            by_name=ban.by_name,
            at_us=ban.at_us,
        )


class BansPage(BaseModel):
    """Newest first. `before` leads to the next page; None: that was all."""

    bans: list[BanOut]
    before: str | None


class KnockOut(BaseModel):
    """Somebody who waits at the door."""

    user_id: str
    name: str
    asked_at_us: int

    @classmethod
    def of(cls, knock: Knock) -> Self:
        """A knock as it is told."""
        return cls(user_id=knock.user_id, name=knock.name, asked_at_us=knock.asked_at_us)


class KnocksOut(BaseModel):
    """Everybody who waits, the first first."""

    waiting: list[KnockOut]


class LineOut(BaseModel):
    """One line of the log. `detail`: minutes of a mute, or `before:after` of a role. `undone_by`: the name
    of who took it back, empty when they are gone.
    """

    line_id: str
    at_us: int
    action: Action
    by_id: str
    by_name: str
    about_id: str
    about_name: str
    reason: str
    detail: str
    undone_by: str | None
    undoable: bool

    @classmethod
    def of(cls, line: Line, room: Room) -> Self:
        """A line as it is told."""
        return cls(
            line_id=line.line_id,
            at_us=line.at_us,
            action=line.action,
            by_id=line.by_id,
            by_name=line.by_name,
            about_id=line.about_id,
            about_name=line.about_name,
            reason=line.reason,
            detail="" if line.action == "ban" else line.detail,
            undone_by=None if line.undone_by is None else name_in(room, line.undone_by),
            undoable=line.undone_by is None and line.action in UNDOABLE,
        )


class LinesPage(BaseModel):
    """Newest first. `before` leads to the next page; None: that was all."""

    lines: list[LineOut]
    before: str | None

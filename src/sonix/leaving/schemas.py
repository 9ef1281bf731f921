"""REST shapes of leaving."""

from __future__ import annotations

from pydantic import BaseModel, Field


class HandedOver(BaseModel):
    """A room, and the name of whoever will host it."""

    name: str
    to: str


class LeavingOut(BaseModel):
    """What becomes of somebody's things when they delete their account; at most 500 rooms are named."""

    rooms_handed_over: list[HandedOver]
    rooms_deleted: list[str]
    tracks_deleted: int
    tracks_kept: int
    bytes_deleted: int
    needs_password: bool


class LeaveIn(BaseModel):
    """The password, for those who have one."""

    password: str | None = Field(default=None, max_length=1000)

"""REST shapes of accounts."""

from __future__ import annotations

from pydantic import BaseModel, Field


class User(BaseModel):
    """A user as they see themselves."""

    user_id: str
    name: str
    is_admin: bool


class Me(User):
    """`token` comes only when the one that was sent is past half of its life: keep it instead."""

    token: str | None = None


class NameIn(BaseModel):
    """A name as typed; it is cleaned, not refused, unless nothing is left."""

    name: str = Field(min_length=1, max_length=200)


class GuestOut(BaseModel):
    """A new guest and the token that says so."""

    token: str
    user: User


class ClaimIn(BaseModel):
    """The one-time administrator token."""

    token: str = Field(min_length=1, max_length=200)

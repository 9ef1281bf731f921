"""REST shapes of accounts."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class User(BaseModel):
    """A user as they see themselves."""

    user_id: str
    name: str
    kind: Literal["guest", "account"]
    email: str | None
    email_verified: bool
    is_admin: bool
    has_password: bool


class SessionOut(BaseModel):
    """Somebody signed in. `access` is for the `Authorization` header; what renews it is in a cookie."""

    access: str
    expires_in_s: int
    user: User


class NameIn(BaseModel):
    """A name as typed; it is cleaned, not refused, unless nothing is left."""

    name: str = Field(max_length=200)


class GuestIn(NameIn):
    """A new guest. `admin_token` opens the door where guests are not let in: somebody must be the first."""

    admin_token: str | None = Field(default=None, max_length=200)


class ClaimIn(BaseModel):
    """The one-time administrator token."""

    token: str = Field(min_length=1, max_length=200)


class ExchangeIn(BaseModel):
    """A guest's token of before there were sessions."""

    token: str = Field(min_length=1, max_length=4096)


class CarryOut(BaseModel):
    """What signs the same person in on another address of this Sonix: once, within `expires_in_s`."""

    code: str
    expires_in_s: int


class CarriedIn(BaseModel):
    """That code. `confirmed`: whoever sits there has said who they are."""

    code: str = Field(min_length=1, max_length=100)
    confirmed: bool = False


class DeviceOut(BaseModel):
    """A device somebody is signed in on; `current` is the one that asks."""

    session_id: str
    device: str
    address: str
    created_at_s: int
    seen_at_s: int
    current: bool


class SignedOut(BaseModel):
    """How many devices were signed out."""

    signed_out: int

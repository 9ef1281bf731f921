"""REST shapes of making an account, signing in to it, and changing how."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from sonix.accounts.schemas import NameIn

EmailText = Annotated[str, Field(min_length=1, max_length=320)]
PasswordText = Annotated[str, Field(min_length=1, max_length=1024)]
TokenText = Annotated[str, Field(min_length=1, max_length=200)]


class AccountIn(NameIn):
    """An account to be made. `invitation` is the code of an invitation's link."""

    email: EmailText
    password: PasswordText
    invitation: str | None = Field(default=None, max_length=200)


class Sent(BaseModel):
    """True: a letter is on its way, whoever may have asked. False: no letter was needed."""

    sent: bool


class LinkIn(BaseModel):
    """The token of a one-time link."""

    token: TokenText


class VerifyIn(LinkIn):
    """As `LinkIn`; `password` is asked for in another browser than the one the account was asked for in."""

    password: PasswordText | None = None


class EmailLinkIn(LinkIn):
    """As `LinkIn`; `password` is asked for where the owner of the account is not signed in."""

    password: PasswordText | None = None


class SignInIn(BaseModel):
    """Address and password."""

    email: EmailText
    password: PasswordText


class PasswordIn(BaseModel):
    """A new password; `old` is null for accounts that have none."""

    old: PasswordText | None = None
    new: PasswordText


class ForgottenIn(BaseModel):
    """Who has forgotten their password."""

    email: EmailText


class ResetIn(LinkIn):
    """A new password, by a one-time link."""

    new: PasswordText


class EmailIn(BaseModel):
    """Another address; `password` is null for accounts that have none."""

    email: EmailText
    password: PasswordText | None = None


class EmailOut(BaseModel):
    """The address that an account has now."""

    email: str

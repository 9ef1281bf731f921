"""What every way of signing in ends with: a session, its cookie, and the answer that says who somebody is."""

from __future__ import annotations

from fastapi import Request, Response
from sqlalchemy import select

from sonix.accounts.access import unauthenticated
from sonix.accounts.cookie import read_refresh, set_refresh
from sonix.accounts.devices import device_name
from sonix.accounts.schemas import SessionOut, User
from sonix.accounts.sessions import SessionTokens
from sonix.db.engine import Database
from sonix.db.tables_accounts import users
from sonix.rooms.ports import Identity
from sonix.web.dependencies import get_address
from sonix.web.services import Services


async def come_in(
    request: Request,
    response: Response,
    services: Services,
    user_id: str,
    asker: Identity | None,
    password_hash: str | None = None,
) -> SessionOut:
    """As `begin_session`, for whoever has shown that they are `user_id`; the guest who asks brings everything along.

    A guest is known by the token that the page shows, and by no cookie: what another site sends brings nobody along.
    """
    if asker is not None and asker.kind == "guest":
        await services.merging.merge(asker.user_id, user_id)
    return await begin_session(request, response, services, user_id, password_hash)


async def begin_session(
    request: Request, response: Response, services: Services, user_id: str, password_hash: str | None = None
) -> SessionOut:
    """Sign `user_id` in on the browser that asks. Somebody else who was signed in there no longer is.

    `response` is what is sent: the endpoint's injected one, or the redirect it returns. `password_hash`: see
    `Sessions.start`.
    """
    before, address, tokens = read_refresh(request, services), get_address(request), None
    if before is not None:
        tokens = await services.sessions.resume(before, user_id, address)
    if tokens is None:
        device = device_name(request.headers.get("user-agent", ""))
        tokens = await services.sessions.start(user_id, device, address, password_hash)
    return await answer_session(request, response, services, tokens)


async def answer_session(request: Request, response: Response, services: Services, tokens: SessionTokens) -> SessionOut:
    """Put the refresh token into the cookie; returns the rest for the body."""
    user = await user_out(services.database, tokens.user_id)
    set_refresh(request, response, services, tokens.refresh)
    return SessionOut(access=tokens.access, expires_in_s=tokens.expires_in_s, user=user)


async def user_out(database: Database, user_id: str) -> User:
    """The REST shape of somebody. Raises SonixError `unauthenticated` when there is no such person."""
    async with database.read() as connection:
        row = (await connection.execute(select(users).where(users.c.user_id == user_id))).mappings().first()
    if row is None:
        raise unauthenticated()
    return User(
        user_id=row["user_id"],
        name=row["name"],
        kind="account" if row["kind"] == "account" else "guest",
        email=row["email"],
        email_verified=row["email_verified_at_s"] is not None,
        is_admin=bool(row["is_admin"]),
        has_password=row["password_hash"] is not None,
    )

"""Everything else that names somebody: their sign-ins, letters and links, uploads, and lines of the log of acts."""

from __future__ import annotations

import secrets

from sqlalchemy import RowMapping, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.db.tables_accounts import (
    audit,
    challenges,
    identities,
    invitations,
    mails,
    one_time_links,
    passkeys,
    rotations,
    sessions,
    users,
)
from sonix.db.tables_library import jobs, uploads
from sonix.db.tables_push import push_subscriptions, room_followers
from sonix.db.tables_scrobbling import scrobblers, scrobbles
from sonix.leaving.rooms import SOMEONE
from sonix.lyrics.store import forget_writer

NAMELESS_BYTES = 6


async def uploads_of(connection: AsyncConnection, user_id: str) -> list[str]:
    """Ids of what somebody uploads or uploaded lately."""
    return list((await connection.execute(select(uploads.c.upload_id).where(uploads.c.user_id == user_id))).scalars())


async def sessions_of(connection: AsyncConnection, user_id: str) -> list[str]:
    """Ids of somebody's sign-ins."""
    wanted = select(sessions.c.session_id).where(sessions.c.user_id == user_id)
    return list((await connection.execute(wanted)).scalars())


async def remove_traces(connection: AsyncConnection, person: RowMapping) -> None:
    """Delete the person and all that is theirs alone, in the caller's transaction."""
    user_id = person["user_id"]
    await _unname_acts(connection, user_id)
    await forget_writer(connection, user_id)
    theirs = select(sessions.c.session_id).where(sessions.c.user_id == user_id)
    await connection.execute(delete(rotations).where(rotations.c.session_id.in_(theirs)))
    for table in (
        sessions,
        identities,
        passkeys,
        uploads,
        jobs,
        push_subscriptions,
        room_followers,
        scrobblers,
        scrobbles,
    ):
        await connection.execute(delete(table).where(table.c.user_id == user_id))
    for table in (one_time_links, challenges):
        named = or_(
            table.c.user_id == user_id, *(table.c.payload.contains(word, autoescape=True) for word in _words(person))
        )
        await connection.execute(delete(table).where(named))
    if person["email"] is not None:
        await connection.execute(delete(mails).where(mails.c.recipient == person["email"]))
    await connection.execute(update(invitations).where(invitations.c.made_by == user_id).values(made_by=SOMEONE))
    await connection.execute(delete(users).where(users.c.user_id == user_id))


def _words(person: RowMapping) -> list[str]:
    """What would lead to the person: their id and their address."""
    return [str(word) for word in dict.fromkeys((person["user_id"], person["email"], person["email_key"])) if word]


async def _unname_acts(connection: AsyncConnection, user_id: str) -> None:
    """Lines of the log stay; who did it, or to whom it was done, is a word that leads to nobody, the same in all."""
    nameless = f"{SOMEONE}-{secrets.token_hex(NAMELESS_BYTES)}"
    subject = f"user:{user_id}"
    # A reason may say more about a person than their id does.
    to_them = update(audit).where(audit.c.subject == subject)
    await connection.execute(to_them.values(subject=f"user:{nameless}", details="{}"))
    await connection.execute(update(audit).where(audit.c.actor_id == user_id).values(actor_id=nameless))
    named = update(audit).where(audit.c.details.contains(user_id, autoescape=True))
    await connection.execute(named.values(details=func.replace(audit.c.details, user_id, nameless)))

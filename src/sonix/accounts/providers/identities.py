"""The sign-ins elsewhere that lead to an account: a list, and taking one away, though never the last way in."""

from __future__ import annotations

from collections.abc import Collection

from pydantic import BaseModel
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.config import Settings
from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.db.tables_accounts import identities, passkeys, users


class IdentityOut(BaseModel):
    """One sign-in elsewhere; `label` is what people call the provider."""

    identity_id: str
    provider: str
    label: str
    email: str | None
    created_at_s: int
    used_at_s: int


class Identities:
    """The table of identities, seen by their owner."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._labels = labels(settings)

    async def list(self, user_id: str) -> list[IdentityOut]:
        """Somebody's, oldest first."""
        wanted = select(identities).where(identities.c.user_id == user_id)
        ordered = wanted.order_by(identities.c.created_at_s, identities.c.identity_id)
        async with self._database.read() as connection:
            rows = (await connection.execute(ordered)).mappings().all()
        return [
            IdentityOut(
                identity_id=row["identity_id"],
                provider=row["provider"],
                label=self._labels.get(row["provider"], row["provider"]),
                email=row["email"],
                created_at_s=row["created_at_s"],
                used_at_s=row["used_at_s"],
            )
            for row in rows
        ]

    async def unlink(self, identity_id: str, user_id: str) -> None:
        """Take one away.

        Raises:
            SonixError: `no_such_identity`, 404; `last_way_in`, 409.
        """
        this = (identities.c.identity_id == identity_id) & (identities.c.user_id == user_id)
        async with self._database.transaction() as connection:
            # The owner's row is locked first: of two that are unlinked at once, the second sees the first gone.
            owner = select(users.c.password_hash).where(users.c.user_id == user_id).with_for_update()
            has_password = (await connection.execute(owner)).scalar() is not None
            if (await connection.execute(delete(identities).where(this))).rowcount != 1:
                raise SonixError("no_such_identity", "This sign-in is not linked any more.", status=404)
            if not (has_password or await _has_another(connection, user_id, self._labels)):
                text = "This is your only way in. Set a password, add a passkey or link another sign-in first."
                raise SonixError("last_way_in", text, status=409)


async def _has_another(connection: AsyncConnection, user_id: str, offered: Collection[str]) -> bool:
    """Whether there is a passkey, or a sign-in with a provider that this instance still offers."""
    keys = select(func.count()).select_from(passkeys).where(passkeys.c.user_id == user_id)
    if (await connection.execute(keys)).scalar_one():
        return True
    of_offered = (identities.c.user_id == user_id) & identities.c.provider.in_(list(offered))
    return bool((await connection.execute(select(func.count()).select_from(identities).where(of_offered))).scalar_one())


def labels(settings: Settings) -> dict[str, str]:
    """Every provider that is set up, and what people call it."""
    found = {f"oidc:{name}": section.label or name for name, section in settings.oidc.items()}
    if settings.firebase.project is not None:
        found["firebase"] = "Firebase"
    if settings.supabase.url is not None:
        found["supabase"] = "Supabase"
    return found

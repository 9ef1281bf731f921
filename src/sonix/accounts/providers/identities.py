"""The sign-ins elsewhere that lead to an account: a list, and taking one away, though never the last way in."""

from __future__ import annotations

from pydantic import BaseModel
from sqlalchemy import delete, select

from sonix.accounts.ways_in import keep_one_way_in
from sonix.config import Settings
from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.db.tables_accounts import identities


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
            if (await connection.execute(delete(identities).where(this))).rowcount != 1:
                raise SonixError("no_such_identity", "This sign-in is not linked any more.", status=404)
            await keep_one_way_in(connection, user_id, self._labels)


def labels(settings: Settings) -> dict[str, str]:
    """Every provider that is set up, and what people call it."""
    found = {f"oidc:{name}": section.label or name for name, section in settings.oidc.items()}
    if settings.firebase.project is not None:
        found["firebase"] = "Firebase"
    if settings.supabase.url is not None:
        found["supabase"] = "Supabase"
    return found

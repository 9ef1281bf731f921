"""Invitations to make an account. The code is shown once, in a link; what is kept is a hash of it."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import RowMapping, Select, select, update

from sonix.accounts.audit import Audit
from sonix.accounts.invitations import Invitations
from sonix.admin.paging import PAGE_ROWS, cut, text_after
from sonix.admin.schemas import Invitation, InvitationIn, NewInvitation, Page
from sonix.core.errors import SonixError
from sonix.core.text import clean_line
from sonix.db.engine import Database
from sonix.db.tables_accounts import invitations, users

DAY_S = 86_400


class AdminInvitations:
    """The invitations table as administrators see it; what invitations do is `sonix.accounts.invitations`."""

    def __init__(self, database: Database, maker: Invitations) -> None:
        self._database = database
        self._maker = maker

    async def page(self, cursor: str | None = None) -> Page[Invitation]:
        """Invitations, the newest first, those that are over too."""
        wanted = _with_maker()
        if cursor is not None:
            wanted = wanted.where(invitations.c.invitation_id < text_after(cursor))
        ordered = wanted.order_by(invitations.c.invitation_id.desc()).limit(PAGE_ROWS + 1)
        async with self._database.read() as connection:
            rows, following = cut((await connection.execute(ordered)).mappings().all(), "invitation_id")
        return Page(items=[_shown(row) for row in rows], next_cursor=following)

    async def make(self, actor_id: str, wanted: InvitationIn, base: str) -> NewInvitation:
        """A new invitation; its link leads to the address `base`."""
        life_s = None if wanted.days is None else wanted.days * DAY_S
        async with self._database.transaction() as connection:
            made = await self._maker.make(connection, actor_id, clean_line(wanted.note), wanted.uses, life_s)
            subject = f"invitation:{made.invitation_id}"
            await Audit.write(connection, actor_id, "invitation.make", subject, uses=wanted.uses, days=wanted.days)
            of_this = _with_maker().where(invitations.c.invitation_id == made.invitation_id)
            row = (await connection.execute(of_this)).mappings().one()
        return NewInvitation(**_shown(row).model_dump(), link=made.link(base))

    async def revoke(self, actor_id: str, invitation_id: str) -> None:
        """Let nobody use it any more; done twice, it is done.

        Raises:
            SonixError: `no_such_invitation`, 404.
        """
        of_this = invitations.c.invitation_id == invitation_id
        async with self._database.transaction() as connection:
            found = select(invitations.c.revoked_at_s).where(of_this).with_for_update()
            row = (await connection.execute(found)).first()
            if row is None:
                raise SonixError("no_such_invitation", "There is no such invitation.", status=404)
            if row.revoked_at_s is None:
                now_s = int(time.time())
                await connection.execute(update(invitations).where(of_this).values(revoked_at_s=now_s))
                await Audit.write(connection, actor_id, "invitation.revoke", f"invitation:{invitation_id}")


def _with_maker() -> Select[Any]:
    return select(invitations, users.c.name.label("made_by_name")).join(
        users, users.c.user_id == invitations.c.made_by, isouter=True
    )


def _shown(row: RowMapping) -> Invitation:
    told = {name: row[name] for name in Invitation.model_fields if name != "made_by_name"}
    return Invitation(**told, made_by_name=row["made_by_name"] or "")

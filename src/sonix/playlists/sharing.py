"""Who has a list besides its owner: by a link, or picked from people one knows from a room."""

from __future__ import annotations

import hashlib
import secrets
import time

from sqlalchemy import ColumnElement, RowMapping, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.db.tables import room_members
from sonix.db.tables_accounts import users
from sonix.db.tables_playlists import playlist_members as m
from sonix.db.tables_playlists import playlists
from sonix.playlists.access import MOST_LISTS, found, held
from sonix.playlists.news import PlaylistNews
from sonix.playlists.reading import names_of, shown
from sonix.playlists.schemas import GivenRole, LinkOut, MemberOut, MembersOut, PeopleOut, PersonOut, PlaylistOut, Role
from sonix.playlists.writing import revise
from sonix.rooms.ports import Identity

MOST_MEMBERS = 200
MOST_PEOPLE = 200
SECRET_BYTES = 24


class Sharing:
    """Lets people in and out."""

    def __init__(self, database: Database, news: PlaylistNews) -> None:
        self._database = database
        self._news = news

    async def members(self, playlist_id: str, user: Identity) -> MembersOut:
        """Everybody who has the list. Raises SonixError `no_such_playlist`."""
        async with self._database.read() as connection:
            row = await found(connection, playlist_id, user.user_id)
            given = await connection.execute(select(m.c.user_id, m.c.role).where(m.c.playlist_id == playlist_id))
            roles: dict[str, Role] = {row["owner_id"]: "owner", **{one.user_id: one.role for one in given}}
            names = await names_of(connection, set(roles))
        known = [MemberOut(user_id=id_, name=names[id_], role=role) for id_, role in roles.items() if id_ in names]
        return MembersOut(members=sorted(known, key=lambda one: (one.role != "owner", one.name.casefold())))

    async def people(self, user: Identity) -> PeopleOut:
        """People I may share with."""
        wanted = select(users.c.user_id, users.c.name).where(_met(user.user_id), users.c.deleted_at_s.is_(None))
        async with self._database.read() as connection:
            rows = await connection.execute(wanted.order_by(users.c.name, users.c.user_id).limit(MOST_PEOPLE))
            return PeopleOut(people=[PersonOut(user_id=row.user_id, name=row.name) for row in rows])

    async def give(self, playlist_id: str, user: Identity, to_id: str, role: Role) -> None:
        """Share with somebody, change what they may do, or hand the list over.

        Raises:
            SonixError: `no_such_playlist`, `not_allowed`, `no_such_person`, `too_many_members`, `heir_has_most`.
        """
        async with self._database.transaction() as connection:
            row = await held(connection, playlist_id, user.user_id, "owner")
            if to_id == user.user_id:
                if role == "owner":
                    return
                raise SonixError("is_owner", "Hand the playlist over to somebody else first.", status=409)
            await _check_known(connection, playlist_id, user.user_id, to_id)
            await _put(connection, playlist_id, to_id, "editor" if role == "owner" else role)
            owner_id = row["owner_id"]
            if role == "owner":
                owner_id = await _hand_over(connection, row, to_id)
            await revise(connection, playlist_id, owner_id=owner_id)
        self._news.changed(playlist_id)

    async def take(self, playlist_id: str, user: Identity, from_id: str) -> None:
        """Take the list from somebody, or give it back.

        Raises:
            SonixError: `no_such_playlist`, `not_allowed`; `is_owner`, 409.
        """
        async with self._database.transaction() as connection:
            row = await held(connection, playlist_id, user.user_id, "viewer" if from_id == user.user_id else "owner")
            if row["owner_id"] == from_id:
                raise SonixError("is_owner", "Hand the playlist over first, or delete it.", status=409)
            await connection.execute(delete(m).where(m.c.playlist_id == playlist_id, m.c.user_id == from_id))
            await revise(connection, playlist_id)
        self._news.changed(playlist_id)

    async def make_link(self, playlist_id: str, user: Identity, role: GivenRole) -> LinkOut:
        """A new link; the one before is good for nothing then. Only its hash is kept."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        await self._set_link(playlist_id, user, _hashed(secret), role)
        return LinkOut(secret=secret, role=role)

    async def drop_link(self, playlist_id: str, user: Identity) -> None:
        """No link any more. Who came by it keeps the list."""
        await self._set_link(playlist_id, user, None, None)

    async def join(self, secret: str, user: Identity) -> PlaylistOut:
        """Open a link. Who may do more already keeps that.

        Raises:
            SonixError: `dead_link`, 410; `too_many_members`, 409.
        """
        by_link = select(playlists).where(playlists.c.link_hash == _hashed(secret), playlists.c.deleted_at_s.is_(None))
        async with self._database.transaction() as connection:
            row = (await connection.execute(by_link.with_for_update())).mappings().first()
            if row is None:
                text = "This link is not good any more. Ask whoever sent it for a new one."
                raise SonixError("dead_link", text, status=410)
            playlist_id = row["playlist_id"]
            if row["owner_id"] != user.user_id and await _may_gain(connection, row, user.user_id):
                await _put(connection, playlist_id, user.user_id, row["link_role"])
                await revise(connection, playlist_id)
            joined = await found(connection, playlist_id, user.user_id)
            answer = (await shown(connection, [joined], user))[0]
        self._news.changed(answer.playlist_id)
        return answer

    async def _set_link(self, playlist_id: str, user: Identity, hashed: str | None, role: GivenRole | None) -> None:
        async with self._database.transaction() as connection:
            await held(connection, playlist_id, user.user_id, "owner")
            await revise(connection, playlist_id, link_hash=hashed, link_role=role)
        self._news.changed(playlist_id)


def _hashed(secret: str) -> str:
    """192 random bits: a plain hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _met(user_id: str) -> ColumnElement[bool]:
    """People who are in a room with somebody."""
    mine = room_members.alias("mine")
    theirs = select(room_members.c.member_id).join(mine, mine.c.room_id == room_members.c.room_id)
    theirs = theirs.where(mine.c.member_id == user_id, room_members.c.member_id != user_id)
    return users.c.user_id.in_(theirs)


async def _check_known(connection: AsyncConnection, playlist_id: str, user_id: str, to_id: str) -> None:
    """Nobody is found out about: who is not known from a room is as good as not there."""
    has_it = users.c.user_id.in_(select(m.c.user_id).where(m.c.playlist_id == playlist_id))
    wanted = select(users.c.user_id).where(users.c.user_id == to_id, users.c.deleted_at_s.is_(None))
    if (await connection.execute(wanted.where(or_(has_it, _met(user_id))))).first() is None:
        text = "You can share with people you have been in a room with. Send anybody else a link."
        raise SonixError("no_such_person", text, status=404)


async def _put(connection: AsyncConnection, playlist_id: str, user_id: str, role: GivenRole) -> None:
    this = (m.c.playlist_id == playlist_id) & (m.c.user_id == user_id)
    if (await connection.execute(select(m.c.role).where(this))).first() is not None:
        await connection.execute(update(m).where(this).values(role=role))
        return
    counted = select(func.count()).select_from(m).where(m.c.playlist_id == playlist_id)
    if (await connection.execute(counted)).scalar_one() >= MOST_MEMBERS:
        raise SonixError("too_many_members", f"A playlist can be shared with {MOST_MEMBERS} people.", status=409)
    row = {"playlist_id": playlist_id, "user_id": user_id, "role": role, "joined_at_s": int(time.time())}
    await connection.execute(insert(m).values(row))


async def _may_gain(connection: AsyncConnection, row: RowMapping, user_id: str) -> bool:
    this = (m.c.playlist_id == row["playlist_id"]) & (m.c.user_id == user_id)
    return (await connection.execute(select(m.c.role).where(this))).scalar() not in ("editor", row["link_role"])


async def _hand_over(connection: AsyncConnection, row: RowMapping, to_id: str) -> str:
    """Whose it was becomes an editor; whose it is now is no mere member any more."""
    theirs = select(func.count()).select_from(playlists)
    standing = theirs.where(playlists.c.owner_id == to_id, playlists.c.deleted_at_s.is_(None))
    if (await connection.execute(standing)).scalar_one() >= MOST_LISTS:
        raise SonixError("heir_has_most", "They have as many playlists as anybody can have.", status=409)
    heir = (m.c.playlist_id == row["playlist_id"]) & (m.c.user_id == to_id)
    await connection.execute(delete(m).where(heir))
    await _put(connection, row["playlist_id"], row["owner_id"], "editor")
    return to_id

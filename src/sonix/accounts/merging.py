"""A guest who turns out to be somebody known: what was the guest's becomes theirs.

Rooms: they become a member of each, host where the guest was host, and the guest leaves. Music, uploads, invitations,
what the guest has played there, and what waits in queues with its votes and its turn: theirs. Then the guest
is gone. Rooms come first and each step may be done twice, so that a crash in between loses nothing: the guest then
still exists.

Whoever made the guest gains nothing by it: its sessions end with it, and none of them leads to the account.
"""

from __future__ import annotations

import time

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts.audit import Audit
from sonix.accounts.users import Users
from sonix.chat.people import hand_on
from sonix.core.errors import SonixError
from sonix.core.ids import new_id
from sonix.core.room.commands import Command, HandOver, Inherit, Leave, Mute, SetRole
from sonix.core.room.rights import RANKS
from sonix.db.engine import Database, is_lost_race
from sonix.db.tables import room_history, room_members
from sonix.db.tables_accounts import identities, invitations, users
from sonix.db.tables_library import jobs, track_holders, tracks, uploads
from sonix.db.tables_listings import room_visits
from sonix.db.tables_push import push_subscriptions, room_followers
from sonix.db.upsert import write_new
from sonix.library.track_store import give
from sonix.lyrics.store import forget_writer
from sonix.moderation.bans import Bans
from sonix.moderation.people import hand_on as hand_on_moderated
from sonix.playlists.moving import move_playlists
from sonix.protocol.server import Refused
from sonix.rooms.batch import Reply
from sonix.rooms.ports import Identity
from sonix.rooms.service import RoomService
from sonix.scrobbling.scrobblers import hand_on_scrobbles

MAX_ROOMS = 1000
TRIES = 5


class Merging:
    """Moves what is a guest's."""

    def __init__(self, database: Database, rooms: RoomService, users: Users) -> None:
        self._database = database
        self._rooms = rooms
        self._users = users
        self._bans = Bans(database)

    async def merge(self, guest_id: str, user_id: str) -> None:
        """Make everything of the guest `user_id`'s. Nothing happens when `guest_id` is no guest (any more).

        Raises:
            SonixError: `banned`, 403, when `user_id` is shut out; `busy`, 503: once more, and it goes on.
        """
        guest = await self._guest(guest_id)
        if guest is None or guest_id == user_id:
            return
        person = await self._users.get(user_id)
        for room in await self._rooms.known_to(guest_id, MAX_ROOMS):
            await self._hand_over(room.room_id, guest_id, person)
        for _ in range(TRIES):
            try:
                async with self._database.transaction() as connection:
                    await _move(connection, guest_id, user_id)
            except DBAPIError as error:
                if not is_lost_race(error):
                    raise
            else:
                return
        raise _busy()

    async def _guest(self, guest_id: str) -> str | None:
        async with self._database.read() as connection:
            return (await connection.execute(select(users.c.user_id).where(_alive(guest_id)))).scalar()

    async def _hand_over(self, room_id: str, guest_id: str, person: Identity) -> None:
        """A full room that has no place for both keeps the guest: the same person, only under the old name. One that
        has banned the person is left.

        Raises:
            SonixError: `busy`, 503: what could not be saved now must not be left behind with a guest who is gone.
        """
        if await self._bans.against(room_id, person.user_id, ()) is None:
            if not _is_done(await self._rooms.join(room_id, person)):
                return
            await self._carry_standing(room_id, guest_id, person.user_id)
        _is_done(await self._rooms.execute(room_id, f"merge:{new_id()}", guest_id, Leave()))

    async def _carry_standing(self, room_id: str, guest_id: str, user_id: str) -> None:
        """The host's place, or the guest's role; and no longer voice than the guest had."""
        room = await self._rooms.committed(room_id)
        guest = None if room is None else room.members.get(guest_id)
        person = None if room is None else room.members.get(user_id)
        if room is None or guest is None or person is None:
            return
        commands: list[tuple[str | None, Command]] = []
        if room.host_id == guest_id:
            commands.append((guest_id, HandOver(member_id=user_id)))
        elif RANKS[guest.role] > RANKS[person.role] and room.host_id != user_id:
            commands.append((None, SetRole(user_id, guest.role)))
        if guest.muted_until_us > person.muted_until_us:
            commands.append((None, Mute(user_id, guest.muted_until_us)))
        commands.append((None, Inherit(guest_id, user_id)))
        for actor, command in commands:
            _is_done(await self._rooms.execute(room_id, f"merge:{new_id()}", actor, command))


def _is_done(reply: Reply | None) -> bool:
    """False when it was refused for good. Raises SonixError `busy` when the same may succeed a little later."""
    if isinstance(reply, Refused) and reply.retryable:
        raise _busy()
    return not isinstance(reply, Refused)


def _busy() -> SonixError:
    return SonixError("busy", "That did not work just now. Try again.", status=503, retryable=True)


def _alive(guest_id: str) -> ColumnElement[bool]:
    return (users.c.user_id == guest_id) & (users.c.kind == "guest") & users.c.deleted_at_s.is_(None)


async def _is_still_guest(connection: AsyncConnection, guest_id: str) -> bool:
    """Locked until the transaction ends: who has become an account meanwhile keeps what is theirs."""
    wanted = select(users.c.user_id).where(_alive(guest_id)).with_for_update()
    return (await connection.execute(wanted)).first() is not None


async def _move(connection: AsyncConnection, guest_id: str, user_id: str) -> None:
    if not await _is_still_guest(connection, guest_id):
        return
    await _move_music(connection, guest_id, user_id)
    await _move_past(connection, guest_id, user_id)
    await _move_wishes(connection, guest_id, user_id)
    await move_playlists(connection, guest_id, user_id)
    await hand_on_scrobbles(connection, guest_id, user_id)
    await connection.execute(delete(identities).where(identities.c.user_id == guest_id))
    await _close(connection, guest_id, user_id)


async def _move_past(connection: AsyncConnection, guest_id: str, user_id: str) -> None:
    """Invitations, and what was said and played in rooms that have the person for a member: others name nobody else."""
    made = update(invitations).where(invitations.c.made_by == guest_id)
    await connection.execute(made.values(made_by=user_id))
    theirs = select(room_members.c.room_id).where(room_members.c.member_id == user_id)
    played = (room_history.c.added_by == guest_id) & room_history.c.room_id.in_(theirs)
    await connection.execute(update(room_history).where(played).values(added_by=user_id))
    there = (room_visits.c.member_id == guest_id) & room_visits.c.room_id.in_(theirs)
    await connection.execute(update(room_visits).where(there).values(member_id=user_id))
    await hand_on(connection, guest_id, user_id)
    await hand_on_moderated(connection, guest_id, user_id)


async def _move_wishes(connection: AsyncConnection, guest_id: str, user_id: str) -> None:
    """Browsers that are told of things, and the rooms that are followed."""
    told = update(push_subscriptions).where(push_subscriptions.c.user_id == guest_id)
    await connection.execute(told.values(user_id=user_id))
    followed = select(room_followers).where(room_followers.c.user_id == guest_id)
    rows = [{**row, "user_id": user_id} for row in (await connection.execute(followed)).mappings()]
    await write_new(connection, room_followers, rows)
    await connection.execute(delete(room_followers).where(room_followers.c.user_id == guest_id))


async def _move_music(connection: AsyncConnection, guest_id: str, user_id: str) -> None:
    owned = (await connection.execute(select(tracks.c.track_id).where(tracks.c.owner_id == guest_id))).scalars()
    await give(connection, dict.fromkeys(owned, user_id))
    await forget_writer(connection, guest_id, heir=user_id)
    for column in (uploads.c.user_id, jobs.c.user_id):
        await connection.execute(update(column.table).where(column == guest_id).values({column.name: user_id}))
    held = select(track_holders.c.track_id).where(track_holders.c.user_id == guest_id)
    known = select(track_holders.c.track_id).where(track_holders.c.user_id == user_id)
    missing = (await connection.execute(held.where(track_holders.c.track_id.not_in(known)))).scalars().all()
    if missing:
        rows = [{"track_id": track_id, "user_id": user_id} for track_id in missing]
        await connection.execute(insert(track_holders), rows)
    await connection.execute(delete(track_holders).where(track_holders.c.user_id == guest_id))


async def _close(connection: AsyncConnection, guest_id: str, user_id: str) -> None:
    """The guest is gone but for the name in histories. An administrator's right goes along: it must not get lost."""
    was_admin = (await connection.execute(select(users.c.is_admin).where(users.c.user_id == guest_id))).scalar()
    gone = update(users).where(_alive(guest_id))
    await connection.execute(gone.values(deleted_at_s=int(time.time()), is_admin=False))
    is_admin = (await connection.execute(select(users.c.is_admin).where(users.c.user_id == user_id))).scalar()
    if was_admin and not is_admin:
        await connection.execute(update(users).where(users.c.user_id == user_id).values(is_admin=True))
        await Audit.write(connection, user_id, "admin_moved", f"user:{user_id}", from_guest=guest_id)

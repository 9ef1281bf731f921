"""Everything the database knows of somebody, as pages of rows: what "export my data" writes as JSON.

What is only there to check them by (hashes of passwords and tokens, public keys) is left out.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, Table, and_, or_, select

from sonix.db.engine import Database
from sonix.db.tables import queue_entries, room_history, room_members, rooms
from sonix.db.tables_accounts import audit, identities, invitations, passkeys, sessions, users
from sonix.db.tables_chat import chat_messages, chat_reactions
from sonix.db.tables_library import track_holders, tracks, uploads
from sonix.db.tables_listings import room_visits
from sonix.db.tables_lyrics import lyrics
from sonix.db.tables_moderation import moderation_log, room_bans, room_knocks
from sonix.db.tables_playlists import playlist_entries as entries
from sonix.db.tables_playlists import playlist_members as members
from sonix.db.tables_playlists import playlists
from sonix.db.tables_push import push_subscriptions, room_followers
from sonix.db.tables_queue import queue_standings, queue_votes
from sonix.db.tables_scrobbling import scrobblers, scrobbles

PAGE_ROWS = 500
_CHECKS_ONLY = {
    "password_hash",
    "token_hash",
    "public_key",
    "sign_count",
    "code_hash",
    "link_hash",
    "search",
    "p256dh",
    "auth_secret",
    "token_sealed",
}
_SUBSCRIPTION = push_subscriptions.c.subscription_id
_ENDINGS = ("_key", "_sort")


@dataclass(frozen=True)
class Belongings:
    """One file of the export: rows in the order of `by`, which is unique."""

    name: str
    rows: Select[Any]
    by: tuple[ColumnElement[Any], ...]


def belongings(user_id: str) -> list[Belongings]:
    """All files."""
    mine = select(room_members.c.room_id).where(room_members.c.member_id == user_id)
    of_room = and_(rooms.c.room_id == room_members.c.room_id, room_members.c.member_id == user_id)
    my_rooms = select(
        *_columns(room_members, "member_id"),
        rooms.c.code,
        rooms.c.name.label("room"),
        (rooms.c.host_id == user_id).label("is_host"),
    )
    owned_or_held = or_(
        tracks.c.owner_id == user_id,
        tracks.c.track_id.in_(select(track_holders.c.track_id).where(track_holders.c.user_id == user_id)),
    )
    return [
        _plain("account", users, users.c.user_id == user_id, users.c.user_id),
        _plain("identities", identities, identities.c.user_id == user_id, identities.c.identity_id),
        _plain("sessions", sessions, sessions.c.user_id == user_id, sessions.c.session_id),
        _plain("passkeys", passkeys, passkeys.c.user_id == user_id, passkeys.c.credential_id),
        Belongings("rooms", my_rooms.join(rooms, of_room), (room_members.c.room_id,)),
        _added("queue", queue_entries, mine, user_id, queue_entries.c.entry_id),
        _added("history", room_history, mine, user_id, room_history.c.seq),
        _spoken("messages", chat_messages, user_id),
        _spoken("reactions", chat_reactions, user_id),
        _voted("votes", queue_votes, user_id, queue_votes.c.entry_id, queue_votes.c.kind),
        _voted("turns", queue_standings, user_id),
        _plain("visits", room_visits, room_visits.c.member_id == user_id, room_visits.c.visit_id),
        _plain("bans", room_bans, room_bans.c.member_id == user_id, room_bans.c.ban_id),
        _plain("moderated", moderation_log, _either(moderation_log, user_id), moderation_log.c.line_id),
        Belongings("knocks", select(*_columns(room_knocks, "address_mark")).where(_knocked(user_id)), _KNOCK),
        _plain("uploads", uploads, uploads.c.user_id == user_id, uploads.c.upload_id),
        _plain("tracks", tracks, owned_or_held, tracks.c.track_id),
        _plain("lyrics", lyrics, lyrics.c.written_by == user_id, lyrics.c.track_id),
        _plain("playlists", playlists, playlists.c.owner_id == user_id, playlists.c.playlist_id),
        Belongings("playlist-entries", _in_playlists(user_id), (entries.c.playlist_id, entries.c.entry_id)),
        _plain("shared-playlists", members, members.c.user_id == user_id, members.c.playlist_id),
        _plain("invitations", invitations, invitations.c.made_by == user_id, invitations.c.invitation_id),
        _plain("scrobblers", scrobblers, scrobblers.c.user_id == user_id, scrobblers.c.service),
        _plain("scrobbles", scrobbles, scrobbles.c.user_id == user_id, scrobbles.c.scrobble_id),
        _plain("notifications", push_subscriptions, push_subscriptions.c.user_id == user_id, _SUBSCRIPTION),
        _plain("followed", room_followers, room_followers.c.user_id == user_id, room_followers.c.room_id),
        _plain("acts", audit, audit.c.actor_id == user_id, audit.c.seq),
    ]


def _in_playlists(user_id: str) -> Select[Any]:
    """What stands in lists of one's own, whoever added it, and what one added to those of others."""
    theirs = playlists.c.playlist_id == entries.c.playlist_id
    mine = or_(playlists.c.owner_id == user_id, entries.c.added_by == user_id)
    of_me = (entries.c.added_by == user_id).label("added_by_me")
    return select(*_columns(entries, "added_by"), of_me).join(playlists, theirs).where(mine)


_KNOCK = (room_knocks.c.room_id,)


def _knocked(user_id: str) -> ColumnElement[bool]:
    return room_knocks.c.user_id == user_id


def _either(log: Table, user_id: str) -> ColumnElement[bool]:
    """Lines about what somebody did, and what was done to them."""
    return or_(log.c.by_id == user_id, log.c.about_id == user_id)


async def json_of(database: Database, of: Belongings) -> AsyncIterator[bytes]:
    """The rows as a JSON array, a page at a time: no transaction is open while somebody slow downloads it."""
    after: list[Any] | None = None
    opening = b"["
    while True:
        wanted = of.rows if after is None else of.rows.where(_beyond(of.by, after))
        async with database.read() as connection:
            page = (await connection.execute(wanted.order_by(*of.by).limit(PAGE_ROWS))).mappings().all()
        for row in page:
            yield opening + b"\n  " + msgspec.json.encode(_readable(dict(row)))
            opening = b","
        if len(page) < PAGE_ROWS:
            break
        after = [page[-1][column.name] for column in of.by]
    yield (b"[" if opening == b"[" else b"\n") + b"]\n"


def _plain(name: str, table: Table, where: ColumnElement[bool], by: ColumnElement[Any]) -> Belongings:
    return Belongings(name, select(*_columns(table)).where(where), (by,))


def _added(name: str, table: Table, rooms_of: Select[Any], user_id: str, by: ColumnElement[Any]) -> Belongings:
    theirs = table.c.room_id.in_(rooms_of) & (table.c.added_by == user_id)
    return Belongings(name, select(*_columns(table, "added_by")).where(theirs), (table.c.room_id, by))


def _spoken(name: str, table: Table, user_id: str) -> Belongings:
    mine = select(*_columns(table, "member_id", "mentions")).where(table.c.member_id == user_id)
    return Belongings(name, mine, (table.c.room_id, table.c.seq))


def _voted(name: str, table: Table, user_id: str, *by: ColumnElement[Any]) -> Belongings:
    mine = select(*_columns(table, "member_id")).where(table.c.member_id == user_id)
    return Belongings(name, mine, (table.c.room_id, *by))


def _columns(table: Table, *but: str) -> list[ColumnElement[Any]]:
    return [c for c in table.c if c.name not in {*_CHECKS_ONLY, *but} and not c.name.endswith(_ENDINGS)]


def _beyond(by: tuple[ColumnElement[Any], ...], after: list[Any]) -> ColumnElement[bool]:
    """Rows behind one in the order of some columns."""
    beyond: ColumnElement[bool] = by[-1] > after[-1]
    for column, value in reversed(list(zip(by[:-1], after[:-1], strict=True))):
        beyond = or_(column > value, and_(column == value, beyond))
    return beyond


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    """JSON inside of a column is told as such."""
    return {name: _unpacked(name, value) for name, value in row.items()}


def _unpacked(name: str, value: Any) -> Any:
    if name not in ("track", "details") or not isinstance(value, str):
        return value
    try:
        return msgspec.json.decode(value)
    except msgspec.MsgspecError:
        return value

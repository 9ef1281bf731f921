"""The library: tracks come in, are found, edited, used by rooms and deleted. The `TrackResolver` of the rooms."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass

import anyio.to_thread
from sqlalchemy import RowMapping, and_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts.audit import Audit
from sonix.accounts.users import Users
from sonix.config import Settings
from sonix.core.errors import SonixError
from sonix.core.room.state import Track
from sonix.db.engine import Database
from sonix.db.tables_library import tracks
from sonix.library import browse, track_store
from sonix.library.adding import Adding
from sonix.library.album_gain import album_gains, album_of
from sonix.library.browse import Page, TrackQuery
from sonix.library.covers import cover_id_of, put_cover, received_cover, store_cover
from sonix.library.editing import changed_values
from sonix.library.rooms_of import check_member, usage_of
from sonix.library.rows import library_track, room_track
from sonix.library.schemas import LibraryTrack, TrackChanges, TrackUsage
from sonix.library.visibility import brought_by, can_edit, check_visibility, visible_in, visible_to
from sonix.library.word_index import reindex_track
from sonix.media.pool import MediaPool
from sonix.rooms.ports import Identity
from sonix.storage.port import Storage, cover_key


@dataclass(frozen=True)
class Scope:
    """Whose view of the library: everything the user may use, only their own, or what they may use in one room."""

    user: Identity
    mine: bool = False
    room_id: str | None = None


class Library:
    """Tracks and who may do what with them. `adding` is how they get in."""

    def __init__(self, database: Database, storage: Storage, users: Users, pool: MediaPool, settings: Settings) -> None:
        self._database = database
        self._storage = storage
        self._users = users
        self._pool = pool
        self._settings = settings
        self.adding = Adding(database, storage, settings.quotas)

    async def find(self, scope: Scope, query: TrackQuery) -> tuple[list[LibraryTrack], Page]:
        """One page of tracks as the user sees them, and the page's cursor and total."""
        async with self._database.read() as connection:
            page = await browse.find_tracks(connection, self._scoped(scope, query))
        return await self._shown(page.rows, scope.user), page

    async def find_artists(self, scope: Scope, query: TrackQuery) -> Page:
        """One page of artists."""
        async with self._database.read() as connection:
            return await browse.find_artists(connection, self._scoped(scope, query))

    async def find_albums(self, scope: Scope, query: TrackQuery) -> Page:
        """One page of albums."""
        async with self._database.read() as connection:
            return await browse.find_albums(connection, self._scoped(scope, query))

    async def get(self, track_id: str, user: Identity) -> LibraryTrack:
        """One track. Raises SonixError `no_such_track` when it is not there, or not for this user to see."""
        async with self._database.read() as connection:
            row = await self._visible(connection, track_id, user)
        return (await self._shown([row], user))[0]

    async def get_all(self, track_ids: Collection[str], user: Identity) -> dict[str, LibraryTrack]:
        """Those of the tracks that are there and for this user to see, by id."""
        if not track_ids:
            return {}
        async with self._database.read() as connection:
            query = select(tracks).where(tracks.c.track_id.in_(track_ids), visible_to(user))
            rows = (await connection.execute(query)).mappings().all()
        return {track.track_id: track for track in await self._shown(rows, user)}

    async def resolve(self, track_ids: Sequence[str], user_id: str, room_id: str) -> list[Track]:
        """See `TrackResolver.resolve`. Being in the room counts from the join on."""
        user = await self._users.get(user_id)
        allowed = visible_to(user) | visible_in(user, room_id)
        async with self._database.read() as connection:
            query = select(tracks).where(tracks.c.track_id.in_(set(track_ids)), allowed)
            rows = (await connection.execute(query)).mappings().all()
            gains = await album_gains(connection, rows)
        found = {row["track_id"]: room_track(row, gains.get(album_of(row))) for row in rows}
        return [found[track_id] for track_id in track_ids if track_id in found]

    async def visible_renditions(self, rendition_ids: Sequence[str], user: Identity) -> set[str]:
        """Those of the renditions that belong to tracks the user may use."""
        query = select(tracks.c.rendition_id).where(tracks.c.rendition_id.in_(set(rendition_ids)), visible_to(user))
        async with self._database.read() as connection:
            return set((await connection.execute(query)).scalars())

    async def edit(
        self, track_id: str, user: Identity, changes: TrackChanges, room_id: str | None = None
    ) -> LibraryTrack:
        """Change tags or visibility; `room_id` is the room `changes.room` names. Rooms keep the copy they have."""
        async with self._database.transaction() as connection:
            await track_store.hold(connection, track_id)
            row = await self._editable(connection, track_id, user)
            if changes.visibility is not None and changes.visibility != row["visibility"]:
                check_visibility(user, changes.visibility, self._settings.uploads)
            if changes.visibility == "room" and room_id is not None:
                await check_member(connection, room_id, user)
                await track_store.share_with_room(connection, track_id, room_id)
            values = changed_values(dict(row), changes)
            if values:
                await connection.execute(update(tracks).where(tracks.c.track_id == track_id).values(values))
                await reindex_track(connection, track_id, row["search"], values.get("search", row["search"]))
                await _note_act(connection, user, "track.edit", row)
        return await self.get(track_id, user)

    async def set_cover(self, track_id: str, user: Identity, picture: AsyncIterator[bytes]) -> LibraryTrack:
        """Give a track another cover. Raises SonixError `too_large`, `bad_cover`."""
        async with self._database.read() as connection:
            await self._editable(connection, track_id, user)
        async with received_cover(self._pool, picture, self._settings.data_dir / "work") as drawn:
            cover_id = await anyio.to_thread.run_sync(cover_id_of, drawn.full)
            # Listed before it is stored, as in `Adding`: a crash in between leaves nothing behind.
            async with self._database.transaction() as connection:
                await track_store.list_for_sweep(connection, "cover", cover_id)
            cover = await store_cover(self._storage, drawn.full, drawn.colours)
            async with self._database.transaction() as connection:
                row = await self._editable(connection, track_id, user)
                values = cover.columns()
                await connection.execute(update(tracks).where(tracks.c.track_id == track_id).values(values))
                await _note_act(connection, user, "track.cover", row)
                await track_store.keep(connection, cover.cover_id)
                if row["cover_id"] and row["cover_id"] != cover.cover_id:
                    await track_store.list_for_sweep(connection, "cover", row["cover_id"])
            if not await self._storage.exists(cover_key(cover.cover_id, "full")):  # swept in between
                await put_cover(self._storage, drawn.full, cover.cover_id)
        return await self.get(track_id, user)

    async def usage(self, track_id: str, user: Identity) -> TrackUsage:
        """What deleting the track would touch: rooms the user is in by name, the others only counted."""
        async with self._database.read() as connection:
            await self._editable(connection, track_id, user)
            return await usage_of(connection, track_id, user)

    async def delete(self, track_id: str, user: Identity) -> None:
        """Take a track out of the library; entries in queues play on from their own copy.

        When others brought the same bytes, an owner's track goes to one of them instead; the administrator deletes for
        everybody. Who only brought the same bytes as its owner gives up no more than having brought them.
        """
        async with self._database.transaction() as connection:
            await track_store.hold(connection, track_id)
            row = await self._visible(connection, track_id, user)
            if not can_edit(user, row["owner_id"]) and await track_store.drop_holder(
                connection, track_id, user.user_id
            ):
                return
            _check_editable(row, user)
            owner_leaves = row["owner_id"] == user.user_id and not user.is_admin
            if not (owner_leaves and await track_store.pass_on(connection, track_id, user.user_id)):
                await track_store.delete_track(connection, dict(row))
                await _note_act(connection, user, "track.delete", row)

    def _scoped(self, scope: Scope, query: TrackQuery) -> TrackQuery:
        allowed = visible_to(scope.user)
        if scope.room_id is not None:
            allowed = visible_in(scope.user, scope.room_id)
        mine = brought_by(scope.user.user_id) if scope.mine else true()
        return TrackQuery(**{**vars(query), "scope": and_(allowed, mine, query.scope)})

    async def _visible(self, connection: AsyncConnection, track_id: str, user: Identity) -> RowMapping:
        query = select(tracks).where(tracks.c.track_id == track_id, visible_to(user))
        row = (await connection.execute(query)).mappings().first()
        if row is None:
            raise SonixError("no_such_track", "This track is no longer in the library.", status=404)
        return row

    async def _editable(self, connection: AsyncConnection, track_id: str, user: Identity) -> RowMapping:
        """The row, if the user may change it. Raises SonixError `no_such_track` or `not_yours`, 403."""
        row = await self._visible(connection, track_id, user)
        _check_editable(row, user)
        return row

    async def _shown(self, rows: Sequence[RowMapping], user: Identity) -> list[LibraryTrack]:
        names = await self._users.names({row["owner_id"] for row in rows if row["owner_id"]})
        return [library_track(row, user, names) for row in rows]


async def _note_act(connection: AsyncConnection, user: Identity, action: str, row: RowMapping) -> None:
    """What is not one's own one changes as an administrator, and that is written down."""
    if row["owner_id"] != user.user_id:
        await Audit.write(connection, user.user_id, action, f"track:{row['track_id']}", title=row["title"])


def _check_editable(row: RowMapping, user: Identity) -> None:
    if not can_edit(user, row["owner_id"]):
        raise SonixError("not_yours", "Only its owner and the administrator can change this track.", status=403)

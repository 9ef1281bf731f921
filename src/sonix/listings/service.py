"""What a room tells of itself: shown before joining, and changed by whoever may."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy.exc import IntegrityError

from sonix.accounts.passwords import Passwords
from sonix.config import Directory
from sonix.core.errors import SonixError
from sonix.core.listing import check_start, checked_link_name, clean_description, clean_tags
from sonix.core.roles import has_right
from sonix.core.room.state import Room
from sonix.db.engine import Database
from sonix.library import folding
from sonix.listings.doors import normalised
from sonix.listings.schemas import MIN_PASSWORD, DetailChanges, NewSchedule
from sonix.listings.store import Listing, ListingStore, read_listing, write_listing, write_tags
from sonix.rooms.ports import Identity

log = structlog.get_logger(__name__)


class Listings:
    """Changes of what rooms tell of themselves."""

    def __init__(
        self,
        database: Database,
        store: ListingStore,
        passwords: Passwords,
        directory: Directory,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._directory = directory
        self._store = store
        self._passwords = passwords
        self._now_s = now_s

    async def change(self, room: Room, who: Identity, changes: DetailChanges) -> Listing:
        """Change what is said in `changes`, all of it or nothing.

        Raises:
            SonixError: whoever asks may not (403), a value is of no use (422), or the link name is taken (409).
            PasswordsBusyError.
        """
        check_right(room, who)
        values = await self._values(who, changes)
        tags = None if changes.tags is None else clean_tags(changes.tags)
        try:
            async with self._database.transaction() as connection:
                known = await read_listing(connection, room.room_id)
                words = (values.get("description", known.description), *(known.tags if tags is None else tags))
                values["search"] = folding.search_text(*words)
                await write_listing(connection, room, {**values, **self._edition(known)})
                if tags is not None:
                    await write_tags(connection, room.room_id, tags)
        except IntegrityError as error:
            text = "Another room has this link name. Choose a different one."
            raise SonixError("name_taken", text, status=409) from error
        log.info("room_told", room_id=room.room_id, fields=sorted(changes.model_fields_set))
        return await self._store.get(room.room_id)

    async def schedule(self, room: Room, who: Identity, wanted: NewSchedule | None) -> Listing:
        """Have the room open at an hour, or with None be open as ever.

        Raises:
            SonixError: whoever asks may not (403), or the hour is none (422).
        """
        check_right(room, who)
        values: dict[str, Any] = {"starts_at_s": None, "zone": None}
        if wanted is not None:
            starts_at_s = instant_of(wanted.starts_at)
            check_start(starts_at_s, self._now_s())
            values = {"starts_at_s": starts_at_s, "zone": wanted.zone}
        return await self._set(room, {**values, "opened_at_s": None, "told_at_s": None})

    async def open_now(self, room: Room, who: Identity) -> Listing:
        """Open a room before its hour. Raises SonixError: whoever asks may not (403), or it is open (409)."""
        check_right(room, who)
        now_s = self._now_s()
        if (await self._store.get(room.room_id)).phase(now_s) == "open":
            raise SonixError("open_already", "This room is open already.", status=409)
        return await self._set(room, {"opened_at_s": int(now_s)})

    async def _set(self, room: Room, values: dict[str, Any]) -> Listing:
        async with self._database.transaction() as connection:
            known = await read_listing(connection, room.room_id)
            await write_listing(connection, room, {**values, **self._edition(known)})
        return await self._store.get(room.room_id)

    def _edition(self, known: Listing) -> dict[str, int]:
        return {"edition": known.edition + 1, "changed_at_s": int(self._now_s())}

    async def _values(self, who: Identity, changes: DetailChanges) -> dict[str, Any]:
        values: dict[str, Any] = {}
        if changes.description is not None:
            values["description"] = clean_description(changes.description)
        if changes.public is not None:
            values["public"] = changes.public and self._may_be_listed(who)
        if changes.link_name is not None:
            values["link_name"] = _link_name(who, changes.link_name)
        if changes.password is not None:
            values["password_hash"] = await self._hashed(changes.password)
        return values

    def _may_be_listed(self, who: Identity) -> bool:
        if self._directory.who == "nobody":
            raise SonixError("directory_off", "This Sonix has no directory of rooms.", status=403)
        if self._directory.who == "accounts" and who.kind != "account":
            text = "Here only people with an account list rooms. Make one, or sign in."
            raise SonixError("for_accounts", text, status=403)
        return True

    async def _hashed(self, password: str) -> str | None:
        if password == "":
            return None
        if len(password) < MIN_PASSWORD:
            text = f"A room's password has {MIN_PASSWORD} letters or more. Make it longer."
            raise SonixError("short_password", text, status=422)
        return await self._passwords.hash(normalised(password))


def check_right(room: Room, who: Identity) -> None:
    """Raises SonixError `not_yours`, 403, unless they may change what the room tells."""
    if not has_right(room, who.user_id, "configure"):
        raise SonixError("not_your_room", "You may not change this in this room. Ask its host.", status=403)


def _link_name(who: Identity, text: str) -> str | None:
    if text.strip() == "":
        return None
    if who.kind != "account":
        message = "Link names are for people with an account. Make one, or sign in."
        raise SonixError("for_accounts", message, status=403)
    return checked_link_name(text)


def instant_of(text: str) -> int:
    """Wall-clock seconds of an ISO 8601 instant. Raises SonixError `bad_start`, 422."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError("no offset")
        return int(moment.timestamp())
    except (ValueError, OverflowError) as error:
        raise SonixError("bad_start", "This time can't be read. Choose a day and a time.", status=422) from error


def iso(at_s: float) -> str:
    """Wall-clock seconds as ISO 8601 in UTC."""
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

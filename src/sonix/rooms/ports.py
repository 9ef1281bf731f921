"""What the rooms need of the rest, each a `Protocol` named by a noun."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, Protocol

import msgspec

from sonix.core.room.state import Room, Track
from sonix.protocol.server import Grant, Revision


class Identity(msgspec.Struct, frozen=True):
    """Who a token speaks for. In a room the user id is the member id.

    `session_id`: the device they are signed in on; None for whoever is looked up and not signed in.
    `expires_at_s`: until when the token is good, in wall-clock seconds.
    """

    user_id: str
    name: str
    is_admin: bool = False
    kind: Literal["guest", "account"] = "guest"
    session_id: str | None = None
    expires_at_s: int | None = None


class TokenVerifier(Protocol):
    """Implemented by `sonix.accounts`."""

    async def verify(self, token: str) -> Identity:
        """Return who this is.

        Raises:
            SonixError: the token is no good; `code` and `message` are told to the client.
        """
        ...


class SessionChecker(Protocol):
    """Implemented by `sonix.accounts`."""

    async def ended(self, session_ids: Sequence[str]) -> dict[str, Literal["signed_out", "banned"]]:
        """Return those of `session_ids` that are over, and why."""
        ...


class TrackResolver(Protocol):
    """Implemented by `sonix.library`."""

    async def resolve(self, track_ids: Sequence[str], user_id: str, room_id: str) -> list[Track]:
        """Return those of `track_ids` that exist and that `user_id` may use in `room_id`, in the given order."""
        ...


class GrantIssuer(Protocol):
    """Implemented by `sonix.storage.signing`."""

    def grants(self, rendition_ids: Iterable[str]) -> tuple[Grant, ...]:
        """Return a signed, expiring address for each rendition."""
        ...


class Clock(Protocol):
    """The room timeline."""

    @property
    def clock_id(self) -> str:
        """Names the timeline."""
        ...

    @property
    def last_seen_us(self) -> int:
        """Until when a server is known to have run before this start."""
        ...

    async def seen(self) -> None:
        """Write down that a server runs now."""
        ...

    def now_us(self) -> int: ...


class Receipt(msgspec.Struct, frozen=True):
    """The answer to one command. `code` None: it stands as of `rev`, `message` is what of it did not fit; else it was
    refused.

    `member_id` is the empty string for the system's own commands.
    """

    member_id: str
    cmd_id: str
    rev: int
    code: str | None = None
    message: str | None = None


class Batch(msgspec.Struct, frozen=True):
    """What one transaction writes: the way from `before` to `after` in `after.rev - before.rev` commits, and the
    answers.

    `revisions` has one element for each commit, without gaps. It may be empty: then only receipts are written.
    """

    before: Room
    after: Room
    revisions: tuple[Revision, ...]
    receipts: tuple[Receipt, ...]
    at_us: int


class Played(msgspec.Struct, frozen=True):
    """One line of a room's history. `seq` orders it, newest highest."""

    seq: int
    entry_id: str
    track: Track
    added_by: str
    at_us: int


class KnownRoom(msgspec.Struct, frozen=True):
    """A room somebody is a member of, and when they last came or went (room timeline, µs)."""

    room_id: str
    code: str
    name: str
    seen_at_us: int


class RoomStore(Protocol):
    """Where rooms are kept. One contract suite runs against every adapter."""

    async def create(self, room: Room) -> bool:
        """Write a new room; False when its code is taken."""
        ...

    async def load(self, room_id: str) -> Room | None:
        """Return the room as of its last commit."""
        ...

    async def find(self, code: str) -> str | None:
        """Return the id of the room with this code."""
        ...

    async def answers(self, room_id: str, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Receipt]:
        """Return the receipts there are for `(member_id, cmd_id)` keys."""
        ...

    async def commit(self, batch: Batch) -> bool:
        """Write all of `batch`, durably, or nothing.

        False: the room is no longer at `before.rev`, or one of the receipts exists already. Load, look for receipts,
        decide again.
        """
        ...

    async def revisions(self, room_id: str, after_rev: int, limit: int) -> list[Revision]:
        """Return up to `limit` commits after `after_rev`, oldest first; it may start later when the log was pruned."""
        ...

    async def log_length(self, room_id: str, after_rev: int) -> int:
        """Return how long the log after `after_rev` is as JSON text, in characters."""
        ...

    async def history(self, room_id: str, before_seq: int | None, limit: int) -> list[Played]:
        """Return what was played, newest first."""
        ...

    async def last_played(self, room_id: str, track_ids: Sequence[str], after_us: int) -> dict[str, int]:
        """Return when each of `track_ids` was last played after `after_us`; those that were not are left out."""
        ...

    async def known_to(self, member_id: str, limit: int) -> list[KnownRoom]:
        """Return rooms `member_id` has joined and not left, last seen first."""
        ...

    async def seen(self, room_id: str, member_id: str, at_us: int) -> None:
        """Note that a member came or went."""
        ...

    async def last_seen_us(self, room_id: str, member_id: str) -> int:
        """Return when a member last came or went; 0 for who is none."""
        ...

    async def prune(self, room_id: str, up_to_rev: int) -> None:
        """Forget the log of one room up to a revision."""
        ...

    async def shorten(self, room_id: str, keep: int) -> None:
        """Forget the oldest of one room's log, so that no more than `keep` characters of it stay. Receipts stay."""
        ...

    async def prune_before(self, at_us: int) -> None:
        """Forget the logs and receipts of all rooms from before `at_us`."""
        ...

"""What happened, as absolute facts: applying one twice, or skipping to a later snapshot, is harmless.

These structures go over the wire and into the `room_events` table as they are.
"""

from __future__ import annotations

import msgspec

from sonix.core.room.state import LoopMode, Member, QueueEntry, Settings, Standing, Track, Transport


class TransportChanged(msgspec.Struct, frozen=True, tag="transport"):
    """The whole transport, and what stays audible until `transport.at_us`. `by` is a member id, None for the system."""

    transport: Transport
    previous: Transport | None
    by: str | None = None


class EntriesUpserted(msgspec.Struct, frozen=True, tag="entries"):
    """Entries added, moved or re-keyed: each as it is now."""

    entries: tuple[QueueEntry, ...]


class EntriesReordered(msgspec.Struct, frozen=True, tag="order"):
    """New order keys (`entry_id -> order_key`); `seed` when a shuffle drew them."""

    keys: dict[str, str]
    seed: int | None = None


class EntriesRemoved(msgspec.Struct, frozen=True, tag="removed"):
    """`undo_id` is None for entries trimmed from the played end: those cannot be brought back."""

    entry_ids: tuple[str, ...]
    undo_id: str | None
    by: str | None = None


class RemovalUndone(msgspec.Struct, frozen=True, tag="restored"):
    """The removal `undo_id` no longer stands; its entries are back as listed."""

    undo_id: str
    entries: tuple[QueueEntry, ...]


class LoopChanged(msgspec.Struct, frozen=True, tag="loop"):
    mode: LoopMode


class RoomConfigured(msgspec.Struct, frozen=True, tag="configured"):
    name: str
    settings: Settings
    by: str | None = None


class MemberUpserted(msgspec.Struct, frozen=True, tag="member"):
    """Joined, renamed, given a role, muted, or left for good (`member.left`); `by` when somebody else did it."""

    member: Member
    by: str | None = None


class HostChanged(msgspec.Struct, frozen=True, tag="host"):
    """`by`: who handed over; None when it came about by itself."""

    host_id: str
    by: str | None = None


class SilenceChanged(msgspec.Struct, frozen=True, tag="silence"):
    silent_since_us: int | None


class ClickTrackSet(msgspec.Struct, frozen=True, tag="click_track"):
    """Every device clicks at each whole second of room time until `until_us`; a time that has passed ends it."""

    until_us: int


class EntryVoted(msgspec.Struct, frozen=True, tag="voted"):
    """`member_id` wants the entry, or (`wanted` false) no more. `votes`: how many want it now."""

    entry_id: str
    member_id: str
    wanted: bool
    votes: int


class SkipVoted(msgspec.Struct, frozen=True, tag="skip_voted"):
    """`member_id` wants the current entry skipped, or no more. `votes`: how many want that now."""

    entry_id: str
    member_id: str
    wanted: bool
    votes: int


class StandingChanged(msgspec.Struct, frozen=True, tag="standing"):
    """What the rules of the queue remember of a member, as it is now."""

    member_id: str
    standing: Standing


class TrackStarted(msgspec.Struct, frozen=True, tag="started"):
    """History: `track` sounded from `at_us` on, from its beginning or wherever the room jumped in.

    The wishes for it are fulfilled: its votes, its pin and the votes to skip what played are gone, and whoever added it
    has had their turn.
    """

    entry_id: str
    track: Track
    added_by: str
    at_us: int


Event = (
    TransportChanged
    | EntriesUpserted
    | EntriesReordered
    | EntriesRemoved
    | RemovalUndone
    | LoopChanged
    | RoomConfigured
    | MemberUpserted
    | HostChanged
    | SilenceChanged
    | ClickTrackSet
    | EntryVoted
    | SkipVoted
    | StandingChanged
    | TrackStarted
)

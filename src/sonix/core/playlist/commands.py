"""What an editor may ask for. Every command names its target, so that several at once mean what each of them meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class NewEntry:
    """A track with the id its place in the list is to have."""

    entry_id: str
    track_id: str


@dataclass(frozen=True)
class Add:
    """Put tracks behind an entry; None: before all others; "end": behind all others."""

    entries: tuple[NewEntry, ...]
    after: str | Literal["end"] | None = "end"


@dataclass(frozen=True)
class Remove:
    """Take entries out, so that `undo_id` brings them back. Those that are gone already are passed over."""

    entry_ids: tuple[str, ...]
    undo_id: str


@dataclass(frozen=True)
class Undo:
    """Bring back what a removal took out, each entry to its place."""

    undo_id: str


@dataclass(frozen=True)
class Move:
    """Put entries, in the order they are named, behind another one; None: before all others."""

    entry_ids: tuple[str, ...]
    after: str | None


@dataclass(frozen=True)
class Rename:
    """Call the list something else."""

    name: str


Command = Add | Remove | Undo | Move | Rename

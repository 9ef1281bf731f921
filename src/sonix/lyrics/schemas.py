"""REST shapes of lyrics."""

from __future__ import annotations

from pydantic import BaseModel

from sonix.core.lyrics import LyricsKind
from sonix.lyrics.store import LyricsSource


class LyricLineOut(BaseModel):
    """A line that is sung from `at_us` of the music on; empty where nothing is sung."""

    at_us: int
    text: str


class LyricsOut(BaseModel):
    """The lyrics of a track. `kind` is `none` when there are none; `lines` only when they are `synced`.

    `text` is what one edits: LRC when they are synced.
    """

    track_id: str
    kind: LyricsKind
    source: LyricsSource | None
    text: str
    lines: list[LyricLineOut]
    can_edit: bool

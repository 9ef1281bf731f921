"""Turning a request to edit a track into column values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sonix.core.errors import SonixError
from sonix.core.text import clean_line
from sonix.library.rows import FIELD_CHARS, TEXT_FIELDS, derived
from sonix.library.schemas import TrackChanges

NUMBER_FIELDS = ("track_no", "disc_no", "year")


def changed_values(row: Mapping[str, Any], changes: TrackChanges) -> dict[str, Any]:
    """The columns to set; empty when nothing was sent.

    Raises:
        SonixError: `bad_title`, 422: a track always has a title.
    """
    sent = changes.model_fields_set
    values: dict[str, Any] = {}
    for name in TEXT_FIELDS:
        text = getattr(changes, name)
        if name in sent and text is not None:
            values[name] = clean_line(text)[: FIELD_CHARS[name]]
    values.update({name: getattr(changes, name) for name in NUMBER_FIELDS if name in sent})
    if values.get("title") == "":
        raise SonixError("bad_title", "A track needs a title.", status=422)
    if values:
        values.update(derived({**row, **values}))
    if changes.visibility is not None:
        values["visibility"] = changes.visibility
    return values

"""Pages of lists: bounded, and continued after the last row seen, so that rows that come and go shift nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query
from sqlalchemy import ColumnElement, RowMapping, and_, or_

from sonix.core.errors import SonixError
from sonix.library.browse import decode_cursor, encode_cursor

PAGE_ROWS = 50
MAX_CHARS = 64
Cursor = Annotated[str | None, Query(max_length=500)]


def cut(rows: Sequence[RowMapping], *by: str) -> tuple[list[RowMapping], str | None]:
    """A page of rows of which one more than fits was asked for, and the cursor of the next: its last row's `by`."""
    page = list(rows[:PAGE_ROWS])
    if len(rows) <= PAGE_ROWS:
        return page, None
    return page, encode_cursor(*(str(page[-1][name]) for name in by))


def text_after(cursor: str) -> str:
    """What a cursor of one id says. Raises SonixError `bad_cursor`, 422."""
    return _as_text(decode_cursor(cursor, 1)[0])


def number_after(cursor: str) -> int:
    """What a cursor of one number says. Raises SonixError `bad_cursor`, 422."""
    return _as_number(decode_cursor(cursor, 1)[0])


def number_and_text_after(cursor: str) -> tuple[int, str]:
    """What a cursor of a number and an id says. Raises SonixError `bad_cursor`, 422."""
    number, text = decode_cursor(cursor, 2)
    return _as_number(number), _as_text(text)


def further(columns: tuple[ColumnElement[int], ColumnElement[str]], last: tuple[int, str]) -> ColumnElement[bool]:
    """Rows behind the last one seen, where both columns fall. The bound on the first alone is what an index is
    entered by."""
    number, text = columns
    return and_(number <= last[0], or_(number < last[0], text < last[1]))


def _as_text(value: Any) -> str:
    text = str(value)
    if len(text) > MAX_CHARS or not text.isprintable() or not text.isascii():
        raise bad_cursor()
    return text


def _as_number(value: Any) -> int:
    text = str(value)
    if len(text) > 18 or not text.isascii() or not text.isdecimal():
        raise bad_cursor()
    return int(text)


def bad_cursor() -> SonixError:
    """The answer to a cursor that is none of ours."""
    return SonixError("bad_cursor", "This page can't be found. Start from the beginning.", status=422)

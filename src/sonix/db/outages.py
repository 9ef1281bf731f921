"""What a database says when it gave up on a transaction, is gone, or does not answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError

from sonix.core.errors import SonixError

RETRY_AFTER_S = 2
_LOST_RACE_STATES = {"40001", "40P01"}
"""Serialization failure, deadlock."""
_LOST_RACE_NUMBERS = (1020, 1205, 1213)
"""Record has changed since last read, lock wait timeout, deadlock."""
_GONE_STATE_CLASSES = ("08", "57P", "53")
"""Connection exception, operator intervention (shutting down, starting up), insufficient resources."""
_GONE_NUMBERS = (1040, 1053, 1152, 1203, 1927, 2002, 2003, 2006, 2013, 2014)
"""Too many connections, shutting down, aborted, too many of one user, killed, and what clients say of a lost one."""
_GONE_TEXTS = (
    *("closed", "lost connection", "connection was", "not connected", "released back to the pool"),
    "database is locked",  # SQLite: another process has been writing for longer than is waited
)
_CHANGED_TEXT = "cached statement plan is invalid"
"""PostgreSQL, once, after another node has migrated."""


_UNSTORABLE_STATES = {"22021", "22P05"}
"""Character not in repertoire, untranslatable character: PostgreSQL keeps no NUL."""


class DatabaseUnavailableError(SonixError):
    """The database is gone or does not answer: the same again, a little later, may well succeed."""

    def __init__(self) -> None:
        message = "The database does not answer just now. Try again in a moment."
        super().__init__("database_unavailable", message, status=503, retryable=True)
        self.retry_after_s = RETRY_AFTER_S


@contextmanager
def told_as_outage() -> Iterator[None]:
    """Turn whatever tells that the database is gone into a `DatabaseUnavailableError`; let other errors pass.

    Raises:
        SonixError: `unusable_text`, 422, for a character that this database does not keep.
    """
    try:
        yield
    except DBAPIError as error:
        if any(_told(one)[0] in _UNSTORABLE_STATES for one in _raised(error)):
            sentence = "There is a character in it that can't be used here. Type it again."
            raise SonixError("unusable_text", sentence, status=422) from error
        if not is_outage(error):
            raise
        raise DatabaseUnavailableError from error
    except (OSError, TimeoutError, NoConnectionFreeError) as error:
        raise DatabaseUnavailableError from error


def is_lost_race(error: DBAPIError) -> bool:
    """Whether the database gave up on a transaction because of another one: the same again may well succeed.

    PostgreSQL tells so by its SQLSTATE, MySQL and MariaDB by a number. SQLite has one writer at a time.
    """
    return any(
        state in _LOST_RACE_STATES or number in _LOST_RACE_NUMBERS for state, number in map(_told, _raised(error))
    )


def is_outage(error: DBAPIError) -> bool:
    """Whether the connection or the server is gone."""
    if error.connection_invalidated:
        return True
    for one in _raised(error):
        state, number = _told(one)
        if state.startswith(_GONE_STATE_CLASSES) or number in _GONE_NUMBERS or isinstance(one, OSError):
            return True
    said = str(error.orig).lower()
    if _CHANGED_TEXT in said:
        return True
    return isinstance(error, InterfaceError | OperationalError) and any(text in said for text in _GONE_TEXTS)


def _raised(error: DBAPIError) -> list[BaseException]:
    """The driver's error, and what it was raised from."""
    found: list[BaseException | None] = [error.orig, None if error.orig is None else error.orig.__cause__]
    return [one for one in found if one is not None]


def _told(error: BaseException) -> tuple[str, int]:
    """SQLSTATE and number of a driver's error; empty and 0 when it has none."""
    state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None) or ""
    number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    return str(state), number

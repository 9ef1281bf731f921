"""Whether a server runs on a data folder: a lock that the system takes back however the server ends."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sonix.config.settings import Settings
from sonix.core.errors import SonixError

_LOCK = "serving.lock"
_TAKEN = (errno.EWOULDBLOCK, errno.EACCES)


@contextmanager
def serving(settings: Settings) -> Iterator[None]:
    """The folder is served while the body runs; several servers may share it.

    Raises:
        SonixError: `restoring`, 409: it is being made what a backup says.
    """
    text = "A backup is being restored into this data folder. Start Sonix when that is done."
    with _locked(settings, SonixError("restoring", text, status=409), alone=False):
        yield


@contextmanager
def not_serving(settings: Settings) -> Iterator[None]:
    """No server runs on the folder while the body runs.

    Raises:
        SonixError: `serving`, 409: one runs now.
    """
    text = (
        f"Sonix is running on the data folder {settings.data_dir}. Stop it first (Ctrl+C where it was started, or the "
        "service), then restore: a running server would write over what comes back. Nothing has been changed."
    )
    with _locked(settings, SonixError("serving", text, status=409), alone=True):
        yield


@contextmanager
def _locked(settings: Settings, refusal: SonixError, *, alone: bool) -> Iterator[None]:
    """A disk that knows no locks, as some network folders, keeps nobody from anything; nor does another user's file."""
    try:
        lock = os.open(settings.data_dir / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield
        return
    try:
        try:
            _take(lock, alone=alone)
        except OSError as wrong:
            if wrong.errno in _TAKEN:
                raise refusal from wrong
        yield
    finally:
        os.close(lock)


def _take(lock: int, *, alone: bool) -> None:
    """Raises OSError, one of `_TAKEN` when somebody has it. Where there are no such locks, nothing is kept apart."""
    if sys.platform == "win32":
        return
    import fcntl

    fcntl.flock(lock, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)

"""What is told to the services where plays are written down, and how they may answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

import msgspec

from sonix.core.errors import SonixError
from sonix.core.room.state import Track
from sonix.web.outbound import UnreachableError

ServiceName = Literal["listenbrainz", "lastfm"]
SERVICES: tuple[ServiceName, ...] = ("listenbrainz", "lastfm")
MAX_PAUSE_S = 3600
MAX_CHARS = 500
MAX_NAME_CHARS = 160


class Play(msgspec.Struct, frozen=True):
    """One track as somebody has heard it. `length_s` in seconds; `at_s`: when it began, wall-clock seconds."""

    artist: str
    title: str
    album: str
    length_s: int
    at_s: int


def play_of(track: Track, at_s: int) -> Play | None:
    """What is told of a track; None when it has no artist or no title: no service takes that."""
    artist, title, album = (text.strip()[:MAX_CHARS] for text in (track.artist, track.title, track.album))
    return Play(artist, title, album, track.duration_us // 1_000_000, at_s) if artist and title else None


class TokenGoneError(SonixError):
    """The service does not know the token (any more)."""

    def __init__(self) -> None:
        super().__init__(
            "token_refused", "The service does not know this token. Check it, or make a new one.", status=422
        )


class BusyError(SonixError):
    """Later again. `pause_s` when the service says how much later."""

    def __init__(self, pause_s: int | None = None) -> None:
        super().__init__(
            "unreachable", "The service can't be used just now. Try again later.", status=502, retryable=True
        )
        self.pause_s = pause_s


class UnwantedError(SonixError):
    """The service takes at least one of these plays as badly told: it will never take them as they are."""

    def __init__(self) -> None:
        super().__init__("unwanted", "The service does not take what it was told.", status=502)


class Service(Protocol):
    """Where plays are written down."""

    async def submit(self, token: str, plays: tuple[Play, ...]) -> frozenset[int]:
        """Write them down; which of them (by place) the service wants to have again later.

        One that it takes no interest in is none of our business any more.

        Raises:
            TokenGoneError, BusyError, UnwantedError, UnreachableError, RefusedAddressError.
        """
        ...


def name_in(found: Mapping[str, object], field: str) -> str:
    """The name in an answer, fit to be shown. Raises UnreachableError when there is none."""
    name = found.get(field)
    shown = "".join(c for c in name if c.isprintable()).strip() if isinstance(name, str) else ""
    if not shown:
        raise UnreachableError("it does not say who you are")
    return shown[:MAX_NAME_CHARS]


def asked_pause_s(headers: Mapping[str, str], *names: str) -> int | None:
    """How long the service asks us to wait."""
    said = next((headers[name] for name in names if name in headers), "")
    return min(MAX_PAUSE_S, max(1, int(said))) if said.isascii() and said.isdecimal() and len(said) <= 6 else None

"""What the services understand: ListenBrainz (or who speaks its API) and Last.fm. One request for up to 50 plays."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Literal, Protocol
from urllib.parse import urlencode

import msgspec

from sonix.core.errors import SonixError
from sonix.web.outbound import Answer, Outbound, UnreachableError

ServiceName = Literal["listenbrainz", "lastfm"]
MAX_PAUSE_S = 3600
_LASTFM_TOKEN_GONE = (4, 9, 14, 15, 26)
_LASTFM_LATER = (8, 11, 16, 29)
"""Codes of Last.fm's API: authentication failed, invalid session, token not authorised or expired, key suspended;
and failed for the moment, offline, temporarily unavailable, rate limit."""


class Play(msgspec.Struct, frozen=True):
    """One track as somebody has heard it. `length_s` in seconds; `at_s`: when it began, wall-clock seconds."""

    artist: str
    title: str
    album: str
    length_s: int
    at_s: int


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


class Service(Protocol):
    """Where plays are written down."""

    async def submit(self, token: str, plays: tuple[Play, ...]) -> None:
        """Write them down. One that the service takes no interest in is none of our business any more.

        Raises:
            TokenGoneError, BusyError, UnreachableError, RefusedAddressError.
        """
        ...


class ListenBrainz:
    """https://listenbrainz.readthedocs.io, API version 1. A person's token stands in their settings there."""

    def __init__(self, outbound: Outbound, url: str) -> None:
        self._outbound = outbound
        self._url = url.rstrip("/")

    async def name_of(self, token: str) -> str:
        """Whose token it is. Raises TokenGoneError, BusyError, UnreachableError."""
        answer = await self._outbound.get(f"{self._url}/1/validate-token", _authorised(token))
        _check(answer)
        found = answer.json()
        if found.get("valid") is not True:
            raise TokenGoneError
        return str(found.get("user_name") or "")

    async def submit(self, token: str, plays: tuple[Play, ...]) -> None:
        """See `Service`."""
        kind = "single" if len(plays) == 1 else "import"
        body = {"listen_type": kind, "payload": [_listen(play) for play in plays]}
        headers = {**_authorised(token), "Content-Type": "application/json"}
        _check(await self._outbound.post(f"{self._url}/1/submit-listens", json.dumps(body), headers))


class LastFm:
    """https://www.last.fm/api, its desktop sign-in: a token is asked for, allowed by its owner there, and exchanged."""

    def __init__(self, outbound: Outbound, url: str, page: str, key: str, secret: str) -> None:
        self._outbound = outbound
        self._url = url
        self._page = page
        self._key = key
        self._secret = secret

    async def begin(self) -> tuple[str, str]:
        """A token that is to be allowed, and the page where its owner does that."""
        token = str((await self._call("auth.getToken")).get("token") or "")
        if not token:
            raise UnreachableError("it gives no token")
        return token, f"{self._page}?{urlencode({'api_key': self._key, 'token': token})}"

    async def finish(self, token: str) -> tuple[str, str]:
        """The name and the session key behind a token. Raises TokenGoneError when nobody has allowed it yet."""
        session = (await self._call("auth.getSession", token=token)).get("session")
        if not isinstance(session, dict) or not session.get("key"):
            raise UnreachableError("it gives no session")
        return str(session.get("name") or ""), str(session["key"])

    async def submit(self, token: str, plays: tuple[Play, ...]) -> None:
        """See `Service`."""
        fields: dict[str, str] = {"sk": token}
        for i, play in enumerate(plays):
            fields |= {
                f"artist[{i}]": play.artist or "Unknown",
                f"track[{i}]": play.title,
                f"timestamp[{i}]": str(play.at_s),
                f"duration[{i}]": str(play.length_s),
            }
            if play.album:
                fields[f"album[{i}]"] = play.album
        await self._call("track.scrobble", **fields)

    async def _call(self, method: str, **fields: str) -> dict[str, Any]:
        signed = {**fields, "method": method, "api_key": self._key}
        form = urlencode({**signed, "api_sig": signature(signed, self._secret), "format": "json"})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await self._outbound.post(self._url, form, headers)
        try:
            found = answer.json()
        except UnreachableError:
            _check(answer)
            raise
        code = found.get("error")
        if code in _LASTFM_TOKEN_GONE:
            raise TokenGoneError
        if code in _LASTFM_LATER or answer.status >= 500:
            raise BusyError(_pause(answer.headers))
        return found


def signature(fields: Mapping[str, str], secret: str) -> str:
    """`api_sig` of a call: MD5 over names and values in the order of names, then the secret: Last.fm's choice."""
    text = "".join(f"{name}{fields[name]}" for name in sorted(fields)) + secret
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _authorised(token: str) -> dict[str, str]:
    return {"Authorization": f"Token {token}"}


def _check(answer: Answer) -> None:
    """Raises TokenGoneError or BusyError. Another refusal is about what was sent: the same will never be taken."""
    if answer.status in (401, 403):
        raise TokenGoneError
    if answer.status == 429 or answer.status >= 500:
        raise BusyError(_pause(answer.headers))


def _pause(headers: Mapping[str, str]) -> int | None:
    said = headers.get("x-ratelimit-reset-in") or headers.get("retry-after") or ""
    return min(MAX_PAUSE_S, max(1, int(said))) if said.isdecimal() and len(said) <= 6 else None


def _listen(play: Play) -> dict[str, Any]:
    about = {"artist_name": play.artist or "Unknown", "track_name": play.title}
    if play.album:
        about["release_name"] = play.album
    more = {"media_player": "Sonix", "submission_client": "Sonix", "duration": play.length_s}
    return {"listened_at": play.at_s, "track_metadata": {**about, "additional_info": more}}

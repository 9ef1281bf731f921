"""Last.fm, or a server that speaks its API: https://www.last.fm/api."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import urlencode

from sonix.core.errors import SonixError
from sonix.scrobbling.services import (
    MAX_PAUSE_S,
    BusyError,
    Play,
    TokenGoneError,
    UnwantedError,
    asked_pause_s,
    name_in,
)
from sonix.web.outbound import Outbound, UnreachableError

BAD_SESSION = 9
BAD_REQUEST = 6
NOT_ALLOWED = 14
NEW_TOKEN_NEEDED = (4, 15)
TOO_MANY_TODAY = "5"


class NotAllowedYetError(SonixError):
    """Nobody has pressed the button on the page of Last.fm."""

    def __init__(self) -> None:
        super().__init__(
            "not_allowed_yet", "Last.fm has not been told to allow it yet. Allow it there first.", status=409
        )


class LastFm:
    """Its desktop sign-in: a token is asked for, allowed by its owner on a page there, and exchanged for a session.

    No address of this Sonix takes part in that, so there is none that somebody could be lured to.
    """

    def __init__(self, outbound: Outbound, url: str, page: str, key: str, secret: str) -> None:
        self._outbound = outbound
        self._url = url
        self._page = page
        self._key = key
        self._secret = secret

    async def begin(self) -> tuple[str, str]:
        """A token that is to be allowed, and the page where its owner does that. Raises BusyError and such."""
        token = (await self._call("auth.getToken")).get("token")
        if not isinstance(token, str) or not 0 < len(token) <= 200:
            raise UnreachableError("it gives no token")
        return token, f"{self._page}?{urlencode({'api_key': self._key, 'token': token})}"

    async def finish(self, token: str) -> tuple[str, str]:
        """The name and the session key behind a token. Raises NotAllowedYetError; SonixError `bad_ticket`, 422."""
        session = (await self._call("auth.getSession", token=token)).get("session")
        key = session.get("key") if isinstance(session, dict) else None
        if not isinstance(session, dict) or not isinstance(key, str) or not 0 < len(key) <= 500:
            raise UnreachableError("it gives no session")
        return name_in(session, "name"), key

    async def submit(self, token: str, plays: tuple[Play, ...]) -> frozenset[int]:
        """See `Service`. There is a limit of plays a day: those above it come again later."""
        fields: dict[str, str] = {"sk": token}
        for i, play in enumerate(plays):
            fields |= {
                f"artist[{i}]": play.artist,
                f"track[{i}]": play.title,
                f"timestamp[{i}]": str(play.at_s),
                f"duration[{i}]": str(play.length_s),
            }
            if play.album:
                fields[f"album[{i}]"] = play.album
        found = (await self._call("track.scrobble", **fields)).get("scrobbles")
        if not isinstance(found, dict):
            raise UnreachableError("it does not say what it has taken")
        told = found.get("scrobble")
        each = told if isinstance(told, list) else [told]
        left = frozenset(i for i, one in enumerate(each[: len(plays)]) if _ignored(one) == TOO_MANY_TODAY)
        if len(left) == len(plays):
            raise BusyError(MAX_PAUSE_S)
        return left

    async def _call(self, method: str, **fields: str) -> dict[str, Any]:
        signed = {**fields, "method": method, "api_key": self._key}
        form = urlencode({**signed, "api_sig": signature(signed, self._secret), "format": "json"})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await self._outbound.post(self._url, form, headers)
        if answer.status >= 500 or answer.status == 429:
            raise BusyError(asked_pause_s(answer.headers, "retry-after"))
        found = answer.json()
        if "error" in found:
            _refuse(method, found["error"])
        if answer.status != 200:
            raise BusyError
        return found


def _refuse(method: str, code: object) -> NoReturn:
    """Raises what an error code means. Every other (an outage, a limit, this Sonix's own key) is to be waited out."""
    if code == BAD_SESSION:
        raise TokenGoneError
    if method == "track.scrobble" and code == BAD_REQUEST:
        raise UnwantedError
    if method == "auth.getSession" and code == NOT_ALLOWED:
        raise NotAllowedYetError
    if method == "auth.getSession" and code in NEW_TOKEN_NEEDED:
        raise bad_ticket()
    raise BusyError


def bad_ticket() -> SonixError:
    """What was begun can't be finished."""
    return SonixError("bad_ticket", "That took too long, or did not begin here. Begin again.", status=422)


def _ignored(told: object) -> str:
    """Why a play was not taken; "0" when it was."""
    why = told.get("ignoredMessage") if isinstance(told, dict) else None
    return str(why.get("code", "0")) if isinstance(why, dict) else "0"


def signature(fields: Mapping[str, str], secret: str) -> str:
    """`api_sig` of a call: MD5 over names and values in the order of names, then the secret: Last.fm's choice."""
    text = "".join(f"{name}{fields[name]}" for name in sorted(fields)) + secret
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

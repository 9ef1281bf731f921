"""ListenBrainz, or a server that speaks its API, version 1: https://listenbrainz.readthedocs.io."""

from __future__ import annotations

import json
from typing import Any

from sonix.scrobbling.services import BusyError, Play, TokenGoneError, UnwantedError, asked_pause_s, name_in
from sonix.web.outbound import Answer, Outbound, UnreachableError

NONE_LEFT: frozenset[int] = frozenset()
ITSELF, TOKEN_PAGE = "https://api.listenbrainz.org", "https://listenbrainz.org/settings/"


class ListenBrainz:
    """A person's token stands in their settings there. It goes into a header, so that no log of addresses has it."""

    def __init__(self, outbound: Outbound, url: str) -> None:
        self._outbound = outbound
        self._url = url.rstrip("/")

    @property
    def token_page(self) -> str | None:
        """Where people find their token; None for another server than ListenBrainz itself."""
        return TOKEN_PAGE if self._url == ITSELF else None

    async def name_of(self, token: str) -> str:
        """Whose token it is. Raises TokenGoneError, BusyError, UnreachableError, RefusedAddressError."""
        try:
            found = _checked(await self._outbound.get(f"{self._url}/1/validate-token", _authorised(token)))
        except UnwantedError:
            raise TokenGoneError from None
        if found.get("valid") is not True:
            raise TokenGoneError
        return name_in(found, "user_name")

    async def submit(self, token: str, plays: tuple[Play, ...]) -> frozenset[int]:
        """See `Service`."""
        kind = "single" if len(plays) == 1 else "import"
        body = {"listen_type": kind, "payload": [_listen(play) for play in plays]}
        headers = {**_authorised(token), "Content-Type": "application/json"}
        found = _checked(await self._outbound.post(f"{self._url}/1/submit-listens", json.dumps(body), headers))
        if found.get("status") != "ok":
            raise UnreachableError("it does not say that it is well")
        return NONE_LEFT


def _authorised(token: str) -> dict[str, str]:
    return {"Authorization": f"Token {token}"}


def _checked(answer: Answer) -> dict[str, Any]:
    """What a good answer says. Whatever else comes, a wrong address or a firewall, is no reason to lose a play."""
    if answer.status == 401:
        raise TokenGoneError
    if answer.status == 400:
        raise UnwantedError
    if answer.status == 429:
        raise BusyError(asked_pause_s(answer.headers, "x-ratelimit-reset-in", "retry-after"))
    if answer.status != 200:
        raise BusyError(asked_pause_s(answer.headers, "retry-after"))
    return answer.json()


def _listen(play: Play) -> dict[str, Any]:
    about: dict[str, Any] = {"artist_name": play.artist, "track_name": play.title}
    if play.album:
        about["release_name"] = play.album
    more = {"media_player": "Sonix", "submission_client": "Sonix", "duration": play.length_s}
    return {"listened_at": play.at_s, "track_metadata": {**about, "additional_info": more}}

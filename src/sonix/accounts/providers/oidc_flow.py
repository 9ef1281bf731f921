"""The way there and back of a sign-in by OpenID Connect.

What goes along is a random `state`; what stays in the browser is a random cookie. SQL keeps a hash of each, for ten
minutes and for one use; PKCE's verifier and the nonce are derived from both, so that neither the database nor the
address of the answer is enough to finish what somebody else has begun.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from sqlalchemy import delete, insert, select

from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.db.tables_accounts import challenges

PURPOSE = "oidc"
LIFE_S = 600
RANDOM_BYTES = 32
_FORM = re.compile(r"[A-Za-z0-9_-]{43}")


class _Payload(msgspec.Struct, frozen=True):
    provider: str
    cookie_hash: str
    link: bool
    session_id: str | None


@dataclass(frozen=True)
class Visitor:
    """Who was signed in on the browser when it set out."""

    user_id: str
    session_id: str


@dataclass(frozen=True)
class Trip:
    """One sign-in under way. `cookie` goes into the browser, `state` to the provider and back."""

    state: str
    cookie: str
    link: bool
    visitor: Visitor | None

    @property
    def nonce(self) -> str:
        """What the ID token must repeat."""
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """PKCE: shows that whoever brings the code is who asked for it."""
        return self._derived("verifier")

    def _derived(self, purpose: str) -> str:
        digest = hmac.new(self.cookie.encode(), f"{purpose} {self.state}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class OidcTrips:
    """Those under way, in the table of challenges."""

    def __init__(self, database: Database, now_s: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now_s = now_s

    async def begin(self, provider: str, cookie: str | None, *, link: bool, visitor: Visitor | None) -> Trip:
        """Set out. A cookie that is there is kept: two tabs may be on their way at once."""
        kept = cookie if cookie is not None and _FORM.fullmatch(cookie) else secrets.token_urlsafe(RANDOM_BYTES)
        trip = Trip(secrets.token_urlsafe(RANDOM_BYTES), kept, link, visitor)
        payload = _Payload(provider, _hashed(kept), link, visitor.session_id if visitor else None)
        row = {
            "challenge_hash": _hashed(trip.state),
            "purpose": PURPOSE,
            "user_id": visitor.user_id if visitor else None,
            "payload": msgspec.json.encode(payload).decode(),
            "expires_at_s": int(self._now_s()) + LIFE_S,
        }
        async with self._database.transaction() as connection:
            await connection.execute(insert(challenges).values(row))
        return trip

    async def finish(self, provider: str, state: str, cookie: str | None) -> Trip:
        """Come back, once.

        Raises:
            SonixError: `no_session`, 401: the browser lost its cookie, or is another one; `expired`, 401: too late,
                a second time, or never begun.
        """
        if cookie is None or not _FORM.fullmatch(cookie):
            raise SonixError("no_session", "Your browser kept no cookie of this sign-in. Begin again.", status=401)
        this = (challenges.c.challenge_hash == _hashed(state)) & (challenges.c.purpose == PURPOSE)
        async with self._database.transaction() as connection:
            row = (await connection.execute(select(challenges).where(this))).mappings().first()
            used = await connection.execute(delete(challenges).where(this))
        if row is None or used.rowcount != 1 or row["expires_at_s"] < self._now_s():
            raise SonixError("expired", "This sign-in took too long, or is over. Begin again.", status=401)
        payload = msgspec.json.decode(row["payload"], type=_Payload)
        if payload.provider != provider or not hmac.compare_digest(payload.cookie_hash, _hashed(cookie)):
            raise SonixError("no_session", "This sign-in was begun on another browser. Begin again.", status=401)
        known = row["user_id"] is not None and payload.session_id is not None
        visitor = Visitor(row["user_id"], payload.session_id or "") if known else None
        return Trip(state, cookie, payload.link, visitor)


def _hashed(text: str) -> str:
    """256 random bits need no slow hash."""
    return hashlib.sha256(text.encode()).hexdigest()

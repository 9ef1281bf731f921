"""Guests of before had a token of 180 days in their browser. Here it is exchanged, once, for a session."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from sonix.accounts.access import ALGORITHMS, ISSUER, MAX_TOKEN_CHARS, unauthenticated
from sonix.accounts.keys import Keys
from sonix.accounts.users import Users
from sonix.db.engine import Database
from sonix.db.tables_accounts import one_time_links
from sonix.rooms.ports import Identity

PURPOSE = "exchange"
GRACE_S = 600
"""How long the same token may be exchanged again: an answer may be lost."""
KEPT_S = 180 * 86_400
"""As long as a token of before lives."""


class Exchange:
    """Takes tokens of before, which have no audience and are signed with a key of their own."""

    def __init__(self, database: Database, users: Users, keys: Keys, now_s: Callable[[], float] = time.time) -> None:
        self._database = database
        self._users = users
        self._keys = KeySet([OctKey.import_key(keys.token, {"kid": keys.token_kid, "use": "sig", "alg": "HS256"})])
        self._now_s = now_s

    async def redeem(self, token: str) -> Identity:
        """Who the token speaks for; from 10 minutes after the first time on it is used up.

        Raises:
            SonixError: `unauthenticated`, 401, also when the guest is an account by now: that has its own ways in.
        """
        user = await self._users.get(self._subject(token))
        if user.kind != "guest" or await self._first_used_s(token) < self._now_s() - GRACE_S:
            raise unauthenticated()
        return user

    async def _first_used_s(self, token: str) -> int:
        now_s = int(self._now_s())
        link_hash = hashlib.sha256(token.encode()).hexdigest()
        row = {
            "link_hash": link_hash,
            "purpose": PURPOSE,
            "user_id": None,
            "payload": "{}",
            "created_at_s": now_s,
            "expires_at_s": now_s + KEPT_S,
            "used_at_s": now_s,
        }
        try:
            async with self._database.transaction() as connection:
                await connection.execute(insert(one_time_links).values(row))
        except IntegrityError:
            wanted = select(one_time_links.c.created_at_s).where(one_time_links.c.link_hash == link_hash)
            async with self._database.read() as connection:
                return int((await connection.execute(wanted)).scalar_one())
        return now_s

    def _subject(self, token: str) -> str:
        if len(token) > MAX_TOKEN_CHARS or not token.isascii():
            raise unauthenticated()
        try:
            decoded = jwt.decode(token, self._keys, algorithms=ALGORITHMS)
            registry = jwt.JWTClaimsRegistry(
                now=int(self._now_s()),
                leeway=60,
                iss={"essential": True, "value": ISSUER},
                sub={"essential": True},
                exp={"essential": True},
            )
            registry.validate(decoded.claims)
        except (JoseError, ValueError, TypeError, RecursionError) as error:
            raise unauthenticated() from error
        return str(decoded.claims["sub"])

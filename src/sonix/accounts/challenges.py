"""Challenges: random bytes sent out that must come back signed, once and soon. Only their hash is kept."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import delete, insert, select

from sonix.db.engine import Database
from sonix.db.tables_accounts import challenges

CHALLENGE_BYTES = 32
LIFE_S = 300


class Challenges:
    """The table of challenges."""

    def __init__(self, database: Database, now_s: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now_s = now_s

    async def make(self, purpose: str, user_id: str | None, payload: dict[str, Any]) -> bytes:
        """A challenge for five minutes. `payload` comes back with it."""
        challenge = secrets.token_bytes(CHALLENGE_BYTES)
        row = {
            "challenge_hash": _hashed(challenge),
            "purpose": purpose,
            "user_id": user_id,
            "payload": msgspec.json.encode(payload).decode(),
            "expires_at_s": int(self._now_s()) + LIFE_S,
        }
        async with self._database.transaction() as connection:
            await connection.execute(insert(challenges).values(row))
        return challenge

    async def take(self, challenge: bytes, purpose: str, user_id: str | None) -> dict[str, Any] | None:
        """The payload of a challenge that was made for this, which it is used up by; None when it never was."""
        owner = challenges.c.user_id.is_(None) if user_id is None else challenges.c.user_id == user_id
        this = (challenges.c.challenge_hash == _hashed(challenge)) & (challenges.c.purpose == purpose) & owner
        async with self._database.transaction() as connection:
            row = (await connection.execute(select(challenges).where(this))).first()
            if row is None or (await connection.execute(delete(challenges).where(this))).rowcount != 1:
                return None
        if row.expires_at_s < self._now_s():
            return None
        payload: dict[str, Any] = msgspec.json.decode(row.payload)
        return payload


def _hashed(challenge: bytes) -> str:
    return hashlib.sha256(challenge).hexdigest()

"""The keys that access tokens are signed with, in SQL for all nodes, sealed with a key of the instance's secret.

One key signs; it is replaced every 30 days, or at once by `sonix keys rotate`. The one before goes on verifying until
its last token is dead, so that nobody is signed out by it.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from joserfc.jwk import OctKey
from sqlalchemy import RowMapping, delete, insert, select, update

from sonix.accounts.audit import Audit
from sonix.accounts.sealing import seal, unseal
from sonix.db.engine import Database
from sonix.db.tables_accounts import token_keys

log = structlog.get_logger(__name__)

PURPOSE = "access"
KEY_LIFE_S = 30 * 86_400
READ_EVERY_S = 60.0
"""How long another node's new key may stay unnoticed; its old one is good for longer than that."""
RETIRED_FOR_S = 3600
"""How long a retired key verifies. Longer than a token's life and `READ_EVERY_S` together."""
MISSES_EVERY_S = 1.0


@dataclass(frozen=True)
class TokenKey:
    """One key. `jwk` carries the key id."""

    kid: str
    jwk: OctKey
    created_at_s: int
    retired_at_s: int | None


class TokenKeys:
    """All keys that verify, and the one that signs."""

    def __init__(self, database: Database, sealing_key: bytes, now_s: Callable[[], float] = time.time) -> None:
        self._database = database
        self._sealing_key = sealing_key
        self._now_s = now_s
        self._keys: dict[str, TokenKey] = {}
        self._read_at_s = float("-inf")
        self._missed_at_s = float("-inf")
        self._reading = asyncio.Lock()

    async def current(self) -> TokenKey:
        """The key that signs; made when there is none."""
        if abs(self._now_s() - self._read_at_s) > READ_EVERY_S or self._newest() is None:
            await self._read(unless_younger_s=READ_EVERY_S)
        newest = self._newest()
        return newest if newest is not None else await self.rotate()

    async def find(self, kid: str) -> TokenKey | None:
        """The key of that id, when tokens of it are still good. Unknown ids cost one query a second, not one each."""
        if kid not in self._keys and abs(self._now_s() - self._missed_at_s) > MISSES_EVERY_S:
            self._missed_at_s = self._now_s()
            await self._read(unless_younger_s=-1.0)
        key = self._keys.get(kid)
        if key is None or (key.retired_at_s is not None and self._now_s() > key.retired_at_s + RETIRED_FOR_S):
            return None
        return key

    async def rotate(self, actor_id: str | None = None) -> TokenKey:
        """Sign with a new key from now on. `actor_id`: whose act that is, None when its time had come."""
        secret = secrets.token_bytes(32)
        kid = hashlib.sha256(secret).hexdigest()[:16]
        now_s = int(self._now_s())
        text = base64.b64encode(secret).decode()
        row = {
            "kid": kid,
            "purpose": PURPOSE,
            "secret_sealed": seal(self._sealing_key, text, f"token key {kid}"),
            "created_at_s": now_s,
            "retired_at_s": None,
        }
        others = (token_keys.c.purpose == PURPOSE) & (token_keys.c.kid != kid) & token_keys.c.retired_at_s.is_(None)
        async with self._database.transaction() as connection:
            await connection.execute(update(token_keys).where(others).values(retired_at_s=now_s))
            await connection.execute(insert(token_keys).values(row))
            if actor_id is not None:
                await Audit.write(connection, actor_id, "keys.rotate", f"key:{kid}")
        await self._read(unless_younger_s=-1.0)
        log.info("token_key_made", kid=kid)
        return self._keys[kid]

    async def upkeep(self) -> None:
        """Replace a key that has served its time, and forget those whose tokens are all dead."""
        if (await self.current()).created_at_s < self._now_s() - KEY_LIFE_S:
            await self.rotate()
        dead = token_keys.c.retired_at_s < int(self._now_s()) - RETIRED_FOR_S
        async with self._database.transaction() as connection:
            await connection.execute(delete(token_keys).where(dead))

    def _newest(self) -> TokenKey | None:
        signing = [key for key in self._keys.values() if key.retired_at_s is None]
        return max(signing, key=lambda key: (key.created_at_s, key.kid), default=None)

    async def _read(self, unless_younger_s: float) -> None:
        async with self._reading:
            if 0 <= self._now_s() - self._read_at_s <= unless_younger_s:
                return
            async with self._database.read() as connection:
                wanted = select(token_keys).where(token_keys.c.purpose == PURPOSE)
                rows = (await connection.execute(wanted)).mappings().all()
            keys = [key for key in map(self._opened, rows) if key is not None]
            self._keys = {key.kid: key for key in keys}
            self._read_at_s = self._now_s()

    def _opened(self, row: RowMapping) -> TokenKey | None:
        """None for a key of another secret: the secret file was replaced, and its tokens with it."""
        kid: str = row["kid"]
        text = unseal(self._sealing_key, row["secret_sealed"], f"token key {kid}")
        if text is None:
            return None
        jwk = OctKey.import_key(base64.b64decode(text), {"kid": kid, "use": "sig", "alg": "HS256"})
        return TokenKey(kid, jwk, row["created_at_s"], row["retired_at_s"])

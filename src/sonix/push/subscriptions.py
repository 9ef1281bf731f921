"""Where somebody wants to be told of what. A browser has one subscription; whoever it is signed in as owns it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import delete, select, update

from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.db.tables_push import push_subscriptions
from sonix.db.upsert import insert_new
from sonix.web.outbound import Outbound

MAX_PER_USER = 20
AUTH_BYTES = 16


@dataclass(frozen=True)
class Wishes:
    """What to tell: when somebody names them, when a room they follow opens. `language` is the page's."""

    mentions: bool
    opened: bool
    language: str


class Subscriptions:
    """Kept by the hash of their endpoint, which is a secret address of one browser."""

    def __init__(self, database: Database, outbound: Outbound, now_s: Callable[[], float] = time.time) -> None:
        self._database = database
        self._outbound = outbound
        self._now_s = now_s

    async def save(self, user_id: str, endpoint: str, p256dh: str, auth_secret: str, wishes: Wishes) -> None:
        """Remember one, or change it; the oldest beyond `MAX_PER_USER` go.

        Raises:
            SonixError: `bad_subscription` or `address_refused`, 422.
        """
        self._outbound.check(endpoint)
        _check_keys(p256dh, auth_secret)
        values = {
            "user_id": user_id,
            "endpoint": endpoint,
            "p256dh": p256dh,
            "auth_secret": auth_secret,
            "language": wishes.language,
            "mentions": wishes.mentions,
            "opened": wishes.opened,
        }
        row = {**values, "subscription_id": id_of(endpoint), "created_at_s": int(self._now_s())}
        table = push_subscriptions
        async with self._database.transaction() as connection:
            await connection.execute(insert_new(connection.dialect.name, table).values(row))
            mine = table.c.subscription_id == row["subscription_id"]
            await connection.execute(update(table).where(mine).values(values))
            newest_first = (table.c.created_at_s.desc(), table.c.subscription_id)
            ids = select(table.c.subscription_id).where(table.c.user_id == user_id).order_by(*newest_first)
            old = list((await connection.execute(ids)).scalars())[MAX_PER_USER:]
            if old:
                await connection.execute(delete(table).where(table.c.subscription_id.in_(old)))

    async def forget(self, user_id: str, endpoint: str) -> None:
        """Tell nothing to that browser any more. No error when it was not there."""
        table = push_subscriptions
        mine = (table.c.subscription_id == id_of(endpoint)) & (table.c.user_id == user_id)
        async with self._database.transaction() as connection:
            await connection.execute(delete(table).where(mine))

    async def owns(self, user_id: str, endpoint: str) -> bool:
        """Whether that browser is told what `user_id` is told."""
        table = push_subscriptions
        mine = (table.c.subscription_id == id_of(endpoint)) & (table.c.user_id == user_id)
        async with self._database.read() as connection:
            return (await connection.execute(select(table.c.subscription_id).where(mine))).first() is not None


def id_of(endpoint: str) -> str:
    """SHA-256 of the endpoint, in hex."""
    return hashlib.sha256(endpoint.encode()).hexdigest()


def _check_keys(p256dh: str, auth_secret: str) -> None:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(p256dh))
        short = len(_bytes(auth_secret)) != AUTH_BYTES
    except (ValueError, binascii.Error):
        short = True
    if short:
        raise SonixError("bad_subscription", "This browser's push subscription can't be used.", status=422)


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)

"""Signed, expiring addresses for renditions.

The expiry is rounded so that everybody gets the same address inside a 12-hour window: caches between server and
listener work, and the address still dies. A signature covers the rendition and the expiry, so it opens the three files
of one rendition only.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Iterable

from sonix.core.errors import SonixError
from sonix.protocol.server import Grant

WINDOW_S = 12 * 3600


class MediaSigner:
    """Signs and checks media addresses; the `GrantIssuer` of the rooms.

    Args:
        key: secret bytes of its own, never the token key.
        now_s: wall clock, seconds.
    """

    def __init__(self, key: bytes, now_s: Callable[[], float] = time.time) -> None:
        self._key = key
        self._now_s = now_s

    def grants(self, rendition_ids: Iterable[str]) -> tuple[Grant, ...]:
        """One grant a rendition, good for between 12 and 24 hours."""
        expires_at_s = self._expiry()
        return tuple(self._grant(rendition_id, expires_at_s) for rendition_id in dict.fromkeys(rendition_ids))

    def check(self, rendition_id: str, expiry: str, signature: str) -> int:
        """Return how many seconds the address still lives.

        Raises:
            SonixError: `bad_signature` or `expired_signature`, both 403: the client asks for a new grant.
        """
        if not expiry.isascii() or not expiry.isdigit() or len(expiry) > 12:
            raise SonixError("bad_signature", "This address is not valid.", status=403)
        expected = self._sign(rendition_id, int(expiry))
        if not hmac.compare_digest(expected.encode(), signature.encode()):
            raise SonixError("bad_signature", "This address is not valid.", status=403)
        remaining_s = int(expiry) - int(self._now_s())
        if remaining_s <= 0:
            raise SonixError(
                "expired_signature", "This address has expired. Ask for a new one.", status=403, retryable=True
            )
        return remaining_s

    def _expiry(self) -> int:
        """End of the window after this one: the life left is never under 12 hours."""
        return (int(self._now_s()) // WINDOW_S + 2) * WINDOW_S

    def _grant(self, rendition_id: str, expires_at_s: int) -> Grant:
        query = f"?e={expires_at_s}&s={self._sign(rendition_id, expires_at_s)}"
        return Grant(
            rendition_id=rendition_id, base=f"/media/r/{rendition_id}/", query=query, expires_at_s=expires_at_s
        )

    def _sign(self, rendition_id: str, expires_at_s: int) -> str:
        digest = hmac.new(self._key, f"r:{rendition_id}:{expires_at_s}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

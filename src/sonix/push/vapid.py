"""Who sends: the key shown to push services (VAPID, RFC 8292), and messages sealed for one browser (RFC 8291)."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

LIFE_S = 12 * 3600
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256 (SEC 2, section 2.4.2)."""


class Vapid:
    """Signs what goes to push services. The same secret gives the same key, so subscriptions outlive a restart.

    Args:
        secret: 32 bytes of the instance's own.
        contact: whom a push service may turn to, `mailto:` or `https:`.
    """

    def __init__(self, secret: bytes, contact: str, now_s: Callable[[], float] = time.time) -> None:
        self._key = ec.derive_private_key(int.from_bytes(secret) % (_ORDER - 1) + 1, ec.SECP256R1())
        self._contact = contact
        self._now_s = now_s

    @property
    def public_key(self) -> str:
        """The uncompressed point, base64url without padding: what a page subscribes with."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).rstrip(b"=").decode()

    def headers(self, endpoint: str) -> dict[str, str]:
        """`Authorization` for the push service that `endpoint` stands at."""
        from py_vapid import Vapid02  # brings its own copy of half of what it needs: only whoever sends waits for it

        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int(self._now_s()) + LIFE_S,
            "sub": self._contact,
        }
        signed: Mapping[str, str] = Vapid02(private_key=self._key).sign(claims)
        return dict(signed)


def sealed(p256dh: str, auth_secret: str, text: bytes) -> bytes:
    """`text`, to be opened by nobody but the browser that these keys are of (aes128gcm, RFC 8188)."""
    from pywebpush import WebPusher

    pusher = WebPusher({"endpoint": "https://unused.invalid", "keys": {"p256dh": p256dh, "auth": auth_secret}})
    body: bytes = pusher.encode(text, content_encoding="aes128gcm")["body"]
    return body

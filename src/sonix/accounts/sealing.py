"""Encryption of what the database must keep but not know: AES-256-GCM, bound to what it is for."""

from __future__ import annotations

import base64
import binascii
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


def seal(key: bytes, text: str, about: str) -> str:
    """Encrypt `text` with a 32-byte key. It opens only with the same `about`, so that rows can't be swapped."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), about.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(key: bytes, sealed: str, about: str) -> str | None:
    """What was sealed; None when it was not sealed with this key and about this."""
    try:
        data = base64.urlsafe_b64decode(sealed)
        return AESGCM(key).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], about.encode()).decode()
    except (binascii.Error, InvalidTag, ValueError):
        return None

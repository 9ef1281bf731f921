"""Refresh tokens as strings: opaque to whoever holds them, recognisable by us without a list of all there ever were.

`session.random.mark`: the mark is a keyed hash of the rest. A token with a good mark was once given out by this
instance; if its session no longer knows it, it was used before, and somebody has a copy. Without a good mark it is
noise, and noise must not be able to sign anybody out.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets

RANDOM_BYTES = 32
MARK_BYTES = 16
_FORM = re.compile(r"([0-9a-z]{1,64})\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{22})")


def new_refresh_token(key: bytes, session_id: str) -> str:
    """A token nobody has seen."""
    head = f"{session_id}.{_text(secrets.token_bytes(RANDOM_BYTES))}"
    return f"{head}.{_mark(key, head)}"


def session_of(key: bytes, token: str) -> str | None:
    """The session a token was given out for; None when this instance never gave it out."""
    form = _FORM.fullmatch(token)
    if form is None:
        return None
    head = token.rpartition(".")[0]
    return form[1] if hmac.compare_digest(form[3], _mark(key, head)) else None


def hash_of(token: str) -> str:
    """What the database keeps of it: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def any_of(session_id: str) -> str:
    """What stands in the place of a hash after a restore: whichever token of the session comes first is taken.

    The one the browser has was given out after the backup, and nothing in that tells it from a copy of an older one.
    """
    return f"restored:{session_id}"


def sealing_key(key: bytes, token: str) -> bytes:
    """The key its successor is sealed with. It takes the token: neither the database nor the secret is enough."""
    return hmac.new(key, b"successor of " + token.encode(), hashlib.sha256).digest()


def _mark(key: bytes, head: str) -> str:
    return _text(hmac.new(key, head.encode(), hashlib.sha256).digest()[:MARK_BYTES])


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

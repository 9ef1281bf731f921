"""The instance's one secret, `secret.key` in the data folder, and the keys derived from it.

Whoever has this file can be anybody: it is made with mode 0600 and never leaves the machine. A key per purpose is
derived, so that a signature made for one thing never opens another.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import hmac
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from sonix.core.errors import SonixError

SECRET_BYTES = 32
COOKIE_MARK_CHARS = 8


@dataclass(frozen=True)
class Keys:
    """Derived keys: of the guests' tokens of before (`token`, named `token_kid` in them), of media addresses, of what
    is sealed in the database, of the marks on refresh tokens, of notifications, and of the marks by which rooms know
    devices again.

    `cookie_mark` is no key: it tells this instance's cookies from those of another one on the same host, and is seen.
    """

    token: bytes
    token_kid: str
    media: bytes
    seal: bytes
    refresh: bytes
    push: bytes
    marks: bytes
    cookie_mark: str


def load_keys(data_dir: Path) -> Keys:
    """Read the secret, making it first when there is none.

    Raises:
        SonixError: `bad_secret_key` when the file is not one of ours. It is never replaced silently: that would sign
            everybody out.
    """
    path = data_dir / "secret.key"
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        data_dir.mkdir(parents=True, exist_ok=True)
        return _derive(_decode(_create(path), path))
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        with contextlib.suppress(PermissionError):  # exFAT knows no modes
            path.chmod(0o600)
    return _derive(_decode(text, path))


def _create(path: Path) -> bytes:
    """Write a new secret whole or not at all; when another process was faster, its secret counts."""
    text = base64.b64encode(secrets.token_bytes(SECRET_BYTES)) + b"\n"
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, text)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(temporary, path)
    except FileExistsError:
        return path.read_bytes()
    except OSError:  # exFAT knows no links: two processes at their very first start are all that could collide
        if path.exists():
            return path.read_bytes()
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return text


def _decode(text: bytes, path: Path) -> bytes:
    try:
        secret = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise SonixError(
            "bad_secret_key",
            f"{path} is not a Sonix key. Put the right file back, or delete it: everybody then starts as a new guest.",
            status=500,
        )
    return secret


def _derive(secret: bytes) -> Keys:
    token, media, seal, refresh, push, cookie, marks = (
        hmac.new(secret, f"sonix {purpose} v1".encode(), hashlib.sha256).digest()
        for purpose in ("token", "media", "seal", "refresh", "push", "cookie", "marks")
    )
    kid = hashlib.sha256(token).hexdigest()[:12]
    return Keys(
        token=token,
        token_kid=kid,
        media=media,
        seal=seal,
        refresh=refresh,
        push=push,
        marks=marks,
        cookie_mark=cookie.hex()[:COOKIE_MARK_CHARS],
    )

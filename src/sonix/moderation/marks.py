"""Marks: by what a room knows a device or an address again, without keeping either.

Hashed with a key of the instance and with the room, so that neither a stolen database nor another room can be asked
about a device or an address.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Literal

Kind = Literal["device", "address"]


class Marks:
    """Makes marks."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, room_id: str, kind: Kind, value: str) -> str:
        """The mark of one thing in one room, 64 characters."""
        return hmac.new(self._key, f"{room_id}\n{kind}\n{value}".encode(), hashlib.sha256).hexdigest()

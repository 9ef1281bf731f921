"""Identifiers: sortable ids for rows, and room codes people can read to each other."""

from __future__ import annotations

import secrets
import time

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""No 0/O, 1/I/L: 31 symbols, so six of them are 8.9e8 codes, out of reach within the join rate limit."""
CODE_LENGTH = 6


def new_id() -> str:
    """A 26-character id (48 bits of milliseconds, 80 random bits, Crockford base 32): unique, and sorts by age."""
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    return "".join(_CROCKFORD[(value >> shift) & 31] for shift in range(125, -1, -5))


def new_room_code() -> str:
    """Six symbols of `CODE_ALPHABET` from the system's random source."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def normalise_code(text: str) -> str | None:
    """The code a person meant: any case, spaces and dashes forgiven; None when it can't be one."""
    code = "".join(c for c in text.upper() if c not in " -_\t")
    if len(code) == CODE_LENGTH and all(c in CODE_ALPHABET for c in code):
        return code
    return None

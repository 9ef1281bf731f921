"""E-mail addresses: what is taken for one, and when two are the same mailbox.

`key` is what the database compares: folded, so that `Ana@Example.org` is `ana@example.org`. Letters always go to the
address as it was stored, never to one that was only typed and looks alike.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from sonix.core.errors import SonixError
from sonix.core.text import clean_line

MAX_CHARS = 254
_LOCAL = r"[^\s@<>()\[\]\\,;:\"]{1,64}"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_FORM = re.compile(rf"{_LOCAL}@{_LABEL}(?:\.{_LABEL})*")


@dataclass(frozen=True)
class Email:
    """An address, and what it is compared by."""

    address: str
    key: str


def read_email(text: str) -> Email:
    """The address that was typed.

    Raises:
        SonixError: `bad_email`, 422.
    """
    address = unicodedata.normalize("NFC", text.strip())
    key = unicodedata.normalize("NFKC", address.casefold()).casefold()
    for form in (address, key):
        if len(form) > MAX_CHARS or clean_line(form) != form or not _FORM.fullmatch(form):
            raise SonixError("bad_email", "That is no e-mail address. It looks like ana@example.org.", status=422)
    return Email(address, key)


def key_of(text: str) -> str | None:
    """What an address is looked up by; None for what is no address."""
    try:
        return read_email(text).key
    except SonixError:
        return None

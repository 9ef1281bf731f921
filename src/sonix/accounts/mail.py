"""Letters: queued as rows in the transaction of what they are about, so that neither is without the other.

What they say lies sealed in the database until they are sent, since it holds one-time links, and is gone after that.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import formatdate, make_msgid
from urllib.parse import urlsplit

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts.emails import read_email
from sonix.accounts.sealing import seal
from sonix.config import Settings
from sonix.core.ids import new_id
from sonix.core.text import clean_line
from sonix.db.tables_accounts import mails

MAX_SUBJECT_CHARS = 150
NOBODY = ""
"""Recipient of a letter that is never sent: asking about an unknown address takes as long as about a known one."""


class Mailer:
    """Takes letters; `sonix.accounts.postman` carries them. `enabled`: whether there is a mail server at all."""

    def __init__(self, settings: Settings, sealing_key: bytes, now_s: Callable[[], float] = time.time) -> None:
        self.enabled = settings.mail.url is not None
        self.sender = sender_of(settings)
        self.name = clean_line(settings.name)
        self.waiting = asyncio.Event()
        self._key = sealing_key
        self._now_s = now_s

    async def queue(self, connection: AsyncConnection, to: str, subject: str, text: str) -> None:
        """Have a letter sent once the transaction of `connection` is committed. Without a mail server, nothing.

        Call `nudge` after that; the postman also looks by himself.
        """
        if not self.enabled:
            return
        mail_id, now_s = new_id(), int(self._now_s())
        row = {
            "mail_id": mail_id,
            "recipient": to,
            "subject": clean_line(subject)[:MAX_SUBJECT_CHARS],
            "text": seal(self._key, text, f"mail {mail_id}"),
            "created_at_s": now_s,
            "run_after_s": now_s,
            "attempts": 0,
            "lease_owner": None,
            "lease_until_s": 0,
            "sent_at_s": None,
            "error": None,
        }
        await connection.execute(insert(mails).values(row))

    def nudge(self) -> None:
        """There may be a new letter: do not wait for the next look."""
        self.waiting.set()


def sender_of(settings: Settings) -> str:
    """The address that letters come from."""
    if settings.mail.sender:
        return settings.mail.sender
    mail_host = urlsplit(settings.mail.url or "").hostname
    return f"sonix@{urlsplit(settings.public_url or '').hostname or mail_host or 'localhost'}"


def compose(name: str, sender: str, recipient: str, subject: str, text: str) -> EmailMessage:
    """A plain text letter. The headers are built from parsed addresses and cleaned lines: nothing can add one.

    Raises:
        SonixError: `bad_email` when an address is none.
    """
    to, by = read_email(recipient).address, read_email(sender).address
    message = EmailMessage(policy=SMTP if (to + by).isascii() else SMTPUTF8)
    message["From"] = Address(clean_line(name), *_parts(by))
    message["To"] = Address("", *_parts(to))
    message["Subject"] = clean_line(subject)
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=by.rpartition("@")[2].encode("idna").decode())
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def _parts(address: str) -> tuple[str, str]:
    user, _, host = address.rpartition("@")
    return user, host

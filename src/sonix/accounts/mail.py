"""Letters: queued as rows in the transaction of what they are about, so that neither is without the other.

What they say lies sealed in the database until they are sent, since it holds one-time links, and is gone after that.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import formatdate, make_msgid
from urllib.parse import urlsplit

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts.emails import read_email
from sonix.accounts.letters import Text
from sonix.accounts.sealing import seal
from sonix.config import Settings
from sonix.core.ids import new_id
from sonix.core.text import clean_line
from sonix.db.tables_accounts import mails

MAX_SUBJECT_CHARS = 150
NOBODY = ""
"""Recipient of a letter that is never sent: asking about an unknown address takes as long as about a known one."""
LANE_S = 3600
"""For how long a letter counts against the next one of its lane."""
FIRST_TO_STRANGERS = 1000
"""The first turn of a letter to whoever somebody names: more turns than any account's letters of an hour take."""


@dataclass(frozen=True)
class Lane:
    """Letters that wait behind one another. The first of each lane goes before the second of any."""

    name: str
    first: int


def to_account(user_id: str) -> Lane:
    """Letters to somebody who is known here: they wait for no letter to a stranger."""
    return Lane(f"to {user_id}", 0)


def asked_by(who: str) -> Lane:
    """Letters to addresses that `who`, a network address or a user, has named: theirs wait behind one another."""
    return Lane(f"by {who}", FIRST_TO_STRANGERS)


class Mailer:
    """Takes letters; `sonix.accounts.postman` carries them. `enabled`: whether there is a mail server at all."""

    def __init__(self, settings: Settings, sealing_key: bytes, now_s: Callable[[], float] = time.time) -> None:
        self.enabled = settings.mail.url is not None
        self.sender = sender_of(settings)
        self.name = clean_line(settings.name)
        self.waiting = asyncio.Event()
        self._key = sealing_key
        self._now_s = now_s

    async def queue(self, connection: AsyncConnection, to: str, text: Text, lane: Lane) -> None:
        """Have a letter sent once the transaction of `connection` is committed. Without a mail server, nothing.

        Call `nudge` after that; the postman also looks by himself.
        """
        if not self.enabled:
            return
        mail_id, now_s = new_id(), int(self._now_s())
        lane_key = hashlib.sha256(lane.name.encode()).hexdigest()
        recent = (mails.c.lane == lane_key) & (mails.c.created_at_s > now_s - LANE_S)
        before = (await connection.execute(select(func.count()).select_from(mails).where(recent))).scalar_one()
        row = {
            "mail_id": mail_id,
            "recipient": to,
            "subject": clean_line(text.subject)[:MAX_SUBJECT_CHARS],
            "text": seal(self._key, text.body, f"mail {mail_id}"),
            "created_at_s": now_s,
            "run_after_s": now_s,
            "attempts": 0,
            "lease_owner": None,
            "lease_until_s": 0,
            "sent_at_s": None,
            "error": None,
            "lane": lane_key,
            "turn": lane.first + before,
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

"""Carries letters to the mail server: claimed with an expiring lease, tried again with growing pauses.

No request ever waits for a mail server. When this process dies in the middle, another (or the same, restarted) takes
the letter up again; it may then arrive twice, which is better than not at all.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog
from aiosmtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from sqlalchemy import delete, select, update

from sonix.accounts.mail import NOBODY, Mailer, compose
from sonix.accounts.sealing import unseal
from sonix.accounts.smtp import MailServer
from sonix.core.errors import SonixError
from sonix.core.ids import new_id
from sonix.db.engine import Database
from sonix.db.tables_accounts import mails

LEASE_S = 120
POLL_S = 20
PAUSES_S = (30, 120, 600, 3600, 6 * 3600)
MAX_ATTEMPTS = 8
KEPT_S = 7 * 86_400
PERMANENT = range(500, 600)
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Letter:
    """A claimed letter. `attempts` counts this claim."""

    mail_id: str
    recipient: str
    subject: str
    sealed: str
    attempts: int
    lease: str


class Postman:
    """Runs beside the server, on every node."""

    def __init__(
        self,
        database: Database,
        mailer: Mailer,
        server: MailServer,
        sealing_key: bytes,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._mailer = mailer
        self._server = server
        self._key = sealing_key
        self._now_s = now_s
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin, with what an earlier run left."""
        if self._mailer.enabled:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop; a letter under way is taken up again when its lease runs out."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            self._mailer.waiting.clear()
            try:
                while (letter := await self.claim()) is not None:
                    await self.carry(letter)
            except Exception:
                log.exception("postman_failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._mailer.waiting.wait(), POLL_S)

    async def claim(self) -> Letter | None:
        """Take the letter whose turn it is of those that are due and that nobody holds."""
        now_s = int(self._now_s())
        due = (
            mails.c.sent_at_s.is_(None)
            & (mails.c.run_after_s <= now_s)
            & (mails.c.lease_until_s <= now_s)
            & (mails.c.attempts < MAX_ATTEMPTS)
        )
        async with self._database.read() as connection:
            in_turn = select(mails).where(due).order_by(mails.c.turn, mails.c.mail_id).limit(1)
            row = (await connection.execute(in_turn)).first()
        if row is None:
            return None
        lease = new_id()
        taken = update(mails).where(mails.c.mail_id == row.mail_id, due)
        values = {"lease_owner": lease, "lease_until_s": now_s + LEASE_S, "attempts": row.attempts + 1}
        async with self._database.transaction() as connection:
            if (await connection.execute(taken.values(values))).rowcount != 1:
                return None
        return Letter(row.mail_id, row.recipient, row.subject, row.text, row.attempts + 1, lease)

    async def carry(self, letter: Letter) -> None:
        """Hand it to the mail server, and write down what came of it."""
        try:
            await self._send(letter)
        except Exception as error:
            await self._failed(letter, error)
        else:
            await self._settle(letter, sent_at_s=int(self._now_s()), text="", error=None)
            log.info("mail_sent", mail_id=letter.mail_id, attempts=letter.attempts)

    async def _send(self, letter: Letter) -> None:
        if letter.recipient == NOBODY:
            return
        text = unseal(self._key, letter.sealed, f"mail {letter.mail_id}")
        if text is None:
            raise SonixError("mail_lost", "It was written with another secret key.", status=500)
        message = compose(self._mailer.name, self._mailer.sender, letter.recipient, letter.subject, text)
        await self._server.send(message)

    async def _failed(self, letter: Letter, error: Exception) -> None:
        """Later again, unless the mail server says that it is of no use, or it is no letter at all."""
        final = _is_final(error) or letter.attempts >= MAX_ATTEMPTS
        pause_s = PAUSES_S[min(letter.attempts, len(PAUSES_S)) - 1]
        values: dict[str, str | int | None] = {"error": f"{type(error).__name__}: {error}"[:500]}
        values |= {"attempts": MAX_ATTEMPTS, "text": ""} if final else {"run_after_s": int(self._now_s()) + pause_s}
        await self._settle(letter, **values)
        log.warning("mail_not_sent", mail_id=letter.mail_id, attempts=letter.attempts, final=final, reason=str(error))

    async def _settle(self, letter: Letter, **values: str | int | None) -> None:
        mine = (mails.c.mail_id == letter.mail_id) & (mails.c.lease_owner == letter.lease)
        async with self._database.transaction() as connection:
            await connection.execute(update(mails).where(mine).values(lease_owner=None, lease_until_s=0, **values))

    async def upkeep(self) -> None:
        """Forget letters of a week ago."""
        async with self._database.transaction() as connection:
            await connection.execute(delete(mails).where(mails.c.created_at_s < int(self._now_s()) - KEPT_S))


def _is_final(error: Exception) -> bool:
    if isinstance(error, SMTPRecipientsRefused):
        return all(one.code in PERMANENT for one in error.recipients)
    if isinstance(error, SMTPResponseException):
        return error.code in PERMANENT
    return not isinstance(error, SMTPException | OSError | TimeoutError)

"""Carries notes to push services: several at once, each for itself, so that a slow service holds up no other."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import structlog

from sonix.core.errors import SonixError
from sonix.push.notes import Due, Notes
from sonix.push.vapid import Vapid, sealed
from sonix.web.outbound import Answer, Outbound

AT_ONCE = 16
AT_ONCE_OF_ONE = 4
"""So many of one person's: whose push services answer late, or never, leave room for the others'."""
POLL_S = 15
PAUSES_S = (20, 60, 300, 900)
MAX_ATTEMPTS = 8
MAX_PAUSE_S = 3600
GONE = (404, 410)
LATER = (408, 429, 500, 502, 503, 504)
log = structlog.get_logger(__name__)


class Sender:
    """Runs beside the server, on every node."""

    def __init__(self, notes: Notes, vapid: Vapid, outbound: Outbound, now_s: Callable[[], float] = time.time) -> None:
        self._notes = notes
        self._vapid = vapid
        self._outbound = outbound
        self._now_s = now_s
        self._task: asyncio.Task[None] | None = None
        self._under_way: dict[asyncio.Task[None], str] = {}
        """Whose note each carries."""

    async def start(self) -> None:
        """Begin, with what an earlier run left."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop; what is under way is taken up again when its lease runs out."""
        tasks = (*self._under_way, *([self._task] if self._task else []))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            self._notes.waiting.clear()
            try:
                await self._send_due()
            except Exception:
                log.exception("push_failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._notes.waiting.wait(), POLL_S)

    async def _send_due(self) -> None:
        while True:
            if len(self._under_way) >= AT_ONCE:
                await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
                continue
            of_each = Counter(self._under_way.values())
            busy = [user_id for user_id, count in of_each.items() if count >= AT_ONCE_OF_ONE]
            claimed = await self._notes.claim(min(AT_ONCE_OF_ONE, AT_ONCE - len(self._under_way)), busy)
            if not claimed:
                return
            for due in claimed:
                task = asyncio.create_task(self._carry(due))
                self._under_way[task] = due.user_id
                task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        del self._under_way[task]
        self._notes.waiting.set()  # whoever was passed over may be next

    async def _carry(self, due: Due) -> None:
        try:
            await self.send(due)
        except Exception:
            log.exception("push_not_settled", note_id=due.note_id)

    async def send(self, due: Due) -> None:
        """Hand one to its push service, and write down what came of it."""
        try:
            answer = await self._post(due)
        except SonixError as error:
            log.warning("push_not_sent", note_id=due.note_id, reason=error.message)
            await (self._again(due, None) if error.retryable else self._notes.gone(due))
            return
        if answer.status in GONE:
            await self._notes.gone(due)
        elif answer.status in LATER:
            await self._again(due, answer)
        else:
            if answer.status >= 300:
                log.warning("push_refused", note_id=due.note_id, status=answer.status)
            await self._notes.done(due)

    async def _post(self, due: Due) -> Answer:
        left_s = max(0, due.expires_at_s - int(self._now_s()))
        body = await asyncio.to_thread(sealed, due.p256dh, due.auth_secret, due.payload)
        headers = {
            **self._vapid.headers(due.endpoint),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(left_s),
            "Urgency": "high",
            "Topic": due.topic,
        }
        return await self._outbound.post(due.endpoint, body, headers)

    async def _again(self, due: Due, answer: Answer | None) -> None:
        if due.attempts >= MAX_ATTEMPTS:
            await self._notes.done(due)
            return
        asked = answer.headers.get("retry-after", "") if answer is not None else ""
        pause_s = PAUSES_S[min(due.attempts, len(PAUSES_S)) - 1]
        if asked.isdecimal() and len(asked) <= 6:
            pause_s = min(MAX_PAUSE_S, max(pause_s, int(asked)))
        await self._notes.later(due, pause_s)

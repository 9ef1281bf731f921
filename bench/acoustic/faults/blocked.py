"""A thread of the page that does nothing else for a while.

The worklet's and the worker's threads are reached through Chromium's own debugging protocol, so that nothing has to be
put into the page beforehand. Where there is no such thread (chunks; Firefox has no such protocol), the page is blocked.
"""

from __future__ import annotations

import json
import time
from typing import Any

from playwright.sync_api import CDPSession, Page

from bench.acoustic.browsers import Listener

_BUSY = "{ const endMs = Date.now() + MS; while (Date.now() < endMs); }"
_PATIENCE_S = 10.0
_LOOK_MS = 20


def block_audio_thread(listener: Listener, ms: float) -> None:
    """The thread that renders the sound: the output runs dry. With the chunk engine that is the page's own."""
    if not _block(listener, "worklet", ms):
        block_page(listener.page, ms)


def block_decoder(listener: Listener, ms: float) -> None:
    """The worker that fetches and decodes."""
    if not _block(listener, "worker", ms):
        raise RuntimeError("this page has no decoder worker that could be blocked")


def block_page(page: Page, ms: float) -> None:
    """The page's main thread."""
    page.evaluate(_busy(ms))


def _busy(ms: float) -> str:
    return _BUSY.replace("MS", str(ms))


def _block(listener: Listener, kind: str, ms: float) -> bool:
    """True once a thread of that kind has been blocked and is free again; false when the page has none."""
    if listener.is_firefox:
        return False
    session = listener.context.new_cdp_session(listener.page)
    targets: list[str] = []
    answers: list[dict[str, Any]] = []

    def answered(told: dict[str, Any]) -> None:
        """Playwright writes on its listeners, which a built-in method does not take."""
        answers.append(told)

    session.on("Target.attachedToTarget", lambda told: _note(targets, told, kind))
    session.on("Target.receivedMessageFromTarget", answered)
    # The answer comes after every target that is there already has been announced.
    session.send("Target.setAutoAttach", {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": False})
    for number, target in enumerate(targets):
        order = {"id": number, "method": "Runtime.evaluate", "params": {"expression": _busy(ms)}}
        session.send("Target.sendMessageToTarget", {"sessionId": target, "message": json.dumps(order)})
    _wait(listener.page, answers, len(targets), ms)
    _detach(session)
    return bool(targets)


def _note(targets: list[str], told: dict[str, Any], kind: str) -> None:
    if told["targetInfo"]["type"] == kind:
        targets.append(told["sessionId"])


def _wait(page: Page, answers: list[dict[str, Any]], count: int, ms: float) -> None:
    deadline_s = time.monotonic() + _PATIENCE_S + ms / 1000
    while len(answers) < count:
        if time.monotonic() > deadline_s:
            raise TimeoutError("the blocked thread never answered")
        page.wait_for_timeout(_LOOK_MS)


def _detach(session: CDPSession) -> None:
    session.send("Target.setAutoAttach", {"autoAttach": False, "waitForDebuggerOnStart": False, "flatten": False})
    session.detach()

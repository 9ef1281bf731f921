"""Browsers that are put to sleep as a whole, and pages that nobody looks at."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress

from bench.acoustic.browsers import Listener

_HIDDEN = "() => document.visibilityState === 'hidden'"
_VISIBLE = "() => document.visibilityState === 'visible'"
# A hidden page draws no frames: it has to be asked by a timer.
_LOOK_MS = 100


def sleep_browser(listener: Listener, seconds: float) -> None:
    """The whole browser stands still, as on a laptop that sleeps; clocks go on. Comes back once it runs again."""
    stopped = listener.processes()
    _signal(stopped, signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        # Children first: the main process would take silent ones for hung.
        _signal(stopped[::-1], signal.SIGCONT)


def hide(listener: Listener) -> None:
    """Another tab in front. Only browsers opened with `Looks(plain=True)` hide a page then, and throttle its timers."""
    listener.context.new_page().bring_to_front()
    listener.page.wait_for_function(_HIDDEN, polling=_LOOK_MS)


def show(listener: Listener) -> None:
    """The page in front again, every other tab closed."""
    listener.page.bring_to_front()
    listener.page.wait_for_function(_VISIBLE, polling=_LOOK_MS)
    for page in listener.context.pages:
        if page != listener.page:
            page.close()


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)

"""Browsers whose sound goes to one sink each, with realtime audio threads as a desktop gives them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from bench.acoustic.sinks import Sinks

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# A name that is not localhost: pages there are not secure contexts.
INSECURE_HOST = "plain.test"
INSECURE_RULE = f"--host-resolver-rules=MAP {INSECURE_HOST} 127.0.0.1"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    INSECURE_RULE,
]
# As /proc names them: cut to 15 characters.
_AUDIO_THREADS = (
    "AudioOutputDevi",
    "AudioThread",
    "AudioWorklet",
    "Realtime AudioW",
    "threaded-ml",
    "pulseaudio",
    "null-sink",
    "parec",
)
_REALTIME_PRIORITY = 3


@dataclass
class Listener:
    """One browser with one page."""

    context: BrowserContext
    page: Page
    log: list[str] = field(default_factory=list)


class Booster:
    """A desktop's rtkit gives audio threads realtime priority; here this does it, for our own children only."""

    def __init__(self) -> None:
        self._done: set[str] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._over.wait(0.5):
            self._scan()

    def _scan(self) -> None:
        parents = {pid: parent for pid in _processes() if (parent := _parent(pid)) is not None}
        me = str(os.getpid())
        for pid in parents:
            ancestor = pid
            while ancestor in parents and ancestor != me:
                ancestor = parents[ancestor]
            if ancestor == me and pid != me:
                self._boost(pid)

    def _boost(self, pid: str) -> None:
        # Threads and processes may end while they are looked at.
        with suppress(OSError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                if task.name in self._done:
                    continue
                if (task / "comm").read_text().startswith(_AUDIO_THREADS):
                    os.sched_setscheduler(int(task.name), os.SCHED_RR, os.sched_param(_REALTIME_PRIORITY))
                    self._done.add(task.name)


def _processes() -> list[str]:
    return [entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _parent(pid: str) -> str | None:
    with suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1]
    return None


@contextmanager
def listeners(sinks: Sinks, viewports: list[tuple[int, int]]) -> Iterator[list[Listener]]:
    """One browser per viewport, each on its own sink; all closed at the end."""
    booster = Booster()
    with sync_playwright() as playwright:
        opened: list[Listener] = []
        try:
            for name, viewport in zip(sinks.names, viewports, strict=True):
                opened.append(_open(playwright, sinks, name, viewport))
            yield opened
        finally:
            for listener in opened:
                listener.context.close()
            booster.stop()


def _open(playwright: Playwright, sinks: Sinks, name: str, viewport: tuple[int, int]) -> Listener:
    context = playwright.chromium.launch_persistent_context(
        str(sinks.folder / f"profile-{name}"),
        executable_path=CHROMIUM,
        headless=True,
        env={**sinks.environment, "PULSE_SINK": name},
        args=["--headless=new", *_FLAGS],
        ignore_default_args=["--mute-audio"],
        ignore_https_errors=True,
        viewport={"width": viewport[0], "height": viewport[1]},
        service_workers="allow",
    )
    listener = Listener(context, context.pages[0] if context.pages else context.new_page())
    listener.page.on("console", lambda message: listener.log.append(message.text))
    listener.page.on("pageerror", lambda error: listener.log.append(f"ERROR {error}"))
    return listener

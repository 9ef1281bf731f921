"""A browser that nobody watches while it is weighed: driven to where the music plays, then left alone.

Playwright keeps its pages "visible" and its connection costs CPU. So it only sets the scene; hiding is done by showing
another tab through the debugging port's plain http interface.
"""

from __future__ import annotations

import json
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from playwright.sync_api import Page, sync_playwright

from bench.acoustic.browsers import CHROMIUM, CHROMIUM_FLAGS, Booster
from bench.acoustic.sinks import Sinks

_PATIENCE_S = 20.0
_TELL_VISIBILITY = "() => addEventListener('visibilitychange', () => (document.title = document.visibilityState))"


class Browser:
    """One Chromium with two empty tabs, `size` CSS pixels wide and high, playing into the first sink."""

    def __init__(self, sinks: Sinks, size: tuple[int, int]) -> None:
        self.profile = sinks.folder / "profile-weight"
        command = [CHROMIUM, *CHROMIUM_FLAGS, "--headless=new", f"--window-size={size[0]},{size[1]}"]
        command += ["--remote-debugging-port=0", f"--user-data-dir={self.profile}", "about:blank"]
        self._process = subprocess.Popen(
            command,
            env={**sinks.environment, "PULSE_SINK": sinks.names[0]},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._url = ""

    def wait(self) -> None:
        """Until it can be driven."""
        port_file = self.profile / "DevToolsActivePort"
        _until(port_file.is_file)
        _until(lambda: port_file.read_text().count("\n") >= 1)
        self._url = f"http://127.0.0.1:{port_file.read_text().splitlines()[0]}"
        self._ask("/json/new?about:blank", method="PUT")

    def drive(self, act: Callable[[Page], None]) -> None:
        """Does something with the tab, and lets go of it."""
        with sync_playwright() as playwright:
            browser = playwright.chromium.connect_over_cdp(self._url)
            page = browser.contexts[0].pages[0]
            page.bring_to_front()
            act(page)
            page.evaluate(_TELL_VISIBILITY)
            browser.close()

    def hide(self) -> None:
        """The empty tab comes to the front; returns once the other one says that it is hidden."""
        empty = next(tab["id"] for tab in self._tabs() if tab["url"] == "about:blank")
        self._ask(f"/json/activate/{empty}")
        _until(lambda: any(tab["title"] == "hidden" for tab in self._tabs()))

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)

    def _tabs(self) -> list[dict[str, str]]:
        tabs: list[dict[str, str]] = json.loads(self._ask("/json/list"))
        return tabs

    def _ask(self, path: str, method: str = "GET") -> bytes:
        request = urllib.request.Request(self._url + path, method=method)
        with urllib.request.urlopen(request, timeout=5) as answer:
            content: bytes = answer.read()
        return content


@contextmanager
def browser(size: tuple[int, int]) -> Iterator[Browser]:
    """A browser with a sink and realtime audio threads of its own."""
    with Sinks(1) as sinks, ExitStack() as ended:
        booster = Booster()
        ended.callback(booster.stop)
        opened = Browser(sinks, size)
        ended.callback(opened.close)
        opened.wait()
        yield opened


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError("The browser did not get there.")
        time.sleep(0.05)

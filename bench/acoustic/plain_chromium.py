"""A Chromium as people start it: its hidden tabs are hidden, and their timers throttled.

One that Playwright starts itself takes every page for focused and visible; it joins this one only later.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, Playwright

_START_S = 30.0
_END_S = 10.0


class PlainChromium:
    """A headless Chromium whose profile is at `profile`. `context` holds its pages."""

    def __init__(
        self,
        playwright: Playwright,
        command: Sequence[str],
        profile: Path,
        environment: Mapping[str, str],
        viewport: tuple[int, int] = (1280, 800),
    ) -> None:
        size = f"--window-size={viewport[0]},{viewport[1]}"
        told = ["--headless=new", "--remote-debugging-port=0", f"--user-data-dir={profile}", size, "about:blank"]
        self._process = subprocess.Popen(
            [*command, *told], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            self._browser = playwright.chromium.connect_over_cdp(
                f"http://127.0.0.1:{self._port(profile)}", no_defaults=True
            )
        except BaseException:
            self.close()
            raise
        self.context: BrowserContext = self._browser.contexts[0]

    def close(self) -> None:
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_S)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(_END_S)

    def _port(self, profile: Path) -> int:
        """Chromium writes it into its profile once it listens."""
        deadline_s = time.monotonic() + _START_S
        while time.monotonic() < deadline_s:
            with suppress(OSError, ValueError, IndexError):
                return int((profile / "DevToolsActivePort").read_text().split()[0])
            time.sleep(0.05)
        raise TimeoutError("Chromium did not open its debugging port.")

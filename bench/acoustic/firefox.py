"""Debian's Firefox as a `Listener` like any other: Playwright's whole API, by way of `firefox_bidi`."""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from bench.acoustic.browsers import Listener
from bench.acoustic.sinks import Sinks

_ROOT = Path(__file__).parents[2]
_PREFERENCES: dict[str, str | float | bool] = {
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    # Nothing that a fresh profile wants to fetch or show.
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.getAddons.cache.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


@contextmanager
def firefox(playwright: Playwright, environment: Mapping[str, str] = os.environ) -> Iterator[Browser]:
    """A headless Firefox with a fresh profile. `environment`: at least PULSE_SERVER, else nothing ever sounds there."""
    with tempfile.TemporaryDirectory(prefix="sonix-firefox-") as folder:
        executable = Path(folder) / "firefox"
        executable.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m bench.acoustic.firefox_bidi "$@"\n')
        executable.chmod(0o700)
        browser = playwright.firefox.launch(
            channel="moz-firefox",
            executable_path=executable,
            headless=True,
            env={**environment, "PYTHONPATH": str(_ROOT), "HOME": folder},
            firefox_user_prefs=_PREFERENCES,
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def firefox_listener(
    playwright: Playwright, sinks: Sinks, name: str, viewport: tuple[int, int] = (1280, 800)
) -> Iterator[Listener]:
    """A Firefox with one page, whose sound goes to the sink `name`."""
    with firefox(playwright, {**sinks.environment, "PULSE_SINK": name}) as browser:
        context = browser.new_context(
            viewport={"width": viewport[0], "height": viewport[1]}, ignore_https_errors=True
        )
        listener = Listener(context, context.new_page())
        listener.page.on("console", lambda message: listener.log.append(message.text))
        listener.page.on("pageerror", lambda error: listener.log.append(f"ERROR {error}"))
        yield listener

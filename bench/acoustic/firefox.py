"""Debian's Firefox with Playwright's whole API, by way of `firefox_bidi`."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import BrowserContext, Playwright

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


def open_firefox(
    playwright: Playwright, profile: Path, environment: Mapping[str, str], viewport: tuple[int, int] = (1280, 800)
) -> BrowserContext:
    """A headless Firefox whose profile is made at `profile`; closing the context ends it.

    `environment`: at least PULSE_SERVER, else no AudioContext ever runs there; and PULSE_SINK.
    """
    profile.mkdir(parents=True, exist_ok=True)
    executable = profile.with_name(f"{profile.name}.sh")
    executable.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m bench.acoustic.firefox_bidi "$@"\n')
    executable.chmod(0o700)
    return playwright.firefox.launch_persistent_context(
        str(profile),
        channel="moz-firefox",
        executable_path=executable,
        headless=True,
        env={**environment, "PYTHONPATH": str(_ROOT)},
        firefox_user_prefs=_PREFERENCES,
        ignore_https_errors=True,
        viewport={"width": viewport[0], "height": viewport[1]},
    )

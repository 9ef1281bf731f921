"""A browser that holds sound back until it is touched, as browsers are out of the box."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.e2e.person import CHROMIUM, CHROMIUM_FLAGS, Person
from tests.e2e.server import SonixServer

NOTE = "globalThis.atFirst = new AudioContext().state"
"""How sound is before anything else happens: to the browser, Playwright's own looks are touches."""


@pytest.fixture(scope="module")
def strict(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium that blocks autoplay."""
    flags = [flag for flag in CHROMIUM_FLAGS if "autoplay" not in flag]
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, headless=True, args=flags, ignore_default_args=["--mute-audio"]
    )
    yield browser
    browser.close()


@pytest.fixture
def ana(strict: Browser, served: SonixServer) -> Iterator[Person]:
    """Somebody with such a browser. A page error fails the test."""
    one = Person(strict, served.url, "Ana")
    one.context.add_init_script(NOTE)
    yield one
    problems = one.problems
    one.close()
    assert problems == []


def expect_held_back(one: Person) -> None:
    """The browser gave this page no sound by itself; else the test would show nothing."""
    assert one.page.evaluate("atFirst") == "suspended"


def test_the_tap_that_joins_opens_the_sound_and_one_button_after_a_return(ana: Person, served: SonixServer) -> None:
    code = ana.start_room()
    ana.add(served.demo_titles()[0])
    ana.press("play-pause")
    ana.expect_in_step()
    expect_held_back(ana)
    expect(ana.see("unlock")).to_have_count(0)
    ana.page.goto("about:blank")
    ana.page.goto(f"{served.url}/r/{code}")
    expect(ana.see("unlock")).to_have_count(1)
    expect(ana.see("unlock")).to_have_text("Tap to listen")
    expect_held_back(ana)
    ana.press("unlock")
    ana.expect_in_step()
    expect(ana.see("unlock")).to_have_count(0)

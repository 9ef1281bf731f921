"""What people do on a page of Sonix, by the names in docs/testing.md."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

PATIENCE_MS = 60_000
"""How long something on a page may take before the run counts as broken; never how long it should take."""


def start_room(page: Page, url: str, name: str) -> str:
    """Opens the home page and a room of one's own; back with its code."""
    page.goto(url)
    page.get_by_test_id("name").fill(name)
    page.get_by_test_id("start-room").first.click()
    come_in(page, name)
    page.wait_for_url(re.compile(r"/r/[A-Z2-9]{6}"))
    return page.url.rstrip("/").rsplit("/", 1)[1][:6].upper()


def come_in(page: Page, name: str) -> None:
    """From the page of a room into it: the one tap, and the name when it is asked for."""
    at_the_door(page, name)
    join = page.get_by_test_id("join")
    if join.is_visible():
        join.click()
    inside(page).wait_for()


def at_the_door(page: Page, name: str) -> None:
    """Everything but the tap that joins."""
    join = page.get_by_test_id("join")
    join.or_(inside(page)).first.wait_for()
    if join.is_visible() and page.get_by_test_id("name").is_visible():
        page.get_by_test_id("name").fill(name)


def inside(page: Page) -> Locator:
    return page.get_by_test_id("sync-light").first


def press_play(page: Page, playing: bool) -> None:
    """Presses the button that plays and pauses, and waits until the page says so."""
    button = page.get_by_test_id("play-pause").first
    if button.get_attribute("data-playing") != str(playing).lower():
        button.click()
    expect(button).to_have_attribute("data-playing", str(playing).lower())


def set_crossfade(page: Page, seconds: int) -> None:
    """As whoever runs the room."""
    press(page, "room-menu")
    press(page, "room-settings")
    page.get_by_test_id("settings-crossfade").fill(str(seconds))
    press(page, "save-settings")
    expect(page.locator("dialog[open]")).to_have_count(0)


def press(page: Page, name: str) -> None:
    page.get_by_test_id(name).first.click()


def press_seek_bar(page: Page, share: float) -> None:
    """Presses the bar at a share of the track."""
    box = page.get_by_test_id("seek-bar").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)


def last_tap_wall_ms(page: Page) -> float:
    """When the page last felt a button go down, ms of this machine's wall clock."""
    taps = page.evaluate("() => bench.taps")
    return float(taps[-1])

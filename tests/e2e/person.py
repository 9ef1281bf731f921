"""Somebody with a browser: what people do in Sonix, in their words, by the names in docs/testing.md."""

from __future__ import annotations

import re
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from playwright.sync_api import TimeoutError as PressTimeoutError

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
PHONE = (390, 844)
NARROW = (320, 568)
"""The narrowest a page has to be usable at; as much as a desk at 400 %."""
TABLET = (820, 1180)
DESK = (1440, 900)
PATIENCE_MS = 20_000
"""How long an expectation waits before it counts as broken; never how long something should take."""


class Person:
    """One browser profile. `problems` collects uncaught page errors."""

    def __init__(
        self,
        browser: Browser | BrowserContext,
        url: str,
        name: str,
        size: tuple[int, int] = DESK,
        scheme: Literal["dark", "light"] = "light",
    ) -> None:
        width, height = size
        self.url = url
        self.name = name
        self.is_phone = width < 600
        self.problems: list[str] = []
        self.context = self._profile(browser, width, height, scheme)
        self.context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.on("pageerror", lambda error: self.problems.append(f"{name}: {error}"))
        expect.set_options(timeout=PATIENCE_MS)

    def _profile(
        self, browser: Browser | BrowserContext, width: int, height: int, scheme: Literal["dark", "light"]
    ) -> BrowserContext:
        """One that is there already is taken as it is."""
        if isinstance(browser, BrowserContext):
            return browser
        return browser.new_context(
            viewport={"width": width, "height": height},
            is_mobile=self.is_phone,
            has_touch=self.is_phone,
            color_scheme=scheme,
        )

    def close(self) -> None:
        """Leave without a word, as a closed laptop does."""
        self.context.close()

    def see(self, testid: str) -> Locator:
        """The element (or elements) of that name."""
        return self.page.get_by_test_id(testid)

    def press(self, testid: str) -> None:
        """Press the button of that name. A steered Firefox now and then never says that a press is over."""
        button = self.see(testid).first
        try:
            button.click()
        except PressTimeoutError:
            if button.is_visible():
                button.dispatch_event("click")

    def start_room(self) -> str:
        """From the home page into a room of one's own; gives back its code."""
        self.page.goto(self.url)
        self.see("name").fill(self.name)
        self.press("start-room")
        self.come_in()
        return self.code()

    def open_link(self, code: str) -> None:
        """Follow an invitation, and tap once."""
        self.page.goto(f"{self.url}/r/{code}")
        self.come_in()

    def enter_code(self, code: str) -> None:
        """Type the code on the home page, and tap once."""
        self.page.goto(self.url)
        self.see("join-code").fill(code.lower())
        self.see("join-code").press("Enter")
        self.come_in()

    def code(self) -> str:
        """The code of the room one is in."""
        self.page.wait_for_url(re.compile(r"/r/[A-Z2-9]{6}"))
        return self.page.url.rstrip("/").rsplit("/", 1)[1][:6].upper()

    def come_in(self) -> None:
        """From the page of a room into it: the one tap, and the name when it is asked for."""
        self.see("join").or_(self.see("sync-light")).first.wait_for()
        if self.see("join").is_visible():
            if self.see("name").is_visible():
                self.see("name").fill(self.name)
            self.press("join")
        self.see("sync-light").wait_for()

    def show(self, panel: str) -> None:
        """On a phone, open one of the sheets of the bottom bar (queue, add, people); on a desk it is there already."""
        button = self.see(f"open-{panel}")
        if self.is_phone or panel == "add":
            button.first.click()

    def hide(self) -> None:
        """Close whatever sheet is open."""
        self.page.keyboard.press("Escape")
        expect(self.page.locator("dialog[open]")).to_have_count(0)

    def add(self, *titles: str) -> None:
        """Search the library from within the room, and add those tracks."""
        self.show("add")
        for title in titles:
            self.see("search").fill(title)
            row = self.see("track").filter(has_text=title)
            expect(row).to_have_count(1)
            row.get_by_test_id("add-track").click()
            expect(row.get_by_text("in the queue")).to_be_visible()
        self.hide()

    def expect_playing(self, playing: bool = True) -> None:
        """Wait until the page says that music plays, or does not."""
        expect(self.see("play-pause")).to_have_attribute("data-playing", str(playing).lower())

    def expect_title(self, title: str) -> None:
        """Wait until this is what plays."""
        expect(self.see("now-title")).to_have_text(title)

    def position_s(self) -> int:
        """Where the page says the music is, in whole seconds."""
        minutes, seconds = self.see("position").inner_text().split(":")[-2:]
        return int(minutes) * 60 + int(seconds)

    def expect_moving(self) -> None:
        """Wait until the position has changed."""
        before = self.see("position").inner_text()
        expect(self.see("position")).not_to_have_text(before)

    def expect_in_step(self) -> None:
        """Wait until this device says how well it is in step: it hears the music, and measures it."""
        expect(self.see("sync-error").first).to_have_text(re.compile(r"\d+(\.\d+)? ms"))

    def expect_queue(self, *titles: str) -> None:
        """Wait until these are the upcoming tracks, in this order."""
        expect(self.see("queue-entry")).to_have_count(len(titles))
        for row, title in enumerate(titles):
            expect(self.see("queue-entry").nth(row)).to_contain_text(title)

    def choose(self, title: str, action: str) -> None:
        """Open the menu of a queue entry, and choose `entry-<action>`."""
        row = self.see("queue-entry").filter(has_text=title)
        row.get_by_test_id("entry-menu").click()
        self.press(f"entry-{action}")

    def set_control(self, audience: str) -> None:
        """As the host, say who may control the music: `everyone` or `host`."""
        self.press("room-menu")
        self.press("room-settings")
        label = {"everyone": "Everyone", "host": "Only the host"}[audience]
        self.page.get_by_role("group", name="Who may play").locator("label", has_text=label).click()
        self.press("save-settings")
        expect(self.page.locator("dialog[open]")).to_have_count(0)

    def still(self) -> None:
        """Wait until nothing is fetched for the page or animated on it, except what never ends."""
        expect(self.see("fetching")).to_have_count(0)
        running = (
            "document.getAnimations().filter((a) => a.playState === 'running'"
            " && a.effect?.getComputedTiming().endTime !== Infinity).length"
        )
        for _ in range(PATIENCE_MS // 50):
            if self.page.evaluate(running) == 0:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("the page never comes to rest")

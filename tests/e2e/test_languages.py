"""Every language on a phone, which the browser asks for or Settings chooses: all of the page in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.person import NARROW, PHONE, Person
from tests.e2e.server import SonixServer

WORDS = Path(__file__).parents[2] / "web" / "src" / "i18n"
NAMES = {"en": "English", "de": "Deutsch", "es": "Español", "ja": "日本語", "ar": "العربية"}
SETTINGS = {"en": "Settings", "de": "Einstellungen", "es": "Ajustes", "ja": "設定", "ar": "الإعدادات"}
REGIONS = {"en": "en-GB", "de": "de-AT", "es": "es-MX", "ja": "ja-JP", "ar": "ar-EG"}
SIZES = (NARROW, PHONE)

SEEN = """() => {
  const shown = (element) => element.checkVisibility({ checkVisibilityCSS: true });
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement, data } = walker.currentNode;
    if (parentElement.closest("script, style, option") === null && shown(parentElement)) found.add(data);
  }
  for (const element of document.querySelectorAll("[aria-label], [placeholder], [title], [alt]")) {
    if (!shown(element)) continue;
    for (const name of ["aria-label", "placeholder", "title", "alt"]) found.add(element.getAttribute(name) ?? "");
  }
  return [...found].map((text) => text.replace(/\\s+/g, " ").trim()).filter((text) => text !== "");
}"""

WIDER = """(width) => {
  const inside = [...document.querySelectorAll("dialog[open]")].map((one) => one.scrollWidth - one.clientWidth);
  return Math.max(document.documentElement.scrollWidth - width, innerWidth - width, ...inside);
}"""


def sayings(language: str) -> set[str]:
    """Every string of a language's catalogue as it stands in the source."""
    text = "".join(path.read_text() for path in sorted((WORDS / language).glob("*.ts")) if path.stem != "index")
    text = re.sub(r"^import .*$|/\*[\s\S]*?\*/", "", text, flags=re.MULTILINE)
    return {either or template for either, template in re.findall(r'"((?:[^"\\\n]|\\.)+)"|`([^`]+)`', text)}


def only_english(language: str) -> re.Pattern[str]:
    """Matches what the English catalogue says and that language's does not; a `${…}` or `#` stands for anything."""
    said = sayings("en") - sayings(language)
    worded = [one for one in said if len(re.sub(r"\$\{.*?\}|[^A-Za-z]", "", one)) > 2]
    parts = (re.escape(re.sub(r"\$\{.*?\}|#", "\0", one)).replace("\0", ".+") for one in worded)
    return re.compile("|".join(parts))


@pytest.fixture
def speaker(chromium: Browser, served: SonixServer, request: pytest.FixtureRequest) -> Iterator[tuple[str, Person]]:
    """Somebody whose browser asks for a language."""
    language: str = request.param
    width, height = PHONE
    context = chromium.new_context(
        locale=REGIONS[language],
        viewport={"width": width, "height": height},
        is_mobile=True,
        has_touch=True,
    )
    one = Person(context, served.url, "Ana", PHONE)
    one.is_phone = True
    yield language, one
    one.close()
    assert one.problems == []


def speaks(page: Page, language: str) -> None:
    """The page is in that language, and says so to whoever reads it out."""
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")


class Tour:
    """Looks at one screen after the other, and keeps what is wrong with them."""

    def __init__(self, one: Person, language: str, pictures: Path) -> None:
        self.one, self.language, self.pictures = one, language, pictures
        self.english = only_english(language)
        self.wrong: list[str] = []

    def look(self, screen: str) -> None:
        """Not wider than the window at any width of a phone, and no English on it."""
        self.one.still()
        page = self.one.page
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            wider = page.evaluate(WIDER, width)
            if wider > 0:
                self.wrong.append(f"{screen} at {width} px is {wider} px wider than the window")
        page.screenshot(path=self.pictures / f"language-{self.language}-{screen}.png")
        self.wrong += [f"{screen}: {text}" for text in page.evaluate(SEEN) if self.english.fullmatch(text)]


@pytest.mark.parametrize("speaker", ["de", "es", "ja", "ar"], indirect=True)
def test_a_browser_that_asks_for_a_language_gets_all_of_it(
    speaker: tuple[str, Person], served: SonixServer, artifacts: Path
) -> None:
    language, one = speaker
    tour = Tour(one, language, artifacts)
    one.page.goto(one.url)
    expect(one.see("start-room")).to_be_visible()
    speaks(one.page, language)
    tour.look("home")
    one.see("name").fill("Ana")
    one.press("start-room")
    one.come_in()
    tour.look("room-empty")
    title = served.demo_titles()[0]
    one.show("add")
    one.see("search").fill(title)
    one.see("track").filter(has_text=title).get_by_test_id("add-track").click()
    tour.look("add")
    one.hide()
    one.expect_title(title)
    tour.look("room")
    for panel in ("queue", "people", "chat"):
        one.show(panel)
        if panel == "chat":
            one.see("composer").fill("♪ 1")
            one.see("composer").press("Enter")
            expect(one.see("message")).to_have_count(1)
        tour.look(panel)
        one.hide()
    one.press("room-menu")
    tour.look("menu")
    if not one.see("room-settings").is_visible():  # a menu closes when the window changes
        one.press("room-menu")
    one.press("room-settings")
    expect(one.see("settings-name")).to_be_visible()
    tour.look("room-settings")
    one.hide()
    for path, landmark in (("settings", "language"), ("library", "search")):
        one.page.goto(f"{one.url}/{path}")
        expect(one.see(landmark)).to_be_visible()
        tour.look(path)
    assert tour.wrong == []


@pytest.mark.parametrize("speaker", ["en"], indirect=True)
def test_each_language_is_chosen_in_settings_and_kept(speaker: tuple[str, Person]) -> None:
    _, one = speaker
    one.page.goto(f"{one.url}/settings")
    speaks(one.page, "en")
    for language in ("de", "es", "ja", "ar", "en"):
        one.see("language").select_option(language)
        heading = one.page.get_by_role("heading", level=1)
        expect(heading).to_have_text(SETTINGS[language])
        speaks(one.page, language)
        one.page.reload()
        expect(heading).to_have_text(SETTINGS[language])
        speaks(one.page, language)
        expect(one.see("language").locator("option:checked")).to_have_text(NAMES[language])
    one.see("language").select_option("auto")
    speaks(one.page, "en")

"""Less motion, more contrast, forced colours, magnified pages and wider text: each as somebody's system asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.gallery import build_gallery, serve_files
from tests.e2e.person import DESK, NARROW, Person

SCREENS = [("home", "guest"), ("join", "told"), ("library", "account"), ("room", "playing"), ("settings", "guest")]
DOUBLED = (720, 450)
"""A desk of 1440 by 900 at 200 %."""
MOVING = """() => document.getAnimations().filter((one) => one.playState === 'running'
  && (one.effect?.getComputedTiming().activeDuration ?? 0) > 50
  && one.effect.getKeyframes().some((frame) => 'transform' in frame || 'translate' in frame)).length"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""
SMALL = """(least) => [...document.querySelectorAll('button, a[href], input, [role=slider]')].flatMap((one) => {
  const box = one.getBoundingClientRect();
  const seen = box.width > 1 && getComputedStyle(one).visibility !== 'hidden';
  const drawn = seen && one.closest('p, label, .visually-hidden') === null;
  return drawn && (box.width < least || box.height < least) ? [one.outerHTML.slice(0, 120)] : [];
})"""
CUT = """() => [...document.querySelectorAll('button > span, h1, h2, label')].flatMap((one) => {
  const style = getComputedStyle(one);
  const hides = style.overflowY === 'hidden' && style.textOverflow !== 'ellipsis' && style.position !== 'absolute';
  return hides && one.scrollHeight > one.clientHeight + 1 ? [one.outerHTML.slice(0, 120)] : [];
})"""
RINGED = """(one) => [one, one.parentElement].some((each) => {
  const style = getComputedStyle(each);
  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
})"""
COLOURS = """(name) => {
  const probe = document.createElement('i');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}"""


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the gallery is."""
    folder = tmp_path_factory.mktemp("gallery")
    build_gallery(folder)
    with serve_files(folder) as address:
        yield address


def show(one: Person, gallery: str, screen: str, state: str) -> None:
    """Open a screen of the gallery, and wait until it stands."""
    one.page.goto(f"{gallery}/gallery.html?screen={screen}&state={state}")
    expect(one.page.locator("h1").first).to_be_attached()
    expect(one.page.locator("main [aria-busy=true]")).to_have_count(0)


@pytest.mark.parametrize("size", [NARROW, DOUBLED], ids=["narrow", "doubled"])
def test_magnified_and_spaced_nothing_is_lost(
    chromium: Browser, gallery: str, artifacts: Path, size: tuple[int, int]
) -> None:
    one = Person(chromium, gallery, "Ana", size)
    for screen, state in SCREENS:
        show(one, gallery, screen, state)
        assert one.page.evaluate(SIDEWAYS) <= 0, screen
        assert one.page.evaluate(SMALL, 44 if one.is_phone else 24) == [], f"{screen}: too small to hit"
        one.page.add_style_tag(content=SPACED)
        assert one.page.evaluate(SIDEWAYS) <= 0, f"{screen}, with wider text"
        assert one.page.evaluate(CUT) == [], f"{screen}, with wider text"
        one.page.screenshot(path=artifacts / f"spaced-{screen}-{size[0]}.png")
    one.close()


def test_nothing_moves_for_whoever_asks_for_stillness(chromium: Browser, gallery: str) -> None:
    one = Person(chromium, gallery, "Ana", DESK)
    one.page.emulate_media(reduced_motion="reduce")
    show(one, gallery, "room", "playing")
    one.press("react")
    expect(one.see("float").first).to_be_attached()
    assert one.page.evaluate(MOVING) == 0
    one.press("room-menu")
    one.press("room-settings")
    expect(one.page.locator("dialog[open]")).to_be_visible()
    assert one.page.evaluate(MOVING) == 0
    one.close()


def test_more_contrast_leaves_no_grey_and_no_faint_line(chromium: Browser, gallery: str, artifacts: Path) -> None:
    one = Person(chromium, gallery, "Ana", DESK)
    show(one, gallery, "room", "playing")
    text = one.page.evaluate(COLOURS, "--text")
    assert one.page.evaluate(COLOURS, "--muted") != text
    one.page.emulate_media(contrast="more")
    for name in ("--muted", "--edge", "--line"):
        assert one.page.evaluate(COLOURS, name) == text, name
    one.page.screenshot(path=artifacts / "contrast-room.png")
    one.close()


def test_with_forced_colours_what_is_chosen_and_focused_can_be_seen(
    chromium: Browser, gallery: str, artifacts: Path
) -> None:
    one = Person(chromium, gallery, "Ana", DESK)
    one.page.emulate_media(forced_colors="active")
    show(one, gallery, "room", "playing")
    for name in ("play-pause", "seek-bar", "volume", "composer"):
        one.see(name).focus()
        assert one.see(name).evaluate(RINGED), name
    icon = one.see("play-pause").evaluate("(one) => getComputedStyle(one.querySelector('svg')).color")
    ground = one.see("play-pause").evaluate("(one) => getComputedStyle(one).backgroundColor")
    assert icon != ground
    one.page.screenshot(path=artifacts / "forced-room.png")
    show(one, gallery, "settings", "guest")
    one.page.screenshot(path=artifacts / "forced-settings.png")
    one.close()

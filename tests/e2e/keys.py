"""Somebody without a mouse: everything by the keys, and never without knowing where one is."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, expect

from tests.e2e.person import Person

MOST_TABS = 150
"""More than any screen has places to stop at: whoever needs more goes in a circle."""
_LOOK_MS = 50
_HERE = """() => {
  const at = document.activeElement;
  if (at === null || at === document.body || at === document.documentElement) return null;
  const ringed = (one) => one !== null && one !== undefined && (() => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  })();
  const box = at.getBoundingClientRect();
  return {
    testid: at.dataset.testid ?? null,
    what: at.outerHTML.slice(0, 160),
    main: at.localName === 'main',
    // A radio button's ring stands on its label, a search field's around the whole of it.
    ringed: [at, at.nextElementSibling, at.parentElement, at.closest('label')].some(ringed),
    seen: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
    inside: document.querySelector('dialog[open]') === null || at.closest('dialog[open]') !== null,
  };
}"""
_AT = "(wanted) => document.activeElement?.dataset.testid === wanted"


class Keys:
    """The keyboard of a person. It stands somewhere, always, and one sees where."""

    def __init__(self, one: Person) -> None:
        self.one = one
        self.page = one.page

    def here(self) -> dict[str, Any]:
        """Where the focus is. Lost, unseen or behind a dialog it is an error."""
        found: dict[str, Any] = self.page.wait_for_function(_HERE, polling=_LOOK_MS).json_value()
        assert found["inside"], f"the focus is behind the dialog: {found['what']}"
        return found

    def press(self, *keys: str) -> None:
        """One after the other; afterwards the focus is somewhere."""
        for key in keys:
            self.page.keyboard.press(key)
        self.here()

    def type(self, text: str) -> None:
        """As a person does: what was there is written over."""
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def expect_at(self, testid: str) -> None:
        """Wait until that has the focus."""
        self.page.wait_for_function(_AT, arg=testid, polling=_LOOK_MS)

    def walk(self, testid: str, *, back: bool = False) -> None:
        """Tab until that has the focus; every stop on the way shows where it is."""
        self.one.see(testid).first.wait_for()
        stop: dict[str, Any] | None = self.here()
        for _ in range(MOST_TABS):
            if stop is not None and stop["testid"] == testid:
                return
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            stop = self.page.evaluate(_HERE)
            if stop is not None:  # between the last place and the first is the browser's own bar
                assert stop["ringed"], f"nothing shows that this has the focus: {stop['what']}"
                assert stop["seen"], f"the focus is out of sight: {stop['what']}"
                assert stop["inside"], f"the dialog does not keep the focus: {stop['what']}"
        raise AssertionError(f"no way leads to {testid}")

    def use(self, testid: str, key: str = "Enter") -> None:
        """Walk there, and press it."""
        self.walk(testid)
        self.press(key)

    def choose(self, menu: str, item: str) -> None:
        """Open a menu, and go down to one of its items."""
        self.walk(menu)
        self.take(item)

    def take(self, item: str) -> None:
        """Whose menu has the focus: open it, go down to the item, take it."""
        self.press("Enter")
        for _ in range(MOST_TABS):
            if self.here()["testid"] == item:
                break
            self.press("ArrowDown")
        else:
            raise AssertionError(f"the menu has no {item}")
        self.press("Enter")

    def escape(self, dialogs: int = 0) -> None:
        """Close what is in front; so many dialogs are left."""
        self.page.keyboard.press("Escape")
        expect(self.page.locator("dialog[open]")).to_have_count(dialogs)
        self.here()

    def goes_round(self, dialog: Locator) -> None:
        """In a dialog Tab comes back to where it began, and never gets behind it."""
        expect(dialog).to_be_visible()
        first = self.here()["what"]
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(_HERE)
            assert stop is None or stop["inside"], f"behind the dialog: {stop['what']}"
            if stop is not None and stop["what"] == first:
                return
        raise AssertionError("Tab never comes back to where it began")

"""What somebody does with the lists of a full room, and how long each press waits for the frame that shows it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator
from tests.e2e.person import Person

WATCH = """() => {
  globalThis.delays = [];
  const seen = ({ timeStamp }) => {
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => globalThis.delays.push(performance.now() - timeStamp);
      after.port2.postMessage(null);
    });
  };
  const how = { capture: true, passive: true };
  for (const kind of ["pointerdown", "keydown", "wheel"]) addEventListener(kind, seen, how);
}"""
_MORE = {"queue": "queue-more", "people": "people-more"}
_ROUNDS = 6
_WHEELS = 10
_BETWEEN_MS = 40


def open_list(one: Person, name: str) -> None:
    """Everything of it that there is to show."""
    one.show("chat" if name == "log" else name)
    if name == "log":
        _open_log(one)
    elif name in _MORE:
        _press_until_gone(one, _MORE[name])


def _press_until_gone(one: Person, button: str) -> None:
    more = one.see(button)
    for _ in range(20):
        if more.count() == 0:
            break
        more.first.dispatch_event("click")
        one.page.wait_for_timeout(400)


def use(one: Person, name: str) -> None:
    """Scroll it, open a menu and close it, or write."""
    _HANDS[name](one)


def _use_queue(one: Person) -> None:
    _rows(one, one.see("queue"), one.see("entry-menu"))


def _use_people(one: Person) -> None:
    _rows(one, one.see("people"), one.see("person-menu"))


def _rows(one: Person, whole: Locator, menus: Locator) -> None:
    whole.hover(position={"x": 60, "y": 60})
    for turn in range(_ROUNDS):
        for _ in range(_WHEELS):
            one.page.mouse.wheel(0, 300 if turn % 2 == 0 else -300)
            one.page.wait_for_timeout(_BETWEEN_MS)
        at = one.page.evaluate(_IN_SIGHT, menus.first.get_attribute("data-testid"))
        if at:
            one.page.mouse.click(*at)
            one.page.wait_for_timeout(200)
            if one.page.get_by_role("menu").count():  # else it would close the sheet
                one.page.keyboard.press("Escape")
            one.page.wait_for_timeout(200)
            one.page.mouse.move(at[0] - 200, at[1])


_IN_SIGHT = """(name) => {
  const found = [...document.querySelectorAll(`[data-testid=${name}]`)]
    .map((each) => each.getBoundingClientRect())
    .filter((box) => box.top > 150 && box.bottom < innerHeight - 250 && box.width > 0)[2];
  return found ? [found.x + found.width / 2, found.y + found.height / 2] : null;
}"""


def _use_chat(one: Person) -> None:
    for _ in range(_ROUNDS // 2):
        one.see("composer").click()
        one.page.keyboard.type("so this is what a full room feels like, @gu", delay=_BETWEEN_MS)
        one.page.keyboard.press("Escape")
        one.page.wait_for_timeout(100)
        one.see("composer").fill("")
        one.see("messages").hover()
        for wheel in range(_WHEELS * 2):
            one.page.mouse.wheel(0, -300 if wheel < _WHEELS else 300)
            one.page.wait_for_timeout(_BETWEEN_MS)


def _open_log(one: Person) -> None:
    """All of it, a page at a time from the newest on."""
    known = 0
    while (more := one.page.evaluate(_TO_THE_TOP)) > known:
        known = more
        one.page.wait_for_timeout(400)


_TO_THE_TOP = """async () => {
  const list = document.querySelector("[data-testid=messages]");
  for (let page = 0; page < 40; page += 1) {
    list.scrollTop = 0;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return list.scrollHeight;
}"""


def _use_log(one: Person) -> None:
    """Quickly through all of it, from where one is to the newest and back."""
    one.see("messages").hover()
    for turn in range(_ROUNDS):
        for _ in range(_WHEELS * 2):
            one.page.mouse.wheel(0, 2400 if turn % 2 else -2400)
            one.page.wait_for_timeout(_BETWEEN_MS)


_HANDS: dict[str, Callable[[Person], None]] = {
    "queue": _use_queue,
    "people": _use_people,
    "chat": _use_chat,
    "log": _use_log,
}

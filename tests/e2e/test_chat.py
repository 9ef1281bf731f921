"""Two people talk in a room: say, answer, change, delete, name, write while offline, and send emojis over the cover."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import NewPerson
from tests.e2e.person import DESK, PHONE, Person
from tests.e2e.server import SonixServer


def say(who: Person, text: str) -> None:
    """Type it, and press Enter."""
    who.see("composer").fill(text)
    who.see("composer").press("Enter")


def message(who: Person, text: str) -> Locator:
    """The message with that text."""
    return who.see("message").filter(has_text=text)


def menu(who: Person, text: str, act: str) -> None:
    """Open a message's menu, and choose from it."""
    message(who, text).hover()
    message(who, text).get_by_test_id("message-menu").click()
    who.press(f"message-{act}")


def test_what_one_says_the_other_reads_answers_and_is_told_about(
    person: NewPerson, served: SonixServer, artifacts: Path
) -> None:
    ana, ben = person("Ana", DESK), person("Ben", PHONE, "dark")
    code = ana.start_room()
    ana.add(served.demo_titles()[0])
    ben.open_link(code)
    expect(ana.see("composer")).to_be_visible()
    say(ana, "Hello **Ben**, see https://example.org/a?b=1 and javascript:alert(1) <b>x</b>")
    expect(ben.see("open-chat")).to_contain_text("1")
    ben.show("chat")
    said = message(ben, "Hello Ben")
    expect(said.locator("strong")).to_have_text("Ben")
    expect(said.locator("a")).to_have_count(1)
    expect(said.locator("a")).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(said).to_contain_text("<b>x</b>")

    menu(ben, "Hello Ben", "answer")
    say(ben, "Nice to :fire: hear")
    expect(message(ana, "Nice to 🔥 hear").get_by_test_id("quote")).to_contain_text("Hello")
    menu(ben, "Nice to", "change")
    say(ben, "Good to hear")
    expect(message(ana, "Good to hear")).to_contain_text("edited")

    ben.hide()
    ana.see("composer").press_sequentially("@be")
    ana.see("offer").filter(has_text="Ben").click()
    ana.see("composer").press_sequentially("listen!")
    ana.see("composer").press("Enter")
    expect(ben.page.get_by_text("Ana named you: @Ben listen!")).to_be_visible()
    ben.page.get_by_role("button", name="Read").click()
    expect(message(ben, "listen!").locator("b.name")).to_have_text("@Ben")
    ana.page.screenshot(path=artifacts / "chat-desk-light.png")
    ben.page.screenshot(path=artifacts / "chat-phone-dark.png")

    menu(ben, "Good to hear", "delete")
    ben.press("confirm")
    expect(ana.see("message").filter(has_text="Message deleted")).to_have_count(1)


def test_what_is_written_without_a_network_is_sent_once_when_it_is_back(person: NewPerson) -> None:
    ana, ben = person("Ana", DESK), person("Ben", DESK)
    code = ana.start_room()
    ben.open_link(code)
    say(ana, "Before")
    expect(message(ben, "Before")).to_have_count(1)
    ben.context.set_offline(True)
    expect(ben.see("offline")).to_be_visible()
    say(ben, "Written in a tunnel")
    expect(ben.see("waiting")).to_have_attribute("data-state", "waiting")
    say(ana, "Meanwhile")
    ben.context.set_offline(False)
    expect(message(ana, "Written in a tunnel")).to_have_count(1)
    expect(message(ben, "Meanwhile")).to_have_count(1)
    expect(ben.see("waiting")).to_have_count(0)
    expect(message(ben, "Written in a tunnel")).to_have_count(1)
    ben.page.reload()
    expect(message(ben, "Written in a tunnel")).to_have_count(1)


def test_an_emoji_flies_for_everybody_and_warms_the_line(person: NewPerson, served: SonixServer) -> None:
    ana, ben = person("Ana", DESK), person("Ben", DESK)
    code = ana.start_room()
    ana.add(served.demo_titles()[0])
    ben.open_link(code)
    ana.press("play-pause")
    ben.expect_moving()
    ana.see("react").nth(1).click()
    expect(ben.see("float").first).to_have_text("🔥")
    expect(ben.see("heat")).to_be_visible()
    ana.press("play-pause")
    expect(ben.see("deed").filter(has_text="Ana paused the music")).to_be_visible()
    ben.page.reload()
    expect(ben.see("heat")).to_be_visible()

"""An evening without a mouse: from the first page to the door, and the focus is always somewhere one can see."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import NewPerson
from tests.e2e.keys import Keys
from tests.e2e.person import DESK, PHONE, Person
from tests.e2e.server import SonixServer

SOUGHT = "(least) => Number(document.querySelector('[data-testid=seek-bar]').ariaValueNow) > least"


@pytest.fixture
def room(person: NewPerson, served: SonixServer) -> tuple[Person, Person, Keys]:
    """Ana with a keyboard in her room, all the demo music in it, and Ben."""
    ana, ben = person("Ana", DESK), person("Ben", DESK)
    code = ana.start_room()
    ana.add(*served.demo_titles())
    ben.open_link(code)
    expect(ana.see("person")).to_have_count(2)
    return ana, ben, Keys(ana)


def test_from_the_first_page_into_a_room_with_music(person: NewPerson, served: SonixServer) -> None:
    ana = person("Ana", DESK)
    keys = Keys(ana)
    ana.page.goto(ana.url)
    expect(ana.see("room-name")).not_to_have_value("")
    ana.page.keyboard.press("Tab")
    keys.expect_at("skip-link")
    keys.press("Enter")
    assert keys.here()["main"]
    keys.walk("name")
    keys.type("Ana")
    keys.use("start-room")
    ana.see("sync-light").wait_for()
    assert keys.here()["main"], "the new screen has not got the focus"

    title = served.demo_titles()[0]
    keys.use("add-first")
    keys.expect_at("search")
    keys.type(title)
    expect(ana.see("track")).to_have_count(1)
    keys.use("add-track")
    expect(ana.see("track").get_by_text("in the queue")).to_be_visible()
    keys.goes_round(ana.page.locator("dialog[open]"))
    keys.escape()
    ana.expect_title(title)


def test_the_music_is_steered_and_the_queue_arranged(room: tuple[Person, Person, Keys], served: SonixServer) -> None:
    ana, ben, keys = room
    _, second, third = served.demo_titles()
    keys.use("play-pause", "Space")
    ben.expect_playing()
    keys.walk("seek-bar", back=True)
    before = ana.position_s()
    keys.press("ArrowRight", "ArrowRight")
    expect(ana.see("seek-bar")).to_have_attribute("aria-valuetext", re.compile(r"^1\d seconds of \d+ minutes?"))
    ben.page.wait_for_function(SOUGHT, arg=before + 9)
    keys.use("volume", "Home")
    expect(ana.see("volume")).to_have_value("0")
    keys.press("ArrowRight")
    expect(ana.see("volume")).not_to_have_value("0")

    keys.press("j", "j", "Alt+ArrowUp")
    ana.expect_queue(third, second)
    ben.expect_queue(third, second)
    keys.walk("entry-menu")
    keys.take("entry-down")
    ben.expect_queue(second, third)
    keys.press("k", "k", "Delete")
    ben.expect_queue(third)
    keys.here()
    keys.walk("entry-menu")
    keys.take("entry-remove")
    ben.expect_queue()
    keys.here()


def test_people_talk_and_are_given_roles(room: tuple[Person, Person, Keys]) -> None:
    ana, ben, keys = room
    keys.walk("composer")
    keys.type("Jam tonight? m k t ?")  # none of it steers the room
    expect(ana.page.locator("dialog[open]")).to_have_count(0)
    keys.press("Enter")
    expect(ben.see("message")).to_contain_text("Jam tonight")
    keys.expect_at("composer")
    ben.see("composer").fill("Sure")
    ben.see("composer").press("Enter")
    expect(ana.see("message")).to_have_count(2)
    keys.walk("messages", back=True)
    ana.see("message").last.get_by_test_id("message-menu").focus()
    keys.take("message-answer")
    keys.expect_at("composer")
    keys.type("Good, @be")
    expect(ana.see("offer")).to_have_count(1)
    keys.press("Enter")
    expect(ana.see("composer")).to_have_value("Good, @Ben ")
    keys.press("Enter")
    expect(ben.see("message").last.get_by_test_id("quote")).to_contain_text("Sure")
    keys.walk("pick-emoji", back=True)
    keys.press("Enter")
    keys.goes_round(ana.page.locator("dialog[open]"))
    keys.escape()
    keys.expect_at("pick-emoji")

    keys.walk("react", back=True)
    keys.press("Enter")
    expect(ben.see("float").first).to_be_visible()
    keys.choose("person-menu", "make-cohost")
    expect(ben.see("role").first).to_have_attribute("data-role", "cohost")
    keys.here()
    keys.choose("message-menu", "message-delete")
    keys.walk("confirm")
    keys.goes_round(ana.page.locator("dialog[open]"))
    keys.press("Enter")
    expect(ana.page.locator("dialog[open]")).to_have_count(0)
    expect(ben.page.get_by_text("Message deleted")).to_be_visible()
    assert not keys.here()["main"], "a message's menu is gone, and with it the way back into the chat"


def test_the_room_is_set_a_playlist_made_and_the_door_found(
    room: tuple[Person, Person, Keys], served: SonixServer
) -> None:
    ana, ben, keys = room
    keys.choose("room-menu", "room-settings")
    keys.goes_round(ana.page.locator("dialog[open]"))
    keys.walk("settings-name")
    keys.type("Kitchen")
    keys.use("save-settings")
    expect(ben.see("room-name")).to_have_text("Kitchen")
    expect(ana.page.locator("dialog[open]")).to_have_count(0)
    keys.expect_at("room-menu")

    keys.use("save-queue")
    keys.walk("playlist-name")
    keys.type("Friday")
    keys.press("Enter")
    expect(ana.page.locator("dialog[open]")).to_have_count(0)
    keys.expect_at("save-queue")
    keys.use("open-add")
    keys.walk("tab-tracks")
    while keys.here()["testid"] != "tab-playlists":
        keys.press("ArrowRight")
    keys.use("add-playlist")
    keys.escape()
    keys.expect_at("open-add")
    expect(ben.see("queue-entry")).to_have_count(5)
    keys.press("?")
    expect(ana.page.locator("dialog[open]")).to_be_visible()
    keys.escape()
    keys.choose("room-menu", "leave")
    keys.use("confirm")  # the host is asked
    ana.page.wait_for_url(ana.url + "/")
    assert keys.here()["main"]
    keys.walk("start-room")


def test_on_a_phone_with_a_keyboard_every_sheet_gives_the_focus_back(person: NewPerson, served: SonixServer) -> None:
    ana = person("Ana", PHONE)
    ana.start_room()
    ana.add(*served.demo_titles())
    keys = Keys(ana)
    for way in ("open-queue", "open-chat", "open-people", "sync-light"):
        keys.use(way)
        keys.goes_round(ana.page.locator("dialog[open]"))
        keys.escape()
        keys.expect_at(way)
    keys.use("open-queue")
    keys.walk("entry-menu")
    ana.page.keyboard.press("Enter")
    ana.page.keyboard.press("Escape")  # the menu, and not the sheet it stands in
    expect(ana.page.locator("dialog[open]")).to_have_count(1)
    keys.expect_at("entry-menu")
    keys.escape()

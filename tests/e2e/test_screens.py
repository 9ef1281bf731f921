"""Every screen at four sizes, dark and light: clean for axe, not wider than the window, and a picture to look at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import NewPerson
from tests.e2e.looking import SIZES, Scheme
from tests.e2e.person import Person
from tests.e2e.server import SonixServer


def test_outside_a_room(
    person: NewPerson, size: str, scheme: Scheme, served: SonixServer, look: Callable[[Person, str], None]
) -> None:
    ana = person("Ana", SIZES[size], scheme)
    ana.page.goto(served.url)
    expect(ana.see("name")).not_to_have_value("")
    look(ana, "home")
    ana.page.goto(f"{served.url}/library")
    expect(ana.see("track").first).to_be_visible()
    look(ana, "library")
    for path, sign in (("settings", "Settings"), ("install-certificate", "certificate"), ("nowhere", "Sonix")):
        ana.page.goto(f"{served.url}/{path}")
        expect(ana.page.get_by_text(sign).first).to_be_visible()
        look(ana, path)
    ana.page.goto(f"{served.url}/r/ZZZZZZ")
    expect(ana.page.get_by_role("heading").first).to_be_visible()
    look(ana, "no-room")


def test_inside_a_room(
    person: NewPerson, size: str, scheme: Scheme, served: SonixServer, look: Callable[[Person, str], None]
) -> None:
    ana, ben = person("Ana", SIZES[size], scheme), person("Benedikta Maximiliana Longname-Smith", SIZES[size], scheme)
    code = ana.start_room()
    look(ana, "room-empty")
    ben.page.goto(f"{served.url}/r/{code}")
    expect(ben.see("join")).to_be_visible()
    look(ben, "join")
    ben.open_link(code)
    titles = served.demo_titles()
    ana.add(*titles)
    ana.press("play-pause")
    ana.expect_moving()
    ana.expect_in_step()
    look(ana, "room")
    if ana.is_phone:
        for panel in ("queue", "people"):
            ana.show(panel)
            look(ana, panel)
            ana.hide()
    ana.show("add")
    expect(ana.see("track").first).to_be_visible()
    look(ana, "add")
    ana.hide()
    ana.press("invite")
    expect(ana.see("invite-link")).to_be_visible()
    look(ana, "invite")
    ana.hide()
    ana.press("sync-light")
    expect(ana.page.locator("dialog[open]")).to_be_visible()
    look(ana, "sync")
    ana.hide()
    ana.page.keyboard.press("?")
    expect(ana.page.locator("dialog[open]")).to_be_visible()
    look(ana, "help")


def test_what_is_behind_the_sync_light(
    person: NewPerson, size: str, scheme: Scheme, served: SonixServer, look: Callable[[Person, str], None]
) -> None:
    ana, ben = person("Ana", SIZES[size], scheme), person("Benedikta Maximiliana Longname-Smith", SIZES[size], scheme)
    ben.open_link(ana.start_room())
    ana.add(served.demo_titles()[0])
    ana.press("play-pause")
    ana.expect_in_step()
    ana.press("sync-light")
    ana.press("open-trim")
    expect(ana.see("trim-value")).to_be_visible()
    look(ana, "trim")
    ana.see("click-everywhere").check()
    expect(ana.see("trim-value")).to_be_visible()
    ana.press("back")
    ana.press("open-everyone")
    expect(ana.see("sync-row")).to_have_count(2)
    ana.see("sync-row").first.get_by_role("button").click()
    look(ana, "everyone")
    ana.hide()
    expect(ana.see("click-notice")).to_be_visible()
    look(ana, "clicking")
    ana.page.get_by_role("link", name="Sonix, home").click()
    expect(ana.see("back-to-room")).to_be_visible()
    look(ana, "beside-clicking")
    ana.press("click-stop")
    expect(ana.see("click-notice")).to_have_count(0)
    ana.press("back-to-room")
    ana.press("room-menu")
    ana.press("use-as-remote")
    expect(ana.see("sync-light")).to_contain_text("Remote only")
    look(ana, "remote")


def test_what_the_room_menu_opens(
    person: NewPerson, size: str, scheme: Scheme, served: SonixServer, look: Callable[[Person, str], None]
) -> None:
    ana = person("Ana", SIZES[size], scheme)
    ana.start_room()
    ana.press("room-menu")
    look(ana, "room-menu")
    ana.press("room-history")
    expect(ana.page.get_by_text("Nothing has been played yet")).to_be_visible()
    look(ana, "history-empty")
    ana.hide()
    ana.add(*served.demo_titles())
    ana.press("play-pause")
    ana.expect_moving()
    ana.press("room-menu")
    ana.press("room-history")
    expect(ana.see("history-item")).to_have_count(1)
    look(ana, "history")
    ana.hide()
    ana.press("room-menu")
    ana.press("room-settings")
    expect(ana.see("save-settings")).to_be_visible()
    look(ana, "room-settings")


def test_the_upload_tray(
    person: NewPerson, size: str, scheme: Scheme, look: Callable[[Person, str], None], tmp_path: Path
) -> None:
    broken = tmp_path / "A file that is no music, with a name that goes on and on and on.flac"
    broken.write_bytes(b"no music" * 4096)
    ana = person("Ana", SIZES[size], scheme)
    ana.page.goto(f"{ana.url}/library")
    ana.see("upload-input").first.set_input_files(broken)
    expect(ana.see("upload-status").first).to_have_attribute("data-state", "failed")
    look(ana, "upload-tray")


def test_the_room_goes_on_beside_other_screens(
    person: NewPerson, size: str, scheme: Scheme, served: SonixServer, look: Callable[[Person, str], None]
) -> None:
    ana = person("Ana", SIZES[size], scheme)
    code = ana.start_room()
    title = served.demo_titles()[0]
    ana.add(title)
    ana.press("play-pause")
    ana.expect_moving()
    ana.page.get_by_role("link", name="Sonix, home").click()
    expect(ana.see("back-to-room")).to_contain_text(title)
    expect(ana.see("announcer")).to_contain_text(title)
    expect(ana.page.locator("main")).to_be_focused()
    second = ana.context.new_page()
    second.goto(f"{ana.url}/r/{code}")
    second.get_by_test_id("join").click()
    expect(ana.see("come-back")).to_be_visible()
    look(ana, "beside-silenced")
    ana.press("back-to-room")
    expect(ana.see("now-title")).to_have_text(title)
    look(ana, "silenced")
    second.close()

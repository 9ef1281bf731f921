"""A room with a host, a co-host, a DJ and listeners: who may do what, and what becomes of whoever behaves badly."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import NewPerson
from tests.e2e.person import DESK, PHONE, Person
from tests.e2e.server import SonixServer

PICTURES = Path("test-artifacts/moderation")


def picture(one: Person, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    one.still()
    one.page.screenshot(path=PICTURES / f"{name}.png")


def act_on(who: Person, name: str, act: str) -> None:
    """Choose from the menu of somebody in the list of people."""
    who.see("person").filter(has_text=name).get_by_test_id("person-menu").click()
    who.press(act)


def measure(who: Person, name: str, kind: str, reason: str) -> None:
    """Mute, remove or ban somebody, with a reason."""
    act_on(who, name, f"{kind}-person")
    who.see("moderation-reason").fill(reason)
    who.press("confirm-measure")
    expect(who.page.locator("dialog[open]")).to_have_count(0)


def set_doors(host: Person, name: str) -> None:
    """Turn one of the switches of the door over."""
    host.press("room-menu")
    host.press("room-settings")
    host.see(name).click()
    host.press("save-settings")
    expect(host.page.locator("dialog[open]")).to_have_count(0)


def ask_in(who: Person, code: str) -> None:
    """Follow the link, give a name, and tap; what comes of it is another matter."""
    who.page.goto(f"{who.url}/r/{code}")
    who.see("name").fill(who.name)
    who.press("join")


def test_each_role_does_what_the_host_lets_it(person: NewPerson, served: SonixServer) -> None:
    ana, ben, cleo, dan = person("Ana"), person("Ben"), person("Cleo"), person("Dan", PHONE)
    code = ana.start_room()
    ana.add(served.demo_titles()[0])
    for one in (ben, cleo, dan):
        one.open_link(code)
    act_on(ana, "Ben", "make-cohost")
    act_on(ana, "Cleo", "make-dj")
    role = cleo.see("person").filter(has_text="Cleo").get_by_test_id("role")
    expect(role).to_have_attribute("data-role", "dj")

    ana.press("room-menu")
    ana.press("room-settings")
    who_plays = ana.page.get_by_role("group", name="Who may play")
    who_plays.locator("label", has_text="Co-hosts and DJs").click()
    ana.press("each-right")
    ana.see("right-chat-dj").uncheck()
    picture(ana, "rights")
    ana.press("save-settings")
    expect(dan.see("play-pause")).to_be_disabled()
    expect(cleo.page.get_by_text("You may read here, not write.")).to_be_visible()
    cleo.press("play-pause")
    for one in (ana, ben, cleo, dan):
        one.expect_playing()

    ben.see("person").filter(has_text="Cleo").get_by_test_id("person-menu").click()
    expect(ben.see("ban-person")).to_be_visible()
    expect(ben.see("make-listener")).to_have_count(0)
    ben.page.keyboard.press("Escape")
    expect(ben.see("person").filter(has_text="Ana").get_by_test_id("person-menu")).to_have_count(0)
    expect(cleo.see("person-menu")).to_have_count(0)

    ana.press("room-menu")
    ana.press("leave")
    picture(ana, "host-leaves")
    ana.press("confirm")
    role = ben.see("person").filter(has_text="Ben").get_by_test_id("role")
    expect(role).to_have_attribute("data-role", "host")


def test_who_behaves_badly_is_muted_removed_banned_and_forgiven(person: NewPerson) -> None:
    ana, ben, dan = person("Ana"), person("Ben", DESK, "dark"), person("Dan", PHONE, "dark")
    code = ana.start_room()
    for one in (ben, dan):
        one.open_link(code)
    act_on(ana, "Ben", "make-cohost")

    dan.show("chat")
    expect(dan.see("composer")).to_be_visible()
    measure(ben, "Dan", "mute", "capitals")
    expect(dan.see("muted-line")).to_contain_text("until")
    expect(dan.see("composer")).to_have_count(0)
    picture(dan, "muted")
    act_on(ana, "Dan", "unmute")
    expect(dan.see("composer")).to_be_visible()

    measure(ben, "Dan", "remove", "too loud")
    expect(dan.see("room-closed")).to_contain_text("too loud")
    picture(dan, "removed")
    ana.press("fold")
    expect(ana.see("deed").filter(has_text="Ben removed Dan from the room")).to_be_visible()
    dan.press("closed-again")
    dan.come_in()

    measure(ben, "Dan", "ban", "still too loud")
    expect(dan.see("room-closed")).to_contain_text("still too loud")
    picture(dan, "banned")
    dan.context.clear_cookies()
    dan.page.evaluate("() => ['sonix.user', 'sonix.token'].forEach((key) => localStorage.removeItem(key))")
    dan.name = "Nobody"
    ask_in(dan, code)
    expect(dan.see("room-closed")).to_contain_text("banned")

    ana.press("room-menu")
    ana.press("open-moderation")
    line = ana.see("log-line").filter(has_text="Ben banned Dan")
    expect(line).to_contain_text("still too loud")
    picture(ana, "log")
    ana.see("undo-line").first.click()
    expect(line).to_contain_text("taken back by Ana")
    ana.hide()
    dan.open_link(code)


def test_a_door_that_is_knocked_at_and_locked(person: NewPerson) -> None:
    ana, eve, fay = person("Ana", PHONE), person("Eve"), person("Fay", PHONE, "dark")
    code = ana.start_room()
    set_doors(ana, "door-knock")
    ask_in(eve, code)
    expect(ana.see("announcer")).to_contain_text("Eve knocks")
    ana.show("chat")
    sheet = ana.page.locator("dialog[open]")
    ask_in(fay, code)
    expect(fay.see("knocking")).to_be_visible()
    picture(fay, "knocking")
    expect(sheet.get_by_test_id("knock")).to_contain_text("1 more")
    expect(sheet.get_by_test_id("announcer")).to_have_text("Fay knocks.")
    picture(ana, "knocks-before-a-sheet")
    ana.hide()
    expect(ana.see("knock")).to_contain_text("Eve knocks")
    expect(ana.see("knock")).to_contain_text("1 more")
    picture(ana, "knocks")
    ana.press("admit-knock")
    expect(eve.see("sync-light")).to_be_visible()
    ana.show("people")
    expect(sheet.get_by_test_id("knock")).to_contain_text("Fay knocks")
    sheet.get_by_test_id("refuse-knock").click()
    expect(ana.see("knock")).to_have_count(0)
    ana.hide()
    expect(fay.see("room-closed")).to_contain_text("again in 10 minutes")
    picture(fay, "refused")

    ana.press("room-menu")
    ana.press("lock-room")
    gus = person("Gus", PHONE)
    gus.page.goto(f"{gus.url}/r/{code}")
    expect(gus.see("door")).to_contain_text("locked")
    expect(gus.see("join")).to_have_count(0)
    gus.press("look-again")
    expect(gus.page.get_by_role("status")).to_contain_text("This room is locked")
    picture(gus, "locked")
    eve.page.reload()
    expect(eve.see("sync-light").or_(eve.see("join"))).to_be_visible()
    ana.press("room-menu")
    ana.press("lock-room")
    gus.press("look-again")
    expect(gus.see("join")).to_be_visible()

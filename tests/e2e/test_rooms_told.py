"""A room from its making to its end: found in the directory, by its own link, through its password, at its hour."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.account_steps import invitation, make_account
from tests.e2e.person import PHONE, Person
from tests.e2e.server import SonixServer

NAME = "friday-at-anas"
PICTURES = Path("test-artifacts/rooms")


def picture(one: Person, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    one.page.screenshot(path=PICTURES / f"{name}.png")


def come_in_with_a_password(one: Person, address: str) -> None:
    """First with a wrong one."""
    one.page.goto(address)
    one.see("room-password").fill("open barley")
    one.press("join")
    expect(one.page.get_by_text("not this room's password")).to_be_visible()
    picture(one, "password")
    one.see("room-password").fill("open sesame")
    one.press("join")
    expect(one.see("room-name")).to_be_visible()  # in it: the light shines before


@pytest.fixture
def ana(admin: Person, somebody: Callable[..., Person]) -> Iterator[Person]:
    """Somebody with an account, in a room of her own, with what it tells in front of her."""
    one = somebody("Ana")
    make_account(one, invitation(admin, "Ana"))
    one.start_room()
    one.press("room-menu")
    one.press("about-this-room")
    expect(one.see("about-room")).to_be_visible()
    yield one


def test_a_room_that_strangers_find(host: SonixServer, ana: Person, somebody: Callable[..., Person]) -> None:
    code = ana.code()
    ana.see("description").fill("Tea, and tunes from everywhere.")
    ana.see("tags").fill("Fado, live")
    ana.see("listed").check()
    ana.see("link-name").fill("garden")
    ana.press("save-about")
    expect(ana.page.get_by_text("looks like a room's code")).to_be_visible()
    ana.see("link-name").fill(NAME)
    ana.press("save-about")
    expect(ana.page.get_by_text("Saved.")).to_be_visible()
    picture(ana, "about")

    ben, cleo = somebody("Ben", PHONE), somebody("Cleo", PHONE)
    ben.page.goto(host.url)
    ben.press("discover")
    expect(ben.see("public-room")).to_have_count(1)
    ben.page.get_by_role("searchbox").or_(ben.see("search")).first.fill("nothing like it")
    expect(ben.see("empty")).to_be_visible()
    ben.page.get_by_role("searchbox").or_(ben.see("search")).first.fill("TEA")
    picture(ben, "discover")
    ben.see("public-room").click()
    expect(ben.see("room-description")).to_have_text("Tea, and tunes from everywhere.")
    picture(ben, "join")
    ben.come_in()
    cleo.page.goto(f"{host.url}/r/{NAME.upper()}")
    cleo.page.wait_for_url(re.compile(f"/r/{code}"))
    cleo.come_in()
    cleo.press("invite")
    expect(cleo.see("invite-link")).to_have_text(f"{host.url}/r/{NAME}")
    cleo.hide()

    ana.see("new-room-password").fill("open sesame")
    ana.press("save-about")
    expect(ana.see("remove-password")).to_be_visible()
    dan = somebody("Dan", PHONE)
    come_in_with_a_password(dan, f"{host.url}/r/{code}")
    for one in (ben, cleo):
        expect(one.see("room-name")).to_be_visible()

    ana.press("delete-this-room")
    expect(ana.page.get_by_text("4 people lose this room")).to_be_visible()
    picture(ana, "delete")
    ana.press("confirm")
    ana.page.wait_for_url(f"{host.url}/")
    for one in (ben, cleo, dan):
        expect(one.page.get_by_role("heading", name="This room is gone")).to_be_visible()
    ben.page.goto(f"{host.url}/discover")
    expect(ben.see("empty")).to_be_visible()


def test_a_room_opens_at_its_hour(host: SonixServer, ana: Person, somebody: Callable[..., Person]) -> None:
    code = ana.code()
    later = datetime.now(UTC) + timedelta(hours=30)
    ana.see("starts-at").fill(later.strftime("%Y-%m-%dT%H:%M"))
    ana.page.get_by_label("Time zone").select_option("UTC")
    ana.press("set-time")
    expect(ana.see("open-now")).to_be_visible()
    picture(ana, "schedule")
    ben = somebody("Ben", PHONE)
    ben.page.goto(f"{host.url}/r/{code}")
    expect(ben.see("countdown")).to_contain_text("1 day 0")
    picture(ben, "lobby")
    with ben.page.expect_download() as coming:
        ben.press("to-calendar")
    assert coming.value.suggested_filename == f"sonix-{code}.ics"
    ben.press("join-then")
    expect(ben.see("waiting")).to_be_visible()
    ana.press("open-now")
    ben.see("sync-light").wait_for()

"""Signing in, accounts and administration, screen by screen: four sizes in the light, two in the dark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.gallery import build_gallery, serve_files
from tests.e2e.looking import SIZES, Scheme, judge
from tests.e2e.person import PHONE, Person

AXE_SIZES = ("narrow", "desk")
"""What axe sees differs between cards and tables; the sizes between them only move things."""
LOOKS: list[tuple[str, Scheme]] = [
    *((size, "light") for size in SIZES),
    *((size, "dark") for size in AXE_SIZES),
]
"""Colours move nothing: in the dark it is enough to see cards and tables."""


class Scene(NamedTuple):
    """A screen, who looks at it, and what they press until it is as it should be."""

    name: str
    screen: str
    state: str
    presses: tuple[str, ...] = ()


DOORS = [
    Scene("sign-in", "sign-in", "new"),
    Scene("sign-in-guest", "sign-in", "guest"),
    Scene("sign-in-elsewhere", "sign-in", "providers"),
    Scene("sign-in-at-firebase", "sign-in", "providers", ("firebase-email",)),
    Scene("create", "account/create", "new"),
    Scene("invited", "account/join", "invited#invitation=x"),
    Scene("by-invitation", "account/create", "invited"),
    Scene("forgotten", "account/forgotten", "new"),
    Scene("reset", "account/reset", "new#token=x"),
    Scene("verify", "account/verify", "new#token=x"),
    Scene("account-needed", "home", "closed"),
    Scene("home-guest", "home", "guest"),
]
ROOMS = [
    Scene("discover", "discover", "told"),
    Scene("discover-empty", "discover", "empty"),
    Scene("join-told", "join", "told"),
    Scene("join-locked", "join", "locked"),
    Scene("join-asked", "room", "asked"),
    Scene("join-shut", "join", "shut"),
    Scene("join-lobby", "join", "lobby"),
    Scene("about-room", "room", "playing", ("room-menu", "about-this-room")),
    Scene("room-past", "room", "playing", ("room-menu", "room-history", "tab-evenings", "evening")),
]
ORDER = [
    Scene("knocks", "room", "knocks"),
    Scene("knocking", "room", "knocking"),
    Scene("banned", "room", "banned"),
    Scene("not-let-in", "room", "refused"),
    Scene("moderation-log", "room", "playing", ("room-menu", "open-moderation")),
    Scene("moderation-bans", "room", "playing", ("room-menu", "open-moderation", "tab-banned")),
    Scene("moderation-none", "room", "empty", ("room-menu", "open-moderation")),
    Scene("room-rights", "room", "playing", ("room-menu", "room-settings", "each-right")),
    Scene("host-leaves", "room", "playing", ("room-menu", "leave")),
    Scene("ban", "room", "playing", ("people-list", "person-menu:1", "ban-person")),
    Scene("mute", "room", "playing", ("people-list", "person-menu:1", "mute-person")),
]
ACCOUNT = [
    Scene("account", "account", "account"),
    Scene("account-long", "account", "long"),
    Scene("account-guest", "account", "guest"),
    Scene("account-delete", "account", "account", ("delete-account",)),
    Scene("account-password", "account", "account", ("change-password",)),
    Scene("settings-admin", "settings", "admin"),
    Scene("settings-account", "settings", "account"),
    Scene("settings-long", "settings", "long"),
    Scene("scrobbling-listenbrainz", "settings", "guest", ("connect:0",)),
    Scene("scrobbling-lastfm", "settings", "guest", ("connect:1",)),
    Scene("scrobbling-disconnect", "settings", "account", ("disconnect",)),
]
ADMIN = [
    Scene("admin-listening", "admin", "admin"),
    Scene("admin-people", "admin/users", "admin"),
    Scene("admin-person", "admin/users", "admin", ("open-user:1",)),
    Scene("admin-ban", "admin/users", "admin", ("open-user:1", "user-ban")),
    Scene("admin-reset", "admin/users", "admin", ("open-user:1", "user-reset", "make-reset-link")),
    Scene("admin-people-none", "admin/users", "nobody"),
    Scene("admin-people-broken", "admin/users", "broken"),
    Scene("admin-people-waiting", "admin/users", "waiting"),
    Scene("admin-invitations", "admin/invitations", "admin"),
    Scene("admin-invite", "admin/invitations", "admin", ("new-invitation", "make-invitation")),
    Scene("admin-rooms", "admin/rooms", "admin"),
    Scene("admin-delete-room", "admin/rooms", "admin", ("delete-room",)),
    Scene("admin-storage", "admin/storage", "admin"),
    Scene("admin-jobs", "admin/jobs", "admin"),
    Scene("admin-settings", "admin/settings", "admin"),
    Scene("admin-audit", "admin/audit", "admin"),
    Scene("admin-not-yours", "admin", "account"),
]

SIDEWAYS = (568, 320)
IN_SIGHT = ["seek-bar", "play-pause", "volume", "sync-light", "open-queue", "open-people"]


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the gallery is."""
    folder = tmp_path_factory.mktemp("gallery")
    build_gallery(folder)
    with serve_files(folder) as address:
        yield address


@pytest.fixture(params=LOOKS, ids="-".join)
def looks(request: pytest.FixtureRequest) -> tuple[str, Scheme]:
    """A window's size, and the colours that are asked for."""
    found: tuple[str, Scheme] = request.param
    return found


@pytest.fixture
def looker(chromium: Browser, gallery: str, looks: tuple[str, Scheme]) -> Iterator[Person]:
    """Somebody who looks at the gallery. A page error fails the test."""
    size, scheme = looks
    one = Person(chromium, gallery, "Ana", SIZES[size], scheme)
    yield one
    problems = one.problems
    one.close()
    assert problems == []


def test_every_screen_of_people(looker: Person, looks: tuple[str, Scheme], artifacts: Path) -> None:
    look_at((*DOORS, *ACCOUNT, *ADMIN), looker, looks, artifacts)


def test_what_rooms_tell(looker: Person, looks: tuple[str, Scheme], artifacts: Path) -> None:
    look_at(ROOMS, looker, looks, artifacts)


def test_keeping_order(looker: Person, looks: tuple[str, Scheme], artifacts: Path) -> None:
    look_at(ORDER, looker, looks, artifacts)


@pytest.mark.parametrize("state", ["playing", "long", "empty"])
def test_the_chat(looker: Person, looks: tuple[str, Scheme], artifacts: Path, state: str) -> None:
    """Beside the music, behind a tab, or in a sheet."""
    size, scheme = looks
    looker.page.goto(f"{looker.url}/gallery.html?screen=room&state={state}")
    way = looker.see("open-chat").or_(looker.see("tab-chat"))
    expect(way.or_(looker.see("composer")).first).to_be_visible()
    if way.count():
        way.click()
    expect(looker.see("composer")).to_be_visible()
    if state != "empty":
        expect(looker.see("message").last).to_be_visible()
    judge(looker, artifacts / f"chat-{state}-{size}-{scheme}.png", axe=size in AXE_SIZES)


def open_people(looker: Person) -> None:
    """Beside the music, behind a tab, or in a sheet."""
    way = looker.see("open-people").or_(looker.see("tab-people"))
    expect(way.or_(looker.see("people")).first).to_be_visible()
    if not looker.see("people").is_visible():
        way.first.click()


def look_at(scenes: Iterable[Scene], looker: Person, looks: tuple[str, Scheme], artifacts: Path) -> None:
    size, scheme = looks
    for scene in scenes:
        looker.page.goto(f"{looker.url}/gallery.html?screen={scene.screen}&state={scene.state}")
        expect(looker.page.locator("h1").first).to_be_visible()
        if scene.state != "waiting":
            expect(looker.page.locator("main [aria-busy=true]")).to_have_count(0)
        for press in scene.presses:
            name, _, at = press.partition(":")
            if name == "people-list":
                open_people(looker)
            else:
                looker.see(name).nth(int(at or 0)).click()
        judge(looker, artifacts / f"{scene.name}-{size}-{scheme}.png", axe=size in AXE_SIZES)


@pytest.mark.parametrize(
    ("screen", "state", "needed"),
    [("join", "new", ["join"]), ("room", "playing", IN_SIGHT), ("room", "empty", ["add-first"])],
)
def test_a_small_phone_on_its_side_shows_what_is_pressed_most(
    chromium: Browser, gallery: str, screen: str, state: str, needed: list[str]
) -> None:
    one = Person(chromium, gallery, "Ana", SIDEWAYS)
    one.page.goto(f"{gallery}/gallery.html?screen={screen}&state={state}")
    for name in needed:
        expect(one.see(name)).to_be_in_viewport(ratio=1)
    one.close()


@pytest.mark.parametrize("state", ["new", "told", "locked", "lobby"])
@pytest.mark.parametrize("size", [PHONE, (412, 732), (390, 664)])
def test_a_phone_shows_the_way_into_a_room_at_once(
    chromium: Browser, gallery: str, size: tuple[int, int], state: str
) -> None:
    one = Person(chromium, gallery, "Ana", size)
    one.page.goto(f"{gallery}/gallery.html?screen=join&state={state}")
    expect(one.see("join").or_(one.see("join-then")).first).to_be_in_viewport(ratio=1)
    one.close()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_what_stands_at_the_edges_of_a_phone_keeps_to_them(chromium: Browser, gallery: str, lang: str) -> None:
    one = Person(chromium, gallery, "Ana", PHONE)
    one.page.goto(f"{gallery}/gallery.html?screen=room&state=locked&lang={lang}")
    volume, seek = edges(one, "volume"), edges(one, "seek-bar")
    assert volume[0] >= seek[0] - 1
    assert volume[1] <= seek[1] + 1
    one.press("open-tv")
    expect(one.see("unlock")).to_be_visible()
    controls, unlock = one.see("tv-controls").bounding_box(), one.see("unlock").bounding_box()
    assert controls is not None and unlock is not None
    assert controls["y"] + controls["height"] < unlock["y"]
    one.close()


def edges(one: Person, name: str) -> tuple[float, float]:
    """Where it begins and ends, px."""
    expect(one.see(name)).to_be_visible()
    box = one.see(name).bounding_box()
    assert box is not None
    return box["x"], box["x"] + box["width"]

"""Playlists in browsers: two edit one list at once, files go out and come in, and a room plays it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import NewPerson
from tests.e2e.gallery import build_gallery, serve_files
from tests.e2e.looking import SIZES, Scheme, judge
from tests.e2e.person import DESK, PHONE, Person
from tests.e2e.server import SonixServer


def entries(one: Person, *titles: str) -> None:
    """Wait until these stand in the list, in this order."""
    rows = one.see("playlist-entry")
    expect(rows).to_have_count(len(titles))
    for at, title in enumerate(titles):
        expect(rows.nth(at)).to_contain_text(title)


def menu(one: Person, title: str, action: str) -> None:
    """Choose something from the menu of a track."""
    one.see("playlist-entry").filter(has_text=title).get_by_test_id("entry-menu").click()
    one.press(action)


def share_link(one: Person) -> str:
    """A link that makes editors."""
    one.press("share-playlist")
    one.page.get_by_text("Can edit").first.click()
    one.press("make-link")
    link = one.see("playlist-link").input_value()
    one.hide()
    return link


def test_two_edit_at_once_and_a_room_plays_it(person: NewPerson, served: SonixServer, tmp_path: Path) -> None:
    first, second, third = served.demo_titles()
    ana, ben = person("Ana", DESK), person("Ben", PHONE)
    ana.start_room()
    ana.add(first, second, third)
    ana.press("save-queue")
    ana.see("playlist-name").fill("Friday")
    ana.press("save-playlist")
    ana.page.get_by_role("button", name="Open").click()
    expect(ana.see("playlist-title")).to_have_text("Friday")
    entries(ana, first, second, third)
    link = share_link(ana)
    assert "#" in link
    ben.page.goto(link)
    expect(ben.see("playlist-title")).to_have_text("Friday")
    assert "#" not in ben.page.url

    menu(ben, third, "entry-up")
    menu(ana, first, "entry-remove")
    for one in (ana, ben):
        entries(one, third, second)
    ana.page.get_by_role("button", name="Undo").click()
    for one in (ana, ben):
        entries(one, first, third, second)
    ana.see("playlist-entry").nth(2).focus()
    ana.page.keyboard.press("Alt+ArrowUp")
    for one in (ana, ben):
        entries(one, first, second, third)
    _drag(ana, 2, 0)
    for one in (ana, ben):
        entries(one, third, first, second)

    ana.press("playlist-menu")
    with ana.page.expect_download() as download:
        ana.press("export-xspf")
    file = tmp_path / "friday.xspf"
    download.value.save_as(file)
    _import(ben, file, third, first, second)

    ana.press("add-all")
    ana.page.get_by_role("link", name="Now playing").or_(ana.see("back-to-room")).first.click()
    expect(ana.see("queue-entry")).to_have_count(5)


def _drag(one: Person, at: int, to: int) -> None:
    """By the handle, past the middle of the row there."""
    rows = one.see("playlist-entry")
    one.page.mouse.wheel(0, 200)
    handle, target = rows.nth(at).get_by_role("img").first.bounding_box(), rows.nth(to).bounding_box()
    assert handle is not None
    assert target is not None
    one.page.mouse.move(handle["x"] + 10, handle["y"] + 20)
    one.page.mouse.down()
    one.page.mouse.move(handle["x"] + 10, target["y"] + 20, steps=4)
    one.page.mouse.move(handle["x"] + 10, target["y"] + 4, steps=2)
    one.page.mouse.up()


def _import(one: Person, file: Path, *titles: str) -> None:
    """As a new list of one's own, with a line that nobody knows."""
    text = file.read_text().replace("</trackList>", "<track><title>Nowhere</title></track></trackList>")
    file.write_text(text)
    one.page.goto(f"{one.url}/library#playlists")
    one.press("import-playlist")
    one.see("import-input").set_input_files(file)
    expect(one.see("import-found")).to_contain_text("3 tracks")
    expect(one.see("import-missing")).to_contain_text("Nowhere")
    one.press("import-done")
    expect(one.see("playlist-title")).to_have_text("friday")
    entries(one, *titles)


def test_a_track_of_the_library_is_kept_and_a_list_deleted_and_brought_back(
    person: NewPerson, served: SonixServer
) -> None:
    title = served.demo_titles()[0]
    ana = person("Ana", PHONE)
    ana.page.goto(f"{ana.url}/library")
    row = ana.see("track").filter(has_text=title)
    for name in ("Keep", None):
        row.get_by_test_id("track-menu").click()
        ana.press("add-to-playlist")
        if name is None:
            ana.press("choose-playlist")
        else:
            ana.see("playlist-name").fill(name)
            ana.press("save-playlist")
        expect(ana.page.get_by_text("Added to “Keep”").first).to_be_visible()
    ana.page.goto(f"{ana.url}/library#playlists")
    ana.press("playlist")
    entries(ana, title, title)
    ana.press("remove-duplicates")
    entries(ana, title)
    ana.press("playlist-menu")
    ana.press("delete-playlist")
    expect(ana.see("no-playlists")).to_be_visible()
    ana.page.get_by_role("button", name="Undo").last.click()
    expect(ana.see("playlist-title")).to_have_text("Keep")


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("gallery")
    build_gallery(folder)
    return str(folder)


SCENES = [
    ("playlists", "library#playlists", "account", ()),
    ("playlists-none", "library#playlists", "empty", ()),
    ("playlist", "playlists/kitchen", "account", ()),
    ("playlist-viewer", "playlists/kitchen", "viewer", ()),
    ("playlist-empty", "playlists/kitchen", "empty", ()),
    ("playlist-selected", "playlists/kitchen", "account", ("pick-track", "pick-track:2")),
    ("playlist-share", "playlists/kitchen", "account", ("share-playlist", "make-link")),
    ("playlist-menu", "playlists/kitchen", "account", ("playlist-menu",)),
    ("playlist-new", "library#playlists", "account", ("new-playlist",)),
    ("playlist-import", "library#playlists", "account", ("import-playlist",)),
]
LOOKS: list[tuple[str, Scheme]] = [("narrow", "light"), ("phone", "dark"), ("desk", "dark")]


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_every_screen_of_playlists(chromium: Browser, gallery: str, artifacts: Path, size: str, scheme: Scheme) -> None:
    with serve_files(Path(gallery)) as address:
        one = Person(chromium, address, "Ana", SIZES[size], scheme)
        for name, screen, state, presses in SCENES:
            path, _, mark = screen.partition("#")
            one.page.goto(f"{address}/gallery.html?screen={path}&state={state}{'#' + mark if mark else ''}")
            expect(one.page.locator("h1").first).to_be_visible()
            expect(one.page.locator("main [aria-busy=true]")).to_have_count(0)
            for press in presses:
                testid, _, at = press.partition(":")
                one.see(testid).nth(int(at or 0)).click()
            judge(one, artifacts / f"{name}-{size}-{scheme}.png", axe=size != "phone")
        assert one.problems == []
        one.close()

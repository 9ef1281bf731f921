"""What somebody hears is written down where they want it: two services on this machine, a real room, real sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.person import PATIENCE_MS, PHONE, Person
from tests.e2e.server import SonixServer
from tests.media.conftest import _write as write_sound_file
from tests.media.conftest import make_music
from tests.scrobbling.scrobble_server import API_KEY, SECRET, Services, serving

LENGTH_S = 31
PATIENCE_FOR_A_PLAY_MS = 60_000


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory, services: Services) -> Iterator[SonixServer]:
    server = SonixServer(
        tmp_path_factory.mktemp("scrobbling") / "data",
        env={
            "SONIX_DEMO_MUSIC": "false",
            "SONIX_SCROBBLING__LISTENBRAINZ_URL": services.url,
            "SONIX_SCROBBLING__LASTFM_URL": f"{services.url}/2.0/",
            "SONIX_SCROBBLING__LASTFM_PAGE": f"{services.url}/api/auth/",
            "SONIX_SCROBBLING__LASTFM_KEY": API_KEY,
            "SONIX_SCROBBLING__LASTFM_SECRET": SECRET,
            "SONIX_SCROBBLING__PRIVATE_SERVICES": "true",
        },
    )
    server.start()
    yield server
    server.stop()


@pytest.fixture
def ana(chromium: Browser, instance: SonixServer) -> Iterator[Person]:
    one = Person(chromium, instance.url, "Ana", PHONE)
    yield one
    one.close()
    assert one.problems == []


def service(one: Person, name: str) -> Locator:
    return one.page.locator(f"[data-testid=scrobbling-service][data-service={name}]")


def expect_standing(one: Person, name: str, standing: str) -> None:
    expect(service(one, name)).to_have_attribute("data-standing", standing)


def wait_until(one: Person, true: Callable[[], bool], patience_ms: int = PATIENCE_MS) -> None:
    for _ in range(patience_ms // 50):
        if true():
            return
        one.page.wait_for_timeout(50)
    raise AssertionError("it never came")


def connect_listenbrainz(one: Person, token: str) -> None:
    service(one, "listenbrainz").get_by_test_id("connect").click()
    one.see("scrobbling-token").fill(token)
    one.press("save-token")


def connect_lastfm(one: Person) -> None:
    """Through its page, which stands in a tab of its own."""
    service(one, "lastfm").get_by_test_id("connect").click()
    with one.context.expect_page() as opened:
        one.press("open-lastfm")
    one.press("lastfm-allowed")
    expect(one.page.get_by_role("alert")).to_contain_text("Allow it there first")
    opened.value.get_by_role("button", name="Allow").click()
    expect(opened.value.get_by_role("heading", name="Allowed")).to_be_visible()
    opened.value.close()
    one.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # coming back is enough


def bring(one: Person, song: Path) -> None:
    """Into a room of one's own."""
    one.start_room()
    one.show("add")
    one.see("upload-input").set_input_files(song)
    expect(one.see("upload-status").first).to_have_attribute("data-state", "done")
    one.hide()
    one.expect_title("Tide")


def test_a_song_heard_in_a_room_is_written_down_and_a_refused_token_loses_none(
    ana: Person, services: Services, tmp_path: Path
) -> None:
    song = write_sound_file(
        tmp_path / "song.flac", make_music(48_000, float(LENGTH_S)), 48_000, tags={"title": "Tide", "artist": "Zoë"}
    )
    services.tokens = {"token-of-ana": "ana-there"}
    bring(ana, song)
    room, ana.page = ana.page, ana.context.new_page()
    ana.page.goto(f"{ana.url}/settings")
    expect_standing(ana, "listenbrainz", "off")
    connect_listenbrainz(ana, "no-such-token")
    expect(ana.page.get_by_role("alert")).to_contain_text("does not know this token")
    ana.see("scrobbling-token").fill("token-of-ana")
    ana.press("save-token")
    expect(service(ana, "listenbrainz")).to_contain_text("Connected as ana-there")
    connect_lastfm(ana)
    expect(service(ana, "lastfm")).to_contain_text("Connected as ana-there")
    services.tokens.clear()

    settings, ana.page = ana.page, room
    ana.press("play-pause")
    ana.expect_moving()
    wait_until(ana, lambda: bool(services.scrobbles), PATIENCE_FOR_A_PLAY_MS)
    assert [(one.who, one.artist, one.title) for one in services.scrobbles] == [("ana-there", "Zoë", "Tide")]

    ana.page = settings
    ana.page.reload()
    expect_standing(ana, "listenbrainz", "refused")
    expect(service(ana, "listenbrainz")).to_contain_text("1 play waits")
    services.tokens["another-token"] = "ana-there"
    connect_listenbrainz(ana, "another-token")
    wait_until(ana, lambda: bool(services.listens))
    assert services.listens == services.scrobbles
    ana.page.reload()
    service(ana, "lastfm").get_by_test_id("disconnect").click()
    ana.press("confirm")
    expect_standing(ana, "lastfm", "off")

"""Sonix as an app on a phone: told by the system, shared into by other apps, steered from the lock screen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, expect

from tests.e2e.conftest import NewPerson
from tests.e2e.person import PHONE, Person
from tests.e2e.server import SonixServer

NOTIFIED = """async () => {
  const worker = await navigator.serviceWorker.ready;
  return (await worker.getNotifications()).map(({ title, body, lang, data }) => ({ title, body, lang, data }));
}"""


class Worker:
    """The page's service worker, as a push service or the system reaches it."""

    def __init__(self, one: Person) -> None:
        self._page = one.page
        one.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self._devtools: CDPSession = one.context.new_cdp_session(one.page)
        versions: list[dict[str, Any]] = []
        self._devtools.on(
            "ServiceWorker.workerRegistrationUpdated", lambda event: versions.extend(event["registrations"])
        )
        self._devtools.send("ServiceWorker.enable")
        self._registrations = versions

    def push(self, note: dict[str, str]) -> None:
        """Deliver a note, as a push service would."""
        for _ in range(200):
            if self._registrations:
                break
            self._page.wait_for_timeout(25)
        registration = self._registrations[-1]
        self._devtools.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": registration["scopeURL"].rstrip("/"),
                "registrationId": registration["registrationId"],
                "data": json.dumps(note),
            },
        )

    def notified(self) -> list[dict[str, Any]]:
        """What the system shows, once it shows something."""
        found: list[dict[str, Any]] = []
        for _ in range(800):
            found = self._page.evaluate(NOTIFIED)
            if found:
                break
            self._page.wait_for_timeout(25)
        return found


@pytest.fixture
def ana(person: NewPerson, served: SonixServer) -> Iterator[Person]:
    """Somebody whose system lets Sonix show notifications."""
    one = person("Ana", PHONE)
    one.context.grant_permissions(["notifications"], origin=served.url)
    yield one


def test_a_note_is_shown_in_its_language_and_leads_to_its_room(ana: Person) -> None:
    ana.page.goto(ana.url)
    worker = Worker(ana)
    worker.push({"kind": "opened", "room": "Küche", "path": "/r/ABC234", "by": "", "text": "", "language": "de"})
    [shown] = worker.notified()
    assert (shown["title"], shown["lang"], shown["data"]) == ("Küche ist offen", "de", {"path": "/r/ABC234"})


def test_a_mention_is_not_shown_to_who_looks_at_the_room_and_nonsense_to_nobody(ana: Person) -> None:
    code = ana.start_room()
    worker = Worker(ana)
    worker.push(
        {"kind": "mention", "room": "Here", "path": f"/r/{code}", "by": "Ben", "text": "@Ana", "language": "en"}
    )
    worker.push({"nonsense": "yes"})
    worker.push({"kind": "test", "room": "", "path": "/settings", "by": "", "text": "", "language": "en"})
    assert [note["title"] for note in worker.notified()] == ["Notifications work"]


def test_a_room_is_followed_and_followed_no_more(ana: Person) -> None:
    ana.start_room()
    ana.press("room-menu")
    ana.press("follow-room")
    expect(ana.page.get_by_text(re.compile("You will hear when"))).to_be_visible()
    ana.page.reload()
    ana.come_in()
    ana.press("room-menu")
    expect(ana.see("follow-room")).to_contain_text("Don't tell me")
    ana.press("follow-room")
    expect(ana.page.get_by_text(re.compile("You no longer follow"))).to_be_visible()


def test_settings_say_what_notifications_need(person: NewPerson) -> None:
    ben = person("Ben", PHONE)
    ben.page.goto(f"{ben.url}/settings")
    expect(ben.see("notify-on").or_(ben.see("notify-why-not"))).to_be_visible()


def test_a_shared_link_and_song_reach_the_room_that_is_chosen(ana: Person, chromium: Browser) -> None:
    ana.start_room()
    room = ana.page.get_by_test_id("room-name").inner_text()
    ana.page.goto(ana.url)
    Worker(ana)
    ana.page.reload()  # so that the worker serves this page
    ana.page.evaluate(SHARE, ["https://example.org/song", "Tide.mp3"])
    ana.page.wait_for_url("**/share")
    expect(ana.see("shared-text")).to_have_text("https://example.org/song")
    expect(ana.page.get_by_text("Tide.mp3")).to_be_visible()
    ana.see("share-to-room").filter(has_text=room).click()
    ana.page.wait_for_url(re.compile(r"/r/[A-Z2-9]{6}"))
    ana.come_in()
    expect(ana.see("composer")).to_have_value("https://example.org/song")
    ana.page.goto(f"{ana.url}/share")
    expect(ana.page.get_by_text("Nothing has arrived")).to_be_visible()


SHARE = """([link, name]) => {
  const form = document.createElement('form');
  Object.assign(form, { method: 'POST', action: '/share', enctype: 'multipart/form-data' });
  const text = Object.assign(document.createElement('input'), { name: 'url', value: link });
  const files = Object.assign(document.createElement('input'), { type: 'file', name: 'files' });
  const chosen = new DataTransfer();
  chosen.items.add(new File([new Uint8Array(4000)], name, { type: 'audio/mpeg' }));
  files.files = chosen.files;
  form.append(text, files);
  document.body.append(form);
  form.submit();
}"""
"""What a system does with the manifest's `share_target`."""


def test_what_comes_without_a_worker_still_finds_the_page(ana: Person) -> None:
    answer = ana.context.request.post(f"{ana.url}/share", max_redirects=0)
    assert (answer.status, answer.headers["location"]) == (303, "/share")


def test_the_manifest_names_only_what_there_is(ana: Person) -> None:
    manifest = ana.context.request.get(f"{ana.url}/manifest.webmanifest").json()
    for icon in manifest["icons"]:
        assert ana.context.request.get(ana.url + icon["src"]).ok
    for shortcut in manifest["shortcuts"]:
        ana.page.goto(ana.url + shortcut["url"])
        expect(ana.page.get_by_role("heading", level=1)).to_be_visible()
        expect(ana.page.get_by_text("no such page")).to_have_count(0)

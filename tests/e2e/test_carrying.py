"""From the plain address of a network to the secure one, two strangers to a browser: whoever was host is host."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable, Iterator

import pytest
from bench.acoustic.browsers import INSECURE_HOST, INSECURE_RULE
from playwright.sync_api import Browser, Playwright, expect

from tests.e2e.person import CHROMIUM, CHROMIUM_FLAGS, Person
from tests.e2e.server import SonixServer, free_port
from tests.e2e.test_sessions import user_of

NewGuest = Callable[[str], Person]


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SonixServer]:
    """A server on two addresses, the secure one with a certificate of its own."""
    settings = {
        "SONIX_TLS__ENABLED": "true",
        "SONIX_TLS__PORT": str(free_port()),
        "SONIX_DEMO_MUSIC": "false",
    }
    server = SonixServer(tmp_path_factory.mktemp("carrying") / "data", env=settings)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One that reaches the server under a name, as other devices do: a plain page of that name is not secure."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=[*CHROMIUM_FLAGS, INSECURE_RULE])
    yield browser
    browser.close()


@pytest.fixture
def guest(browser: Browser, host: SonixServer) -> Iterator[NewGuest]:
    """Somebody on the plain address, who has said yes to the certificate. A page error fails the test."""
    people: list[Person] = []

    def new(name: str) -> Person:
        context = browser.new_context(ignore_https_errors=True)
        people.append(Person(context, f"http://{INSECURE_HOST}:{host.port}", name))
        return people[-1]

    yield new
    problems = [problem for one in people for problem in one.problems]
    for one in people:
        one.close()
    assert problems == []


def follow(one: Person) -> None:
    """Take the link to the secure page; the code is off the address by the time anything is shown."""
    one.see("insecure").locator("summary").click()
    one.press("open-secure")
    one.page.wait_for_url(re.compile(r"^https:"))
    one.see("carry-stay").wait_for()
    assert "carry" not in one.page.url


def secure_address(host: SonixServer) -> str:
    """Where the links lead."""
    with urllib.request.urlopen(f"{host.url}/api/instance", timeout=20) as answer:
        return str(json.load(answer)["https_url"])


def test_the_host_of_a_room_is_its_host_on_the_secure_page(guest: NewGuest) -> None:
    ana, ben = guest("Ana"), guest("Ben")
    code = ana.start_room()
    ben.open_link(code)
    at_ben = ben.see("person").filter(has_text="Ana")
    before = user_of(ana)["user_id"]
    expect(at_ben).not_to_contain_text("Away")
    follow(ana)
    expect(ana.page.get_by_text("you are Ana")).to_be_visible()
    ana.press("carry-go-on")
    expect(ana.see("name")).to_have_value("Ana")
    expect(at_ben).to_contain_text("Away")  # else one device would sound twice
    ana.come_in()
    assert (ana.code(), user_of(ana)["user_id"]) == (code, before)
    expect(ben.see("person")).to_have_count(2)
    expect(at_ben.get_by_text("Host")).to_be_visible()
    ana.set_control("host")
    ana.page.reload()
    ana.see("sync-light").wait_for()
    assert user_of(ana)["user_id"] == before


def test_whoever_has_a_room_on_the_secure_page_is_asked_first(guest: NewGuest, host: SonixServer) -> None:
    """Else a link of somebody's would sign them out of it, and in as somebody else."""
    one = guest("Dana")
    plain, one.url = one.url, secure_address(host)
    one.start_room()
    dana = user_of(one)["user_id"]
    one.url, one.name = plain, "Cleo"
    room = f"{plain}/r/{one.start_room()}"
    cleo = user_of(one)["user_id"]
    follow(one)
    expect(one.page.get_by_text("Dana is signed in here")).to_be_visible()
    one.press("carry-stay")
    expect(one.see("name")).to_have_value("Dana")
    assert user_of(one)["user_id"] == dana
    one.page.goto(room)
    follow(one)
    one.press("carry-go-on")
    expect(one.see("name")).to_have_value("Cleo")
    assert user_of(one)["user_id"] == cleo


def test_whoever_was_sent_the_link_of_somebody_else_says_no_and_is_nobody(guest: NewGuest, host: SonixServer) -> None:
    eve, victim = guest("Eve"), guest("Faye")
    room = f"{secure_address(host)}/r/{eve.start_room()}"
    carry = (
        "fetch('/api/sessions/carry', {method: 'POST', headers: {'X-Sonix': '1', Authorization: `Bearer ${token}`}})"
    )
    renew = "fetch('/api/sessions/refresh', {method: 'POST', headers: {'X-Sonix': '1'}})"
    code = eve.page.evaluate(
        f"{renew}.then((a) => a.json()).then(({{access: token}}) => {carry}).then((a) => a.json()).then((a) => a.code)"
    )
    victim.page.goto(f"{room}#carry={code}")
    expect(victim.page.get_by_text("you are Eve")).to_be_visible()
    victim.press("carry-stay")
    expect(victim.see("name")).not_to_have_value("Eve")
    victim.page.reload()
    expect(victim.see("join")).to_be_visible()
    expect(victim.see("carry-stay")).to_have_count(0)


def test_a_code_that_is_no_good_leaves_a_stranger_at_the_door_with_a_word(guest: NewGuest, host: SonixServer) -> None:
    eve = guest("Eve")
    address = f"{secure_address(host)}/r/{eve.start_room()}"
    eve.page.goto(f"{address}#carry=guessed")
    expect(eve.page.get_by_text("You could not be signed in here")).to_be_visible()
    expect(eve.see("join")).to_be_visible()
    assert eve.page.url == address

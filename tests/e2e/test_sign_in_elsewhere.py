"""Signing in at another service in a real browser: a real provider, which is another site to cookies."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.person import Person
from tests.e2e.server import SonixServer
from tests.identity import playing
from tests.identity.playing import CLIENT, SECRET

DOORS = {"corner": "The corner", "office": "The office"}
PEOPLE = {
    login: {"email": f"{login}@example.org", "email_verified": True, "name": login.title()} for login in ("ana", "bo")
}


@pytest.fixture(scope="module")
def host(sign_in_servers: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SonixServer]:
    """A server with two doors to one provider. Called by a name, so that the provider is another site to cookies."""
    server = SonixServer(tmp_path_factory.mktemp("elsewhere") / "data")
    server.call_it("localhost")
    back = [f"{server.url}/api/sign-in/oidc/{door}/callback" for door in DOORS]
    corner = playing.oidc_server(PEOPLE, algorithm="RS256", conform=True, back=back)
    server.set(SONIX_DEMO_MUSIC="false", SONIX_ACCOUNTS__PRIVATE_PROVIDERS="true")
    for door, label in DOORS.items():
        told = {"ISSUER": corner.issuer, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET, "LABEL": label}
        told["ALLOW_REGISTRATION"] = "true"
        server.set(**{f"SONIX_OIDC__{door.upper()}__{name}": value for name, value in told.items()})
    server.start()
    yield server
    server.stop()
    corner.program.stop()


@pytest.fixture
def somebody(chromium: Browser, host: SonixServer) -> Iterator[Callable[[str], Person]]:
    """A browser of their own. A page error fails the test."""
    people: list[Person] = []

    def new(name: str) -> Person:
        people.append(Person(chromium, host.url, name))
        return people[-1]

    yield new
    problems = [problem for one in people for problem in one.problems]
    for one in people:
        one.close()
    assert problems == []


def agree_there(one: Person, login: str) -> None:
    """At the provider: who one is, and that Sonix may know."""
    one.page.locator("[name=login]").fill(login)
    one.page.locator("[name=password]").fill("any")
    one.page.get_by_role("button", name="Sign-in").click()
    one.page.get_by_role("button", name="Continue").click()


def expect_account(one: Person) -> None:
    """Wait until this browser is signed in."""
    expect(one.page.get_by_role("link", name="Account", exact=True)).to_be_visible()


def test_a_guest_signs_in_at_a_provider_and_keeps_the_room(somebody: Callable[[str], Person]) -> None:
    ana = somebody("Ana")
    code = ana.start_room()
    ana.page.goto(f"{ana.url}/sign-in")
    ana.press("oidc-corner")
    agree_there(ana, "ana")
    expect_account(ana)
    expect(ana.page.locator(f'a[href="/r/{code}"]')).to_be_visible()
    ana.page.goto(f"{ana.url}/account")
    expect(ana.see("identity")).to_contain_text("The corner")


def test_who_stops_at_the_provider_is_told_that_nothing_changed(somebody: Callable[[str], Person]) -> None:
    eve = somebody("Eve")
    eve.page.goto(f"{eve.url}/sign-in")
    eve.press("oidc-corner")
    eve.page.get_by_text("Cancel").click()
    expect(eve.page.get_by_role("heading", name="That sign-in did not work")).to_be_visible()
    expect(eve.page.get_by_text("It was stopped at the other service")).to_be_visible()


def test_an_account_is_linked_with_another_door_and_unlinked_but_not_from_its_last(
    somebody: Callable[[str], Person],
) -> None:
    bo = somebody("Bo")
    bo.page.goto(f"{bo.url}/sign-in")
    bo.press("oidc-corner")
    agree_there(bo, "bo")
    expect_account(bo)
    bo.page.goto(f"{bo.url}/account")
    bo.press("link-office")
    expect(bo.see("identity")).to_have_count(2)
    expect(bo.page).to_have_url(f"{bo.url}/account")
    bo.see("identity").filter(has_text="The office").get_by_test_id("unlink").click()
    bo.press("confirm")
    expect(bo.see("identity")).to_have_count(1)
    bo.press("unlink")
    bo.press("confirm")
    expect(bo.page.get_by_role("alert")).to_contain_text("only way")
    bo.hide()
    expect(bo.see("identity")).to_contain_text("The corner")

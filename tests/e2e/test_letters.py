"""Accounts by mail, in real browsers: the letter is read from a real mail server and its link opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.accounts.post import Post, running
from tests.e2e.person import DESK, PHONE, Person
from tests.e2e.server import SonixServer

PASSWORD = "four quiet herons"
OTHER = "nine owls on a wire"


@pytest.fixture(scope="module")
def post() -> Iterator[Post]:
    with running() as found:
        yield found


@pytest.fixture(scope="module")
def host(post: Post, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SonixServer]:
    """A server where anybody with an address may make an account."""
    settings = {
        "SONIX_MAIL__URL": post.url,
        "SONIX_MAIL__SENDER": "sonix@example.org",
        "SONIX_ACCOUNTS__REGISTRATION": "open",
        "SONIX_DEMO_MUSIC": "false",
    }
    server = SonixServer(tmp_path_factory.mktemp("letters") / "data", env=settings)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def somebody(chromium: Browser, host: SonixServer) -> Iterator[Callable[[str, tuple[int, int]], Person]]:
    """A browser of their own. A page error fails the test."""
    people: list[Person] = []

    def new(name: str, size: tuple[int, int]) -> Person:
        people.append(Person(chromium, host.url, name, size))
        return people[-1]

    yield new
    problems = [problem for one in people for problem in one.problems]
    for one in people:
        one.close()
    assert problems == []


def ask_for_account(one: Person, email: str) -> None:
    one.page.goto(f"{one.url}/account/create")
    one.see("account-name").fill(one.name)
    one.see("email").fill(email)
    one.see("password").fill(PASSWORD)
    one.press("create")
    expect(one.page.get_by_text(email)).to_be_visible()


def expect_account(one: Person) -> None:
    expect(one.page.get_by_role("link", name="Account", exact=True)).to_be_visible()


def test_the_link_in_the_letter_makes_the_account_where_it_was_asked_for(
    post: Post, somebody: Callable[[str, tuple[int, int]], Person]
) -> None:
    ben = somebody("Ben", DESK)
    code = ben.start_room()
    number = len(post.letters) + 1
    ask_for_account(ben, "ben@example.org")
    ben.page.goto(post.wait_for(number).link)
    ben.press("confirm-link")
    expect_account(ben)
    ben.page.goto(ben.url)
    expect(ben.page.locator(f'a[href="/r/{code}"]')).to_be_visible()


def test_elsewhere_the_letter_takes_the_password_and_a_forgotten_one_is_replaced(
    post: Post, somebody: Callable[[str, tuple[int, int]], Person]
) -> None:
    desk, phone = somebody("Cleo", DESK), somebody("Cleo", PHONE)
    number = len(post.letters) + 1
    ask_for_account(desk, "cleo@example.org")
    phone.page.goto(post.wait_for(number).link)
    phone.press("confirm-link")
    phone.see("password").fill(OTHER)
    phone.press("confirm-link")
    expect(phone.page.get_by_role("alert")).to_be_visible()
    phone.see("password").fill(PASSWORD)
    phone.press("confirm-link")
    expect_account(phone)
    desk.page.goto(f"{desk.url}/account/forgotten")
    desk.see("email").fill("cleo@example.org")
    desk.press("send-link")
    desk.page.goto(post.wait_for(number + 1).link)
    desk.see("password").fill(OTHER)
    desk.press("save-password")
    expect_account(desk)

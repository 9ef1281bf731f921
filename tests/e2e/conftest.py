"""A real server, real browsers, and people who use them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from bench.acoustic.browsers import Looks
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.e2e.looking import SIZES, Scheme, judge
from tests.e2e.party import Pair, Party
from tests.e2e.person import CHROMIUM, CHROMIUM_FLAGS, DESK, Person
from tests.e2e.server import SonixServer

NewPerson = Callable[..., Person]


@pytest.hookimpl(tryfirst=True)  # before -m looks at the markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever sits at a party is listened to in real time: `scripts/test` gives those the machine alone."""
    for item in items:
        if "party" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.real_time)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SonixServer]:
    """One server with the demo music in it, for every test that does not break it."""
    server = SonixServer(tmp_path_factory.mktemp("sonix") / "data")
    server.start()
    server.wait_for_line("Demo music is ready")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The one Playwright that can run in this thread."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium; each person gets a profile of their own in it."""
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, headless=True, args=CHROMIUM_FLAGS, ignore_default_args=["--mute-audio"]
    )
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def party(served: SonixServer, playwright: Playwright) -> Iterator[Party]:
    """Browsers of their own, on sinks and networks of their own; the music of `served`. A page error fails the test."""
    with Party(served, playwright) as party:
        yield party
        problems = [problem for guest in party.guests for problem in guest.problems]
    assert problems == []


@pytest.fixture(scope="module")
def _seated(party: Party) -> Pair:
    """One room for a module. The first one's tab can really be hidden."""
    ana, ben = party.seat("Ana", Looks(plain=True)), party.seat("Ben")
    party.start(ana, ben)
    return ana, ben


@pytest.fixture
def pair(_seated: Pair) -> Iterator[Pair]:
    """Ana and Ben in a room, in step. What a test does to one of them is undone after it, even when it failed."""
    yield _seated
    for guest in _seated:
        guest.recover()


@pytest.fixture
def person(chromium: Browser, served: SonixServer) -> Iterator[NewPerson]:
    """`person("Ana", PHONE)`: somebody with a browser of their own. A page error fails the test."""
    people: list[Person] = []

    def new(name: str, size: tuple[int, int] = DESK, scheme: Literal["dark", "light"] = "light") -> Person:
        people.append(Person(chromium, served.url, name, size, scheme))
        return people[-1]

    yield new
    problems = [problem for one in people for problem in one.problems]
    for one in people:
        one.close()
    assert problems == []


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SonixServer]:
    """A server of its own, called by a name: a passkey cannot belong to an address."""
    server = SonixServer(
        tmp_path_factory.mktemp("people") / "data",
        env={
            "SONIX_DEMO_MUSIC": "false",
            "SONIX_DIRECTORY__WHO": "everyone",
            "SONIX_LIMITS__SIGN_INS_PER_MINUTE": "1000",
            "SONIX_LIMITS__REGISTRATIONS_PER_HOUR": "1000",
        },
    )
    server.call_it("localhost")
    server.start()
    server.wait_for_line("#")  # the link for the first administrator
    yield server
    server.stop()


@pytest.fixture(scope="session")
def admin(chromium: Browser, host: SonixServer) -> Iterator[Person]:
    """Whoever opened the link that the first start printed."""
    one = Person(chromium, host.url, "Ana", DESK)
    link = re.search(r"\S+#admin=\S+|\S+/admin/claim#\S+", host.log())
    assert link is not None
    one.page.goto(link.group())
    one.see("admin-name").fill("Ana")
    one.press("claim-admin")
    expect(one.page.get_by_role("link", name="Administration")).to_be_visible()
    expect(one.page.get_by_text("No rooms yet")).to_be_visible()  # asked for by whoever was nobody a moment ago
    yield one
    problems = one.problems
    one.close()
    assert problems == []


@pytest.fixture
def somebody(chromium: Browser, host: SonixServer) -> Iterator[Callable[..., Person]]:
    """`somebody("Ben")`: a browser of their own. A page error fails the test."""
    people: list[Person] = []

    def new(name: str, size: tuple[int, int] = DESK) -> Person:
        people.append(Person(chromium, host.url, name, size))
        return people[-1]

    yield new
    problems = [problem for one in people for problem in one.problems]
    for one in people:
        one.close()
    assert problems == []


@pytest.fixture(scope="session")
def artifacts() -> Path:
    """Where screenshots and recordings go, for people to look at."""
    folder = Path("test-artifacts")
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> Scheme:
    """The colours that somebody's system asks for."""
    chosen: Scheme = request.param
    return chosen


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    """The name of a window's size."""
    return str(request.param)


@pytest.fixture
def look(size: str, scheme: Scheme, artifacts: Path) -> Callable[[Person, str], None]:
    """`look(ana, "home")`: judge what is on her screen."""
    return lambda one, screen: judge(one, artifacts / f"{screen}-{size}-{scheme}.png")

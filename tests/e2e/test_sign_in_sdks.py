"""The clients of Firebase and Supabase in a real browser: loaded for whoever uses one, ending in a session here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Request, expect

from tests.e2e.account_steps import expect_account, sign_out
from tests.e2e.google_window import bring_google_near, choose_new_account
from tests.e2e.person import Person
from tests.e2e.server import SonixServer
from tests.identity import playing
from tests.identity.playing import PROJECT, Emulator, SupabaseProject

SECRET = "a fine secret"
NewVisitor = Callable[[str], "Visitor"]


class Visitor(Person):
    """Somebody whose browser tells which clients it fetched, and what the content security policy held back."""

    def __init__(self, browser: Browser, url: str, name: str) -> None:
        super().__init__(browser, url, name)
        self.fetched: set[str] = set()
        self.page.on("request", self._note)
        self.page.on("console", self._listen)

    def _note(self, request: Request) -> None:
        file = request.url.rpartition("/")[2]
        self.fetched |= {client for client in ("firebase", "supabase") if file.startswith(f"{client}-")}
        if "apis.google.com" in request.url:
            self.fetched.add("google")

    def _listen(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.problems.append(message.text)

    def to_sign_in(self) -> None:
        """From a room, by the page's own links: the page is not loaded anew."""
        self.page.get_by_role("link", name="Sonix, home").click()
        self.page.get_by_role("link", name="Sign in", exact=True).click()
        expect(self.see("sign-in")).to_be_visible()

    def give(self, email: str, password: str = SECRET, *, new: bool) -> None:
        """In the dialog of a service."""
        label = "I am new" if new else "I have an account"
        self.page.get_by_role("dialog").locator("label", has_text=label).click()
        self.see("provider-email").fill(email)
        self.see("provider-password").fill(password)
        self.press("provider-continue")

    def expect_linked(self, *texts: str) -> None:
        """Wait until the account says with what it is linked, and with nothing else."""
        self.page.goto(f"{self.url}/account")
        expect(self.see("identity")).to_have_count(1)
        for text in texts:
            expect(self.see("identity")).to_contain_text(text)

    def expect_room(self, code: str) -> None:
        """Wait until that room is among one's own."""
        self.page.goto(self.url)
        expect(self.page.locator(f'a[href="/r/{code}"]')).to_be_visible()


@pytest.fixture(scope="module")
def project() -> Iterator[SupabaseProject]:
    """A Supabase project that wants addresses confirmed."""
    found = playing.supabase_project()
    yield found
    found.program.stop()


@pytest.fixture(scope="module")
def host(
    emulator: Emulator, project: SupabaseProject, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SonixServer]:
    """A server with both services set up."""
    server = SonixServer(tmp_path_factory.mktemp("sdks") / "data")
    server.set(SONIX_DEMO_MUSIC="false", SONIX_ACCOUNTS__PRIVATE_PROVIDERS="true")
    server.set(SONIX_SUPABASE__URL=project.url, SONIX_SUPABASE__ANON_KEY="anon")
    server.set(SONIX_SUPABASE__ALLOW_REGISTRATION="true", SONIX_FIREBASE__ALLOW_REGISTRATION="true")
    server.set(SONIX_FIREBASE__PROJECT=PROJECT, SONIX_FIREBASE__API_KEY="any")
    server.set(SONIX_FIREBASE__WAYS="email,google,anonymous", FIREBASE_AUTH_EMULATOR_HOST=emulator.host)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def somebody(chromium: Browser, host: SonixServer) -> Iterator[NewVisitor]:
    """A browser of their own. A page error fails the test, and so does what the page's policy held back."""
    people: list[Visitor] = []

    def new(name: str) -> Visitor:
        people.append(Visitor(chromium, host.url, name))
        return people[-1]

    yield new
    problems = [problem for one in people for problem in one.problems]
    for one in people:
        one.close()
    assert problems == []


def test_somebody_signs_up_at_firebase_by_email_signs_out_and_comes_back(somebody: NewVisitor) -> None:
    ana = somebody("Ana")
    ana.page.goto(f"{ana.url}/sign-in")
    ana.press("firebase-email")
    expect(ana.see("provider-email")).to_be_visible()
    assert ana.fetched == set()
    ana.give("ana@example.org", new=True)
    expect_account(ana)
    assert ana.fetched == {"firebase"}
    ana.expect_linked("Firebase", "ana@example.org")
    sign_out(ana)

    ana.page.goto(f"{ana.url}/sign-in")
    ana.press("firebase-email")
    ana.give("ana@example.org", "not hers", new=False)
    expect(ana.page.get_by_text("The e-mail or the password is not right.")).to_be_visible()
    ana.give("ana@example.org", new=False)
    expect_account(ana)
    ana.expect_linked("ana@example.org")


def test_a_guest_without_a_name_at_firebase_becomes_an_account_and_keeps_the_room(somebody: NewVisitor) -> None:
    bo = somebody("Bo")
    bo.page.goto(f"{bo.url}/sign-in")
    bo.press("firebase-anonymous")
    bo.see("start-room").wait_for()
    bo.press("start-room")
    bo.come_in()
    code = bo.code()
    bo.to_sign_in()
    expect(bo.see("firebase-anonymous")).to_have_count(0)
    bo.press("firebase-email")
    bo.give("bo@example.org", new=True)
    expect_account(bo)
    bo.expect_linked("Firebase", "bo@example.org")
    bo.expect_room(code)


def test_somebody_signs_in_with_google_in_its_window(somebody: NewVisitor) -> None:
    gil = somebody("Gil")
    bring_google_near(gil.context)
    gil.page.goto(f"{gil.url}/sign-in")
    expect(gil.see("google")).to_be_visible()
    assert gil.fetched == set()
    with gil.context.expect_page() as opened:
        gil.press("google")
    choose_new_account(opened.value, "gil@example.org", "Gil from Google")
    expect_account(gil)
    assert gil.fetched == {"firebase", "google"}
    gil.expect_linked("Firebase", "gil@example.org")


def test_a_guest_signs_up_at_supabase_opens_the_letter_keeps_the_room_and_links_firebase(
    somebody: NewVisitor, project: SupabaseProject
) -> None:
    cleo = somebody("Cleo")
    code = cleo.start_room()
    cleo.page.goto(f"{cleo.url}/sign-in")
    cleo.press("supabase-email")
    expect(cleo.see("provider-email")).to_be_visible()
    assert cleo.fetched == set()
    cleo.give("cleo@example.org", "short", new=True)
    expect(cleo.page.get_by_text("This password is too short.")).to_be_visible()
    cleo.give("cleo@example.org", new=True)
    expect(cleo.page.get_by_text("Open the link in the message from Supabase, then sign in here.")).to_be_visible()
    cleo.give("cleo@example.org", new=False)
    expect(cleo.page.get_by_text("Open the link in the message from Supabase first.")).to_be_visible()

    letter = project.letter("cleo@example.org")
    for words in ("Your address is confirmed. Sign in with it now.", "That link is too old, or was used before."):
        cleo.page.goto(letter)
        expect(cleo.page.get_by_text(words)).to_be_visible()
        assert "access_token" not in cleo.page.url
    cleo.press("supabase-email")
    cleo.give("cleo@example.org", "not hers", new=False)
    expect(cleo.page.get_by_text("The e-mail or the password is not right.")).to_be_visible()
    cleo.give("cleo@example.org", new=False)
    expect_account(cleo)
    assert cleo.fetched == {"supabase"}
    cleo.expect_linked("Supabase", "cleo@example.org")
    cleo.press("link-firebase")
    cleo.give("cleo@example.org", new=True)
    expect(cleo.see("identity")).to_have_count(2)
    expect(cleo.see("link-firebase")).to_have_count(0)
    cleo.expect_room(code)
    sign_out(cleo)

"""People with accounts, in real browsers, from the invitation to the farewell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.account_steps import PASSWORD, expect_account, find, invitation, make_account, sign_in, sign_out
from tests.e2e.person import DESK, PHONE, Person
from tests.e2e.server import SonixServer


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SonixServer]:
    """A server of its own, called by a name: a passkey cannot belong to an address."""
    server = SonixServer(
        tmp_path_factory.mktemp("people") / "data",
        env={
            "SONIX_DEMO_MUSIC": "false",
            "SONIX_LIMITS__SIGN_INS_PER_MINUTE": "1000",
            "SONIX_LIMITS__REGISTRATIONS_PER_HOUR": "1000",
        },
    )
    server.call_it("localhost")
    server.start()
    server.wait_for_line("#")  # the link for the first administrator
    yield server
    server.stop()


@pytest.fixture(scope="module")
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


def test_a_guest_with_an_invitation_becomes_an_account_and_keeps_the_room(
    admin: Person, somebody: Callable[..., Person]
) -> None:
    ben, ben_elsewhere = somebody("Ben"), somebody("Ben", PHONE)
    code = ben.start_room()
    email = make_account(ben, invitation(admin, "Ben"))
    expect(ben.page.locator(f'a[href="/r/{code}"]')).to_be_visible()
    sign_in(ben_elsewhere, email)
    expect_account(ben_elsewhere)
    ben_elsewhere.page.goto(ben.url)
    expect(ben_elsewhere.page.locator(f'a[href="/r/{code}"]')).to_be_visible()


def test_an_invitation_works_once_and_not_after_it_is_revoked(admin: Person, somebody: Callable[..., Person]) -> None:
    ben, eve = somebody("Ben"), somebody("Eve")
    link = invitation(admin, "Once")
    make_account(ben, link)
    eve.page.goto(link)
    eve.see("account-name").fill("Eve")
    eve.see("email").fill("eve@example.org")
    eve.see("password").fill(PASSWORD)
    eve.press("create")
    expect(eve.page.get_by_role("alert")).to_be_visible()
    admin.page.goto(f"{admin.url}/admin/invitations")
    expect(admin.see("row").filter(has_text="Once")).to_contain_text("Used up")
    invitation(admin, "Regretted")
    admin.hide()
    row = admin.see("row").filter(has_text="Regretted")
    row.get_by_test_id("revoke").click()
    admin.press("confirm")
    expect(row).to_contain_text("Revoked")


def test_a_wrong_password_says_so_and_the_right_one_opens(admin: Person, somebody: Callable[..., Person]) -> None:
    ben = somebody("Ben")
    email = make_account(ben, invitation(admin, "Ben"))
    sign_out(ben)
    sign_in(ben, email, "not this one at all")
    expect(ben.page.get_by_role("alert")).to_be_visible()
    sign_in(ben, email)
    expect_account(ben)


def test_a_device_signed_out_elsewhere_falls_silent(admin: Person, somebody: Callable[..., Person]) -> None:
    desk, phone = somebody("Ben"), somebody("Ben", PHONE)
    email = make_account(desk, invitation(admin, "Ben"))
    sign_in(phone, email)
    expect_account(phone)
    phone.start_room()
    desk.page.goto(f"{desk.url}/account")
    expect(desk.see("device")).to_have_count(2)
    desk.press("sign-out-others")
    desk.press("confirm")
    expect(desk.see("device")).to_have_count(1)
    expect(phone.page.get_by_text("You have been signed out")).to_be_visible()


def test_a_passkey_opens_the_account(admin: Person, somebody: Callable[..., Person]) -> None:
    ben = somebody("Ben")
    devtools = ben.context.new_cdp_session(ben.page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    make_account(ben, invitation(admin, "Ben"))
    ben.page.goto(f"{ben.url}/account")
    ben.press("add-passkey")
    expect(ben.see("passkey")).to_have_count(1)
    ben.press("passkey-menu")
    ben.press("rename-passkey")
    ben.see("passkey-name").fill("My desk")
    ben.press("save-passkey")
    expect(ben.see("passkey")).to_contain_text("My desk")
    sign_out(ben)
    ben.page.goto(f"{ben.url}/sign-in")
    ben.press("sign-in-passkey")
    expect_account(ben)


def test_a_banned_person_is_out_at_once_and_told_why(admin: Person, somebody: Callable[..., Person]) -> None:
    ben = somebody("Ben")
    email = make_account(ben, invitation(admin, "Ben"))
    ben.start_room()
    find(admin, email)
    admin.press("user-ban")
    admin.see("ban-reason").fill("Played the same track all night")
    admin.press("confirm-ban")
    expect(admin.see("user-facts")).to_contain_text("Played the same track all night")
    expect(ben.page.get_by_text("You have been shut out")).to_be_visible()
    ben.page.goto(f"{ben.url}/sign-in")
    expect(ben.page.get_by_role("alert")).to_contain_text("Played the same track all night")
    ben.press("sign-out")
    expect(ben.page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
    sign_in(ben, email)
    expect(ben.page.get_by_role("alert")).to_contain_text("Played the same track all night")
    admin.press("user-unban")
    expect(admin.see("user-unban")).to_have_count(0)
    sign_in(ben, email)
    expect_account(ben)


def test_an_administrator_gives_a_link_for_a_new_password(admin: Person, somebody: Callable[..., Person]) -> None:
    ben = somebody("Ben")
    email = make_account(ben, invitation(admin, "Ben"))
    sign_out(ben)
    find(admin, email)
    admin.press("user-reset")
    admin.press("make-reset-link")
    ben.page.goto(admin.see("reset-link").input_value())
    ben.see("password").fill("five quiet herons")
    ben.press("save-password")
    expect_account(ben)
    sign_out(ben)
    sign_in(ben, email, "five quiet herons")
    expect_account(ben)


def test_an_administrator_sets_limits_and_finds_them_in_the_audit_log(
    admin: Person, somebody: Callable[..., Person]
) -> None:
    email = make_account(somebody("Ben"), invitation(admin, "Ben"))
    find(admin, email)
    admin.press("user-quota")
    admin.see("quota-bytes").fill("1.5")
    admin.press("save-quota")
    expect(admin.see("user-facts")).to_contain_text("1.5 GB")
    admin.page.goto(f"{admin.url}/admin/audit")
    expect(admin.see("row").first).to_contain_text("1500000000")


def test_one_takes_their_data_and_leaves(admin: Person, somebody: Callable[..., Person], tmp_path: Path) -> None:
    ben = somebody("Ben")
    email = make_account(ben, invitation(admin, "Ben"))
    ben.page.goto(f"{ben.url}/account")
    with ben.page.expect_download() as download:
        ben.press("export")
    saved = tmp_path / "export.zip"
    download.value.save_as(saved)
    with ZipFile(saved) as export:
        assert any(email in export.read(name).decode() for name in export.namelist() if name.endswith(".json"))
    ben.press("delete-account")
    expect(ben.see("leaving")).to_be_visible()
    ben.see("old-password").fill("not this one at all")
    ben.press("confirm-delete")
    expect(ben.page.get_by_role("alert")).to_be_visible()
    ben.see("old-password").fill(PASSWORD)
    ben.press("confirm-delete")
    expect(ben.page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
    sign_in(ben, email)
    expect(ben.page.get_by_role("alert")).to_be_visible()


def test_an_administrator_deletes_somebody_and_their_pages_say_so(
    admin: Person, somebody: Callable[..., Person]
) -> None:
    ben = somebody("Ben")
    email = make_account(ben, invitation(admin, "Ben"))
    ben.start_room()
    find(admin, email)
    admin.press("user-delete")
    admin.press("confirm")
    expect(admin.see("row")).to_have_count(0)
    expect(ben.page.get_by_text("You have been signed out")).to_be_visible()


def test_an_administrator_deletes_a_room_and_everybody_in_it_is_told(
    admin: Person, somebody: Callable[..., Person]
) -> None:
    ana, ben = somebody("Ana"), somebody("Ben", PHONE)
    code = ana.start_room()
    ben.open_link(code)
    admin.page.goto(f"{admin.url}/admin/rooms")
    row = admin.see("row").filter(has=admin.page.locator(f'a[href="/r/{code}"]'))
    row.get_by_test_id("delete-room").click()
    admin.press("confirm")
    expect(row).to_have_count(0)
    for one in (ana, ben):
        expect(one.page.get_by_text("This room is gone")).to_be_visible()


def test_every_section_of_the_administration_answers(admin: Person) -> None:
    admin.page.goto(f"{admin.url}/admin")
    for section in ("users", "invitations", "rooms", "storage", "jobs", "settings", "audit", "overview"):
        admin.press(f"section-{section}")
        expect(admin.page.locator("main [aria-busy=true]")).to_have_count(0)
        expect(admin.page.locator("main").get_by_role("alert")).to_have_count(0)
        expect(admin.see("row").or_(admin.see("empty")).or_(admin.see("tile")).first).to_be_visible()


def test_code_of_sign_in_services_is_not_in_the_shell(host: SonixServer, somebody: Callable[..., Person]) -> None:
    ben = somebody("Ben")
    ben.page.goto(f"{host.url}/sign-in")
    expect(ben.see("sign-in")).to_be_visible()
    worker = ben.page.evaluate("fetch('/sw.js').then((answer) => answer.text())")
    loaded = ben.page.evaluate("performance.getEntriesByType('resource').map((one) => one.name).join(' ')")
    assert "assets/" in worker
    assert not re.search(r"assets/(firebase|supabase)", worker + loaded)

"""People with accounts, in real browsers, from the invitation to the farewell."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import expect

from tests.e2e.account_steps import PASSWORD, SecurityKey, expect_account, invitation, make_account, sign_in, sign_out
from tests.e2e.person import PHONE, Person
from tests.e2e.server import SonixServer


def test_a_guest_becomes_an_account_and_another_brings_their_room_along(
    admin: Person, somebody: Callable[..., Person]
) -> None:
    ben, ben_elsewhere = somebody("Ben"), somebody("Ben", PHONE)
    code = ben.start_room()
    email = make_account(ben, invitation(admin, "Ben"))
    expect(ben.page.locator(f'a[href="/r/{code}"]')).to_be_visible()
    own = ben_elsewhere.start_room()
    ben_elsewhere.page.goto(f"{ben.url}/sign-in")
    expect(ben_elsewhere.see("comes-along")).to_contain_text("Ben")
    sign_in(ben_elsewhere, email)
    expect_account(ben_elsewhere)
    ben_elsewhere.page.goto(ben.url)
    for room in (code, own):
        expect(ben_elsewhere.page.locator(f'a[href="/r/{room}"]')).to_be_visible()


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


def test_a_sign_out_reaches_every_tab_and_only_the_right_password_opens_again(
    admin: Person, somebody: Callable[..., Person]
) -> None:
    ben = somebody("Ben")
    email = make_account(ben, invitation(admin, "Ben"))
    tab = ben.context.new_page()
    tab.goto(f"{ben.url}/account")
    expect(tab.get_by_test_id("own-email")).to_have_text(email)
    sign_out(ben)
    expect(tab.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
    tab.close()
    sign_in(ben, email, "not this one at all")
    expect(ben.page.get_by_role("alert")).to_be_visible()
    expect(ben.see("sign-in")).to_be_focused()
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


def test_a_passkey_opens_the_account_from_its_button_and_from_the_field(
    admin: Person, somebody: Callable[..., Person]
) -> None:
    ben = somebody("Ben")
    key = SecurityKey(ben)
    make_account(ben, invitation(admin, "Ben"))
    ben.page.goto(f"{ben.url}/account")
    key.touch()
    ben.press("add-passkey")
    expect(ben.see("passkey")).to_have_count(1)
    key.touch(False)
    ben.press("passkey-menu")
    ben.press("rename-passkey")
    ben.see("passkey-name").fill("My desk")
    ben.press("save-passkey")
    expect(ben.see("passkey")).to_contain_text("My desk")
    sign_out(ben)
    ben.page.goto(f"{ben.url}/sign-in")
    expect(ben.see("sign-in-passkey")).to_be_enabled()
    key.touch()
    ben.press("sign-in-passkey")
    expect_account(ben)
    sign_out(ben)
    ben.page.goto(f"{ben.url}/sign-in")  # the field offers it, and the key says yes to that, too
    expect_account(ben)


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
    expect(ben.page.get_by_text("Your account is deleted.")).to_be_visible()
    expect(ben.page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
    sign_in(ben, email)
    expect(ben.page.get_by_role("alert")).to_be_visible()


def test_a_passkey_that_nobody_touches_holds_up_no_sign_out(admin: Person, somebody: Callable[..., Person]) -> None:
    ben = somebody("Ben")
    make_account(ben, invitation(admin, "Ben"))
    SecurityKey(ben)
    ben.page.goto(f"{ben.url}/account")
    with ben.page.expect_response("**/api/passkeys/options"):
        ben.press("add-passkey")
    ben.press("sign-out")
    ben.page.wait_for_url(f"{ben.url}/")
    expect(ben.page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()


def test_a_lost_network_keeps_what_was_typed_and_lists_come_when_it_is_back(
    admin: Person, somebody: Callable[..., Person]
) -> None:
    ben = somebody("Ben")
    email = make_account(ben, invitation(admin, "Ben"))
    ben.page.goto(f"{ben.url}/account")
    expect(ben.see("device")).to_have_count(1)
    ben.page.get_by_role("link", name="Sonix, home").click()
    expect(ben.see("start-room")).to_be_visible()
    ben.context.set_offline(True)
    ben.page.get_by_role("link", name="Account", exact=True).click()
    expect(ben.page.get_by_text("Sonix cannot be reached").first).to_be_visible()
    ben.context.set_offline(False)
    expect(ben.see("device")).to_have_count(1)
    sign_out(ben)
    ben.page.goto(f"{ben.url}/sign-in")
    ben.see("email").fill(email)
    ben.see("password").fill(PASSWORD)
    ben.context.set_offline(True)
    ben.press("sign-in")
    expect(ben.page.get_by_role("alert")).to_contain_text("Sonix cannot be reached")
    ben.context.set_offline(False)
    ben.press("sign-in")
    expect_account(ben)


def test_code_of_sign_in_services_is_not_in_the_shell(host: SonixServer, somebody: Callable[..., Person]) -> None:
    ben = somebody("Ben")
    ben.page.goto(f"{host.url}/sign-in")
    expect(ben.see("sign-in")).to_be_visible()
    worker = ben.page.evaluate("fetch('/sw.js').then((answer) => answer.text())")
    loaded = ben.page.evaluate("performance.getEntriesByType('resource').map((one) => one.name).join(' ')")
    assert "assets/" in worker
    assert not re.search(r"assets/(firebase|supabase)", worker + loaded)

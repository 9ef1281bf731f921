"""What administrators do on their pages, and what whoever it is done to sees of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.account_steps import expect_account, find, invitation, make_account, sign_in, sign_out
from tests.e2e.person import PHONE, Person
from tests.e2e.server import SonixServer
from tests.media.conftest import _write as write_sound_file
from tests.media.conftest import make_music


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
    for page in ("account", "", "sign-in"):
        ben.page.goto(f"{ben.url}/{page}")
        expect(ben.page.get_by_role("heading", name="You are shut out")).to_be_visible()
        expect(ben.page.get_by_role("alert")).to_contain_text("Played the same track all night")
        expect(ben.page.get_by_role("link", name="Account", exact=True)).to_have_count(0)
        expect(ben.page.get_by_text("You are signed in", exact=False)).to_have_count(0)
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
    expect(admin.see("row").first).to_contain_text("1.5 GB")
    expect(admin.see("row").first).to_contain_text("Ben")


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


def test_a_failed_import_is_tried_again_once_there_is_a_reason_to(
    admin: Person, host: SonixServer, tmp_path: Path
) -> None:
    song = tmp_path / "mended.flac"
    song.write_bytes(b"no music" * 4096)
    host.command("import", str(song))
    admin.page.goto(f"{admin.url}/admin/jobs")
    row = admin.see("row").filter(has_text=song.name)
    expect(row).to_contain_text("Command")
    write_sound_file(song, make_music(48_000, 3.0), 48_000, tags={"title": "Mended"})
    row.get_by_test_id("retry-job").click()
    expect(admin.page.get_by_text("Tried again now")).to_be_visible()
    expect(row).to_have_count(0)
    admin.page.goto(f"{admin.url}/admin/audit")
    expect(admin.see("row").first).to_contain_text("Import tried again")
    host.wait_for_track("Mended")


def test_a_failed_upload_is_dropped(admin: Person, somebody: Callable[..., Person], tmp_path: Path) -> None:
    ben = somebody("Ben")
    make_account(ben, invitation(admin, "Ben"))
    broken = tmp_path / "no music at all.flac"
    broken.write_bytes(b"no music" * 4096)
    ben.page.goto(f"{ben.url}/library")
    ben.see("upload-input").first.set_input_files(broken)
    expect(ben.see("upload-status").first).to_have_attribute("data-state", "failed")
    admin.page.goto(f"{admin.url}/admin/jobs")
    row = admin.see("row").filter(has_text=broken.name)
    expect(row).to_be_visible()
    expect(row.get_by_test_id("retry-job")).to_have_count(0)  # it would be no better the second time
    row.get_by_test_id("drop-job").click()
    expect(admin.page.get_by_text("has to be uploaded again")).to_be_visible()
    admin.press("confirm")
    expect(row).to_have_count(0)
    admin.page.reload()
    expect(admin.see("row").or_(admin.see("empty")).first).to_be_visible()
    expect(row).to_have_count(0)


def test_whoever_is_no_administrator_any_more_is_told(admin: Person, somebody: Callable[..., Person]) -> None:
    ben = somebody("Ben")
    find(admin, make_account(ben, invitation(admin, "Ben")))
    admin.press("user-promote")
    admin.press("confirm")
    expect(admin.see("user-demote")).to_be_visible()
    ben.page.goto(f"{ben.url}/admin/users")
    expect(ben.see("row").first).to_be_visible()
    admin.press("user-demote")
    admin.press("confirm")
    expect(admin.see("user-promote")).to_be_visible()
    ben.press("section-rooms")
    expect(ben.page.get_by_role("heading", name="Only for administrators")).to_be_visible()


def test_every_section_of_the_administration_answers(admin: Person) -> None:
    admin.page.goto(f"{admin.url}/admin")
    for section in ("users", "invitations", "rooms", "storage", "jobs", "settings", "audit", "overview"):
        admin.press(f"section-{section}")
        expect(admin.page.locator("main [aria-busy=true]")).to_have_count(0)
        expect(admin.page.locator("main").get_by_role("alert")).to_have_count(0)
        expect(admin.see("row").or_(admin.see("empty")).or_(admin.see("tile")).first).to_be_visible()

"""Whoever takes charge of a Sonix by the first link, and has no account yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.account_steps import PASSWORD, expect_account
from tests.e2e.person import PHONE, Person
from tests.e2e.server import SonixServer


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[SonixServer]:
    """A server that nobody has taken charge of."""
    server = SonixServer(tmp_path / "data", env={"SONIX_DEMO_MUSIC": "false"})
    server.start()
    server.wait_for_line("#")
    yield server
    server.stop()


def test_a_guest_in_charge_finds_the_administration_on_a_phone_and_makes_their_account(
    chromium: Browser, fresh: SonixServer
) -> None:
    one = Person(chromium, fresh.url, "Ana", PHONE)
    found = re.search(r"\S+#admin=\S+|\S+/admin/claim#\S+", fresh.log())
    assert found is not None
    one.page.goto(found.group())
    one.see("admin-name").fill("Ana")
    one.press("claim-admin")
    expect(one.see("own-account")).to_be_visible()
    one.page.goto(found.group())
    expect(one.page.get_by_role("heading", name="You are in charge already")).to_be_visible()
    one.page.get_by_role("link", name="Go to Administration").click()
    expect(one.see("section-users").first).to_be_attached()
    for page in ("settings", "sign-in", "account"):
        one.page.goto(f"{one.url}/{page}")
        expect(one.see("own-account")).to_be_visible()
        expect(one.page.get_by_text("Whoever runs this Sonix")).to_have_count(0)
        one.see("administration").click()
        one.page.wait_for_url(f"{one.url}/admin")
    one.page.goto(f"{one.url}/sign-in")
    one.press("own-account")
    expect(one.see("account-name")).to_have_value("Ana")
    one.see("email").fill("ana@example.org")
    one.see("password").fill(PASSWORD)
    one.press("create")
    expect_account(one)
    one.page.goto(f"{one.url}/account")
    expect(one.see("administration")).to_be_visible()
    expect(one.see("admin-guest")).to_have_count(0)
    problems = one.problems
    one.close()
    assert problems == []

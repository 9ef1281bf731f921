"""Links in letters lead to this instance, whatever a request said its name was; answers send nobody elsewhere."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from pydantic import SecretStr

from sonix.config import Oidc
from tests.accounts.instances import account, ask_for_account, open_house
from tests.api.world import opened

pytestmark = pytest.mark.anyio
FORGED = {
    "Host": "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Original-URL": "https://evil.example/",
    "Forwarded": "host=evil.example",
}
ELSEWHERE = ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)")
HEADERS = ("ana@example.org\r\nBcc: eve@example.org", "ana@example.org\nSubject: x", "ana@example.org,eve@example.org")


async def test_a_made_up_host_gets_into_no_letter(tmp_path: Path) -> None:
    async with open_house(tmp_path, allowed_hosts="*") as (world, post):
        await account(world, post)
        sent = len(post.letters)
        body = {"email": "ana@example.org"}
        answer = await world.http.post("/api/passwords/forgotten", json=body, headers=FORGED)
        assert answer.status_code == 202, answer.text
        who = {"name": "Ben", "email": "ben@example.org", "password": "seven lamps at sea"}
        assert (await world.http.post("/api/accounts", json=who, headers=FORGED)).status_code == 202
        for number in (sent + 1, sent + 2):
            letter = await post.letter(number)
            assert letter.link.startswith("http://sonix.test/account/")
            assert "evil" not in letter.text + letter.subject
            assert "#" in letter.link, "the token stays in the browser"


@pytest.mark.parametrize("email", HEADERS)
async def test_no_line_of_a_letter_is_written_by_who_asks(tmp_path: Path, email: str) -> None:
    async with open_house(tmp_path, name="Our\r\nBcc: eve@example.org\r\n\r\nHouse") as (world, post):
        answer = await ask_for_account(world, email)
        assert answer.status_code == 422, answer.text
        await ask_for_account(world, "ana@example.org", name="Ana\r\nBcc: eve@example.org")
        letter = await post.letter()
        assert (letter.message["Bcc"], letter.to, len(letter.envelope.rcpt_tos)) == (None, "ana@example.org", 1)
        assert "\n" not in letter.subject


@pytest.mark.parametrize("where", ELSEWHERE)
async def test_no_redirect_leads_where_a_request_says(tmp_path: Path, where: str) -> None:
    club = Oidc(issuer="https://127.0.0.1:1", client_id="sonix", client_secret=SecretStr("a-secret-word"))
    async with opened(tmp_path, oidc={"club": club}, public_url="http://sonix.test", allowed_hosts="*") as world:
        for name in ("next", "redirect_uri", "return_to", "state", "iss", "error"):
            for path in ("/api/sign-in/oidc/club", "/api/sign-in/oidc/club/callback"):
                answer = await world.http.get(f"{path}?{name}={quote(where, safe='')}", headers=FORGED)
                assert answer.status_code == 302
                assert answer.headers["location"].startswith("/account/signed-in#error=")
        for path in (f"/{where}", f"//{where}", f"/r/{where}", "//evil.example/%2e%2e"):
            answer = await world.http.get(f"http://sonix.test{path}")
            assert not 300 <= answer.status_code < 400, path

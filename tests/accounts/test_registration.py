"""Making an account: by a letter where there is mail, by invitation where there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from sonix.config.sections_people import Accounts
from sonix.db.tables_accounts import one_time_links, users
from tests.accounts.instances import (
    OTHER,
    PASSWORD,
    account,
    as_person,
    ask_for_account,
    invite,
    open_house,
    sign_in,
    with_mail,
)
from tests.accounts.post import post_office
from tests.api.world import World, opened, problem

pytestmark = pytest.mark.anyio


async def accounts_in(world: World) -> list[str]:
    async with world.services.database.read() as connection:
        rows = await connection.execute(select(users.c.email).where(users.c.kind == "account"))
        return [row.email for row in rows]


async def test_an_account_is_made_when_the_link_in_the_letter_is_opened(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        asked = await ask_for_account(world, "Ana@Example.org")
        assert (asked.status_code, asked.json()) == (202, {"sent": True})
        letter = await post.letter()
        assert await accounts_in(world) == []
        assert letter.to == "Ana@Example.org"
        assert letter.link.startswith("http://sonix.test/account/verify#verify=")
        ana = as_person(world, await world.http.post("/api/accounts/verify", json={"token": letter.token}))
        assert (await ana.get("/api/me")).json() == {
            "user_id": ana.user_id,
            "name": "Ana",
            "kind": "account",
            "email": "Ana@Example.org",
            "email_verified": True,
            "is_admin": False,
            "has_password": True,
        }
        assert as_person(world, await sign_in(world, " ana@example.ORG ")).user_id == ana.user_id


async def test_a_link_works_once_and_is_not_kept_as_it_is(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        await account(world, post)
        token = post.letters[0].token
        problem(await world.http.post("/api/accounts/verify", json={"token": token}), 410, "dead_link")
        stored = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("sonix.db*"))
        assert token.encode() not in stored
        assert PASSWORD.encode() not in stored


async def test_a_known_address_gets_a_letter_that_says_so_and_the_same_answer(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        await account(world, post)
        fresh = await ask_for_account(world, "ben@example.org")
        known = await ask_for_account(world, "ANA@example.org", password="another one entirely")
        assert (known.status_code, known.content) == (fresh.status_code, fresh.content)
        assert {name for name, _ in known.headers.items()} == {name for name, _ in fresh.headers.items()}
        letter = await post.letter(3)
        assert letter.to == "ana@example.org"
        assert "have an account" in letter.subject
        assert "/account/reset#token=" in letter.link
        assert await accounts_in(world) == ["ana@example.org"]
        as_person(world, await sign_in(world))


async def test_a_guest_becomes_the_account_and_keeps_what_is_theirs(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        guest = await world.person("Ana")
        code = await guest.room("Sunday Kitchen")
        await world.shelve("Rain", by=guest, visibility="mine")
        ana = await account(world, post, by=guest, name="Ana Lu")
        assert ana.user_id == guest.user_id
        assert [room["code"] for room in (await ana.get("/api/rooms")).json()] == [code]
        assert await ana.titles() == ["Rain"]
        assert (await ana.get("/api/me")).json()["name"] == "Ana Lu"
        assert (await world.http.get(f"/api/rooms/{code}")).json()["host_name"] == "Ana Lu"
        problem(await guest.get("/api/me"), 401, "unauthenticated")


async def test_whoever_has_an_account_is_not_given_another(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        guest = await world.person("Ana")
        for email in ("ana@example.org", "ana@example.net"):
            assert (await ask_for_account(world, email, by=guest)).status_code == 202
        first, second = (await post.letter(1)).token, (await post.letter(2)).token
        ana = as_person(world, await world.http.post("/api/accounts/verify", json={"token": first}))
        problem(
            await world.http.post("/api/accounts/verify", json={"token": second, "password": PASSWORD}),
            409,
            "has_account",
        )
        problem(await ask_for_account(world, "ana@example.com", by=ana), 409, "has_account")


async def test_two_letters_to_one_address_make_one_account(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        for _ in range(2):
            await ask_for_account(world)
        tokens = [(await post.letter(number)).token for number in (1, 2)]
        as_person(world, await world.http.post("/api/accounts/verify", json={"token": tokens[0]}))
        problem(
            await world.http.post("/api/accounts/verify", json={"token": tokens[1], "password": PASSWORD}),
            409,
            "email_taken",
        )


async def test_a_link_for_one_purpose_is_none_for_another(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        await ask_for_account(world)
        token = (await post.letter()).token
        reset = {"token": token, "new": "another one entirely"}
        problem(await world.http.post("/api/passwords/reset", json=reset), 410, "dead_link")
        problem(await world.http.post("/api/me/email/verify", json={"token": token}), 410, "dead_link")


async def test_an_expired_link_is_dead(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        await ask_for_account(world)
        token = (await post.letter()).token
        async with world.services.database.transaction() as connection:
            await connection.execute(one_time_links.update().values(expires_at_s=1))
        problem(await world.http.post("/api/accounts/verify", json={"token": token}), 410, "dead_link")


async def test_without_mail_an_invitation_makes_an_account_at_once(world: World) -> None:
    code = await invite(world)
    guest = await world.person("Ana")
    answer = await ask_for_account(world, invitation=code, by=guest)
    assert answer.status_code == 201
    ana = as_person(world, answer)
    assert ana.user_id == guest.user_id
    assert answer.json()["user"]["email_verified"] is False
    problem(await ask_for_account(world, "ben@example.org", invitation=code), 403, "bad_invitation")
    assert as_person(world, await sign_in(world)).user_id == ana.user_id


async def test_without_mail_open_registration_still_takes_an_invitation(tmp_path: Path) -> None:
    async with opened(tmp_path, accounts=Accounts(registration="open")) as world:
        problem(await ask_for_account(world), 403, "invitation_needed")


async def test_without_mail_an_invitation_does_not_take_over_an_address(world: World) -> None:
    code = await invite(world, uses=2)
    as_person(world, await ask_for_account(world, invitation=code))
    problem(await ask_for_account(world, "ANA@example.org", invitation=code), 409, "email_taken")


async def test_with_mail_an_invitation_is_spent_when_the_link_is_opened(tmp_path: Path) -> None:
    async with post_office() as post, with_mail(tmp_path, post, "invitation") as world:
        problem(await ask_for_account(world), 403, "invitation_needed")
        problem(await ask_for_account(world, invitation="guessed"), 403, "bad_invitation")
        code = await invite(world)
        for email in ("ana@example.org", "ben@example.org"):
            assert (await ask_for_account(world, email, invitation=code)).status_code == 202
        tokens = [(await post.letter(number)).token for number in (1, 2)]
        as_person(world, await world.http.post("/api/accounts/verify", json={"token": tokens[0]}))
        problem(
            await world.http.post("/api/accounts/verify", json={"token": tokens[1], "password": PASSWORD}),
            403,
            "bad_invitation",
        )


async def test_a_closed_instance_takes_nobody(tmp_path: Path) -> None:
    async with opened(tmp_path, accounts=Accounts(registration="closed")) as world:
        code = await invite(world)
        problem(await ask_for_account(world, invitation=code), 403, "registration_closed")


async def test_the_administrator_of_the_first_run_makes_an_account_where_nobody_may(tmp_path: Path) -> None:
    async with opened(tmp_path, accounts=Accounts(registration="closed")) as world:
        root = await world.admin()
        made = await ask_for_account(world, "root@example.org", by=root)
        assert (made.status_code, made.json()["user"]["is_admin"]) == (201, True)


@pytest.mark.parametrize(
    "email",
    [
        "ana", "ana@", "@example.org", "ana@exa mple.org", "ana@example.org, ben@example.org",
        "a" * 65 + "@example.org",
        "ana@example.org\nBcc: ben@example.org", "ana@example.org\r\nSubject: hello", "<ana@example.org>",
        "ana@exam\u202eple.org", "ana\uff20example.org@example.net", "ana@-example.org", f"ana@{'a' * 250}.org",
    ],
)  # fmt: skip
async def test_what_is_no_address_gets_no_letter(tmp_path: Path, email: str) -> None:
    async with open_house(tmp_path) as (world, _post):
        problem(await ask_for_account(world, email), 422, "bad_email")
        async with world.services.database.read() as connection:
            assert (await connection.execute(select(one_time_links))).first() is None


async def test_a_page_of_another_site_makes_no_account(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, _post):
        body = json.dumps({"name": "Ana", "email": "ana@example.org", "password": PASSWORD})
        headers = {"Origin": "https://evil.example", "Content-Type": "application/json"}
        problem(await world.http.post("/api/accounts", content=body, headers=headers), 403, "cross_site")


async def test_letters_to_one_mailbox_are_limited(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, _post):
        answers = [await ask_for_account(world) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [202] * 5 + [429]


async def test_in_another_browser_the_letter_takes_the_password(tmp_path: Path) -> None:
    """Who asks with another's address and a password of their own does not get into what the other opens."""
    async with open_house(tmp_path) as (world, post):
        asked = await ask_for_account(world)
        assert "HttpOnly" in asked.headers["set-cookie"]
        token = (await post.letter()).token
        world.http.cookies.clear()
        opened = {"token": token}
        problem(await world.http.post("/api/accounts/verify", json=opened), 403, "password_needed")
        opened["password"] = OTHER
        problem(await world.http.post("/api/accounts/verify", json=opened), 403, "wrong_password")
        world.http.cookies.set(world.cookie("", "sonix-asked")[:-1], "guessed")
        del opened["password"]
        problem(await world.http.post("/api/accounts/verify", json=opened), 403, "password_needed")
        assert await accounts_in(world) == []
        opened["password"] = PASSWORD
        as_person(world, await world.http.post("/api/accounts/verify", json=opened))
        assert await accounts_in(world) == ["ana@example.org"]

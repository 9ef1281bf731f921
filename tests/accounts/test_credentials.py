"""Changing a password or an address, and getting back in when the password is forgotten."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from sonix.db.tables_accounts import audit, identities, mails, one_time_links, passkeys, sessions, users
from tests.accounts.instances import (
    OTHER,
    PASSWORD,
    account,
    as_person,
    ask_for_account,
    invited,
    open_house,
    sign_in,
)
from tests.accounts.post import Post
from tests.api.world import Person, World, problem

pytestmark = pytest.mark.anyio
THIRD = "nine owls on a wire"


async def forget(world: World, email: str = "ana@example.org") -> None:
    answer = await world.http.post("/api/passwords/forgotten", json={"email": email})
    assert (answer.status_code, answer.json()) == (202, {"sent": True})


async def letter_to(post: Post, subject: str) -> str:
    """The token in the newest letter about that, once there is one."""
    number = len(post.letters)
    while True:
        letter = await post.letter(number)
        if subject in letter.subject:
            return letter.token
        number += 1


async def test_a_changed_password_signs_out_every_other_device(world: World) -> None:
    phone = await invited(world)
    desk = as_person(world, await sign_in(world))
    changed = await desk.ask("PUT", "/api/me/password", json={"old": PASSWORD, "new": OTHER})
    assert changed.status_code == 204, changed.text
    problem(await phone.get("/api/me"), 401, "unauthenticated")
    assert (await desk.get("/api/me")).status_code == 200
    problem(await sign_in(world), 401, "wrong_credentials")
    as_person(world, await sign_in(world, password=OTHER))


@pytest.mark.parametrize("old", [None, OTHER])
async def test_without_the_old_password_there_is_no_new_one(world: World, old: str | None) -> None:
    ana = await invited(world)
    problem(await ana.ask("PUT", "/api/me/password", json={"old": old, "new": OTHER}), 403, "wrong_password")
    problem(
        await ana.ask("PUT", "/api/me/password", json={"old": PASSWORD, "new": "ana12345678"}), 422, "weak_password"
    )
    as_person(world, await sign_in(world))


async def test_a_stolen_sign_in_does_not_guess_the_password(world: World) -> None:
    ana = await invited(world)
    body = {"old": OTHER, "new": THIRD}
    answers = [await ana.ask("PUT", "/api/me/password", json=body) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [403] * 10 + [429]


async def test_a_first_password_takes_a_sign_in_of_just_now(world: World) -> None:
    ana = await invited(world)
    async with world.services.database.transaction() as connection:
        await connection.execute(update(users).values(password_hash=None))
        await connection.execute(update(sessions).values(created_at_s=1))
    body = {"old": None, "new": OTHER}
    problem(await ana.ask("PUT", "/api/me/password", json=body), 403, "sign_in_again")
    async with world.services.database.transaction() as connection:
        await connection.execute(update(sessions).values(created_at_s=2**40))
    assert (await ana.ask("PUT", "/api/me/password", json=body)).status_code == 204
    as_person(world, await sign_in(world, password=OTHER))


async def test_guests_have_no_password_to_change(world: World) -> None:
    guest = await world.person()
    body = {"old": None, "new": OTHER}
    problem(await guest.ask("PUT", "/api/me/password", json=body), 403, "account_needed")


async def test_a_forgotten_password_is_replaced_by_a_letter(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        phone = await account(world, post)
        await forget(world, "ANA@example.org")
        token = await letter_to(post, "new password")
        weak = await world.http.post("/api/passwords/reset", json={"token": token, "new": "password123"})
        problem(weak, 422, "weak_password")
        ana = as_person(world, await world.http.post("/api/passwords/reset", json={"token": token, "new": OTHER}))
        assert ana.user_id == phone.user_id
        problem(await phone.get("/api/me"), 401, "unauthenticated")
        again = await world.http.post("/api/passwords/reset", json={"token": token, "new": THIRD})
        problem(again, 410, "dead_link")
        problem(await sign_in(world), 401, "wrong_credentials")
        as_person(world, await sign_in(world, password=OTHER))
        assert "was changed" in (await post.letter(3)).subject


async def test_one_reset_ends_the_links_that_were_sent_besides(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        await account(world, post)
        for _ in range(2):
            await forget(world)
        first, second = (await post.letter(2)).token, (await post.letter(3)).token
        as_person(world, await world.http.post("/api/passwords/reset", json={"token": second, "new": OTHER}))
        problem(await world.http.post("/api/passwords/reset", json={"token": first, "new": THIRD}), 410, "dead_link")


async def test_one_link_used_twice_at_once_counts_once(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        await account(world, post)
        await forget(world)
        token = await letter_to(post, "new password")
        body = {"token": token, "new": OTHER}
        answers = await asyncio.gather(*(world.http.post("/api/passwords/reset", json=body) for _ in range(3)))
        assert sorted(answer.status_code for answer in answers) == [200, 410, 410]


async def test_an_unknown_address_is_asked_about_with_as_many_rows_and_no_letter(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        await account(world, post)
        await forget(world, "nobody@example.org")
        await forget(world)
        await letter_to(post, "new password")
        assert [letter.to for letter in post.letters] == ["ana@example.org"] * 2
        async with world.services.database.read() as connection:
            resets = await connection.execute(select(one_time_links).where(one_time_links.c.purpose == "reset"))
            assert len(resets.all()) == 2
            assert len((await connection.execute(select(mails))).all()) == 3


async def test_without_mail_there_is_a_link_from_an_administrator(world: World) -> None:
    ana, root = await invited(world), await world.admin()
    problem(await world.http.post("/api/passwords/forgotten", json={"email": "ana@example.org"}), 409, "no_mail")
    reset = world.services.people.password_reset
    old = await reset.make_link(ana.user_id, root.user_id, "http://sonix.test")
    link = await reset.make_link(ana.user_id, root.user_id, "http://sonix.test")
    assert link.startswith("http://sonix.test/account/reset#token=")
    dead = {"token": old.partition("=")[2], "new": OTHER}
    problem(await world.http.post("/api/passwords/reset", json=dead), 410, "dead_link")
    body = {"token": link.partition("=")[2], "new": OTHER}
    found = as_person(world, await world.http.post("/api/passwords/reset", json=body))
    assert found.user_id == ana.user_id
    assert (await found.get("/api/me")).json()["email_verified"] is False
    async with world.services.database.read() as connection:
        wanted = select(audit).where(audit.c.action == "user.reset_link")
        rows = (await connection.execute(wanted)).mappings().all()
        assert {(row["actor_id"], row["subject"]) for row in rows} == {(root.user_id, f"user:{ana.user_id}")}
        assert not any(link.partition("=")[2] in str(row["details"]) for row in rows)


async def test_a_guest_gets_no_link_to_a_password(world: World) -> None:
    guest = await world.person()
    reset = world.services.people.password_reset
    with pytest.raises(Exception, match="guest"):
        await reset.make_link(guest.user_id, "", "http://sonix.test")
    with pytest.raises(Exception, match="nobody"):
        await reset.make_link("nobody", "", "http://sonix.test")


async def change_email(ana: Person, email: str, password: str | None = PASSWORD) -> int:
    body = {"email": email, "password": password}
    return (await ana.ask("POST", "/api/me/email", json=body)).status_code


async def test_another_address_counts_when_its_letter_is_opened(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        ana = await account(world, post)
        await forget(world)
        reset_token = await letter_to(post, "new password")
        assert await change_email(ana, "ana@example.net", OTHER) == 403
        assert await change_email(ana, "ana@example.net") == 202
        letter = await post.letter(3)
        assert letter.to == "ana@example.net"
        assert (await ana.get("/api/me")).json()["email"] == "ana@example.org"
        opened = await ana.ask("POST", "/api/me/email/verify", json={"token": letter.token})
        assert opened.json() == {"email": "ana@example.net"}
        assert (await ana.get("/api/me")).json()["email"] == "ana@example.net"
        told = await post.letter(4)
        assert (told.to, "was changed" in told.subject) == ("ana@example.org", True)
        problem(await sign_in(world), 401, "wrong_credentials")
        as_person(world, await sign_in(world, "ana@example.net"))
        dead = await world.http.post("/api/passwords/reset", json={"token": reset_token, "new": OTHER})
        problem(dead, 410, "dead_link")
        problem(await world.http.post("/api/me/email/verify", json={"token": letter.token}), 410, "dead_link")


@pytest.mark.parametrize("how", ["password", "administrator"])
async def test_a_thief_loses_the_letter_to_their_own_address_too(tmp_path: Path, how: str) -> None:
    async with open_house(tmp_path) as (world, post):
        ana, root = await account(world, post), await world.admin()
        assert await change_email(ana, "thief@example.net") == 202
        token = (await post.letter(2)).token
        if how == "password":
            body = {"old": PASSWORD, "new": OTHER}
            assert (await ana.ask("PUT", "/api/me/password", json=body)).status_code == 204
        else:
            path = f"/api/admin/users/{ana.user_id}/sessions"
            assert (await root.ask("DELETE", path)).status_code == 204
        problem(await world.http.post("/api/me/email/verify", json={"token": token}), 410, "dead_link")


async def test_whoever_reads_the_letter_does_not_make_the_address_count(tmp_path: Path) -> None:
    """Somebody with an account asks for another's address: a press in that mailbox alone is no consent."""
    async with open_house(tmp_path) as (world, post):
        ana, ben = await account(world, post), await account(world, post, "ben@example.org")
        assert await change_email(ana, "victim@example.net") == 202
        body = {"token": (await post.letter(3)).token}
        problem(await world.http.post("/api/me/email/verify", json=body), 403, "password_needed")
        problem(await ben.ask("POST", "/api/me/email/verify", json=body), 403, "password_needed")
        wrong = await world.http.post("/api/me/email/verify", json={**body, "password": OTHER})
        problem(wrong, 403, "wrong_password")
        assert (await ana.get("/api/me")).json()["email"] == "ana@example.org"
        right = await world.http.post("/api/me/email/verify", json={**body, "password": PASSWORD})
        assert right.json() == {"email": "victim@example.net"}


async def test_without_a_password_the_letter_is_opened_where_one_is_signed_in(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        ana = await account(world, post)
        assert await change_email(ana, "ana@example.net") == 202
        async with world.services.database.transaction() as connection:
            await connection.execute(update(users).values(password_hash=None))
        body = {"token": (await post.letter(2)).token}
        problem(await world.http.post("/api/me/email/verify", json=body), 403, "sign_in_first")
        assert (await ana.ask("POST", "/api/me/email/verify", json=body)).status_code == 200


@pytest.mark.parametrize("verified", [False, True])
async def test_who_made_an_account_with_anothers_address_stays_out_when_its_owner_takes_it(
    world: World, verified: bool
) -> None:
    ana = await invited(world)
    row = {"provider": "firebase", "subject": "a-1", "user_id": ana.user_id, "email_verified": False}
    key = {
        "credential_id": "k",
        "user_id": ana.user_id,
        "public_key": "k",
        "sign_count": 0,
        "name": "",
        "transports": "",
    }
    async with world.services.database.transaction() as connection:
        await connection.execute(insert(identities).values(identity_id="i", created_at_s=1, used_at_s=1, **row))
        await connection.execute(insert(passkeys).values(created_at_s=1, **key))
        await connection.execute(update(users).values(email_verified_at_s=1 if verified else None))
    link = await world.services.people.password_reset.make_link(ana.user_id, "", "http://sonix.test")
    body = {"token": link.partition("=")[2], "new": OTHER}
    as_person(world, await world.http.post("/api/passwords/reset", json=body))
    async with world.services.database.read() as connection:
        left = [(await connection.execute(select(table))).first() is not None for table in (identities, passkeys)]
    assert left == [verified, verified]


async def test_an_address_that_is_taken_is_told_to_its_owner_only(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        ana, _ben = await account(world, post), await account(world, post, "ben@example.org")
        fresh = await ana.ask("POST", "/api/me/email", json={"email": "new@example.org", "password": PASSWORD})
        taken = await ana.ask("POST", "/api/me/email", json={"email": "BEN@example.org", "password": PASSWORD})
        assert (taken.status_code, taken.content) == (fresh.status_code, fresh.content)
        letter = await post.letter(4)
        assert letter.to == "ben@example.org"
        assert "#" not in letter.text


async def test_an_address_taken_meanwhile_is_not_taken_over(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        ana = await account(world, post)
        assert await change_email(ana, "new@example.org") == 202
        token = (await post.letter(2)).token
        await account(world, post, "new@example.org")
        problem(await ana.ask("POST", "/api/me/email/verify", json={"token": token}), 409, "email_taken")


async def test_without_mail_an_address_is_changed_at_once_and_stays_unverified(world: World) -> None:
    ana = await invited(world)
    await invited(world, "ben@example.org")
    answer = await ana.ask("POST", "/api/me/email", json={"email": "ana@example.net", "password": PASSWORD})
    assert (answer.status_code, answer.json()) == (202, {"sent": False})
    assert (await ana.get("/api/me")).json()["email_verified"] is False
    assert await change_email(ana, "ben@example.org") == 409


async def test_whoever_deleted_their_account_gets_no_letter(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        await account(world, post)
        async with world.services.database.transaction() as connection:
            await connection.execute(update(users).values(deleted_at_s=1, email=None, email_key=None))
        await forget(world)
        assert (await ask_for_account(world)).status_code == 202
        assert "Your account" in (await post.letter(2)).subject

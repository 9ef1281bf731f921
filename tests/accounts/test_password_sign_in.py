"""Signing in with a password: who is let in, who learns what, and how often anybody may try."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from sonix.accounts.passwords import Passwords
from sonix.config import Limits
from sonix.db.tables_accounts import users
from tests.accounts.instances import OTHER, PASSWORD, as_person, invited, sign_in
from tests.api.world import World, opened, problem

pytestmark = pytest.mark.anyio


async def stored(world: World) -> str:
    async with world.services.database.read() as connection:
        wanted = select(users.c.password_hash).where(users.c.password_hash.is_not(None))
        return str((await connection.execute(wanted)).scalar_one())


async def test_the_right_password_signs_in_and_sets_the_cookie(world: World) -> None:
    ana = await invited(world)
    answer = await sign_in(world)
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert PASSWORD not in answer.text
    assert as_person(world, answer).user_id == ana.user_id


async def test_nobody_learns_which_addresses_have_an_account(world: World) -> None:
    ana = await invited(world)
    await invited(world, "keyless@example.org")
    async with world.services.database.transaction() as connection:
        keyless = users.c.email_key == "keyless@example.org"
        await connection.execute(update(users).where(keyless).values(password_hash=None))
    answers = [
        await sign_in(world, email, OTHER)
        for email in ("ana@example.org", "nobody@example.org", "keyless@example.org", "no address")
    ]
    problem(answers[0], 401, "wrong_credentials")
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers)) for answer in answers}) == 1
    assert (await ana.get("/api/me")).status_code == 200


async def test_as_much_is_worked_out_for_nobody_as_for_somebody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal time, told by what is done and not by a clock: one Argon2 run with the same parameters, whoever asks."""
    await invited(world)
    hashes: list[str] = []
    passwords = world.services.people.passwords
    verify = passwords._hashing.verify_and_update

    def noted(password: str, kept: str) -> tuple[bool, str | None]:
        hashes.append(kept)
        return verify(password, kept)

    monkeypatch.setattr(passwords._hashing, "verify_and_update", noted)
    for email in ("ana@example.org", "nobody@example.org"):
        problem(await sign_in(world, email, OTHER), 401, "wrong_credentials")
    assert len(hashes) == 2
    assert hashes[0] != hashes[1]
    assert hashes[0].split("$")[:4] == hashes[1].split("$")[:4]


async def test_a_hash_of_other_parameters_is_replaced_at_the_next_sign_in(world: World) -> None:
    await invited(world)
    old = await Passwords(1, passes=1, memory_kib=8192).hash(PASSWORD)
    async with world.services.database.transaction() as connection:
        await connection.execute(update(users).values(password_hash=old))
    problem(await sign_in(world, password=OTHER), 401, "wrong_credentials")
    assert await stored(world) == old
    as_person(world, await sign_in(world))
    assert (await stored(world)).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    as_person(world, await sign_in(world))


async def test_a_password_is_the_same_however_a_keyboard_writes_it(world: World) -> None:
    await invited(world, password="Ünïcode lämps ﬁve")
    as_person(world, await sign_in(world, password="U\u0308nïcode lämps five"))


async def test_whoever_is_shut_out_learns_it_only_with_the_right_password(world: World) -> None:
    await invited(world)
    async with world.services.database.transaction() as connection:
        await connection.execute(update(users).values(banned_at_s=1, ban_reason="Loud"))
    problem(await sign_in(world, password=OTHER), 401, "wrong_credentials")
    assert "Loud" in problem(await sign_in(world), 403, "banned")["detail"]


async def test_tries_for_one_account_are_limited_but_not_for_its_owner_at_home(tmp_path: Path) -> None:
    async with opened(tmp_path, limits=Limits(sign_ins_per_minute=3)) as world:
        await invited(world)
        service = world.services.people.password_sign_in
        for number in range(3):
            with pytest.raises(Exception, match="do not belong together"):
                await service.sign_in("ANA@example.org", OTHER, f"198.51.100.{number}")
        with pytest.raises(Exception, match="a bit fast"):
            await service.sign_in("ana@example.org", PASSWORD, "198.51.100.99")
        as_person(world, await sign_in(world))


async def test_tries_from_one_address_are_limited_whoever_they_are_for(tmp_path: Path) -> None:
    async with opened(tmp_path, limits=Limits(sign_ins_per_minute=3)) as world:
        await invited(world)
        answers = [await sign_in(world, f"somebody{number}@example.org") for number in range(4)]
        assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
        assert int(answers[-1].headers["retry-after"]) >= 1


async def test_signing_in_rightly_uses_up_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path, limits=Limits(sign_ins_per_minute=2)) as world:
        await invited(world)
        for _ in range(6):
            as_person(world, await sign_in(world))


async def test_a_page_of_another_site_signs_nobody_in(world: World) -> None:
    await invited(world)
    body = {"email": "ana@example.org", "password": PASSWORD}
    answer = await world.http.post("/api/sessions", json=body, headers={"Origin": "https://evil.example"})
    problem(answer, 403, "cross_site")
    answer = await world.http.post("/api/sessions", json=body, headers={"Sec-Fetch-Site": "cross-site"})
    problem(answer, 403, "cross_site")


@pytest.mark.parametrize("password", ["x" * 1025, "x" * 5000])
async def test_no_hash_is_made_of_a_book(world: World, password: str) -> None:
    problem(await sign_in(world, password=password), 422, "invalid_request")

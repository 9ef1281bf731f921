"""Passkeys, with a device made in Python that speaks as a real one does."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import update

from sonix.db.tables_accounts import challenges, passkeys, sessions, users
from tests.accounts.authenticator import ORIGIN, Authenticator, data, text
from tests.accounts.instances import PASSWORD, as_person, invited
from tests.api.world import Person, World, opened, problem

pytestmark = pytest.mark.anyio
PAGE = {"Origin": ORIGIN, "Host": "sonix.test"}


async def options(person: Person, **body: Any) -> dict[str, Any]:
    answer = await person.ask("POST", "/api/passkeys/options", json=body, headers=PAGE)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def keep(person: Person, credential: dict[str, Any], name: str = "Phone") -> httpx2.Response:
    body = {"credential": credential, "name": name}
    return await person.ask("POST", "/api/passkeys", json=body, headers=PAGE)


async def add(person: Person, device: Authenticator, name: str = "Phone") -> str:
    answer = await keep(person, device.create(await options(person)), name)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["credential_id"])


async def offer(world: World) -> dict[str, Any]:
    answer = await world.http.post("/api/passkeys/sign-in/options", json={}, headers=PAGE)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def use(world: World, credential: dict[str, Any]) -> httpx2.Response:
    return await world.http.post("/api/passkeys/sign-in", json={"credential": credential}, headers=PAGE)


async def test_a_passkey_signs_in_without_a_name(world: World) -> None:
    ana, device = await invited(world), Authenticator()
    asked = await options(ana)
    assert asked["rp"]["id"] == "sonix.test"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert data(asked["user"]["id"]).decode() == ana.user_id
    await keep(ana, device.create(asked), "Phone\u202e")
    wanted = await offer(world)
    assert wanted["allowCredentials"] == []
    assert as_person(world, await use(world, device.get(wanted))).user_id == ana.user_id
    (known,) = (await ana.get("/api/passkeys")).json()
    assert (known["name"], known["used_at_s"] >= known["created_at_s"]) == ("Phone", True)


async def test_a_device_that_has_one_is_not_asked_for_another(world: World) -> None:
    ana, device = await invited(world), Authenticator()
    credential_id = await add(ana, device)
    assert [one["id"] for one in (await options(ana))["excludeCredentials"]] == [credential_id]


async def test_an_answer_counts_once(world: World) -> None:
    ana, device = await invited(world), Authenticator(step=0)
    made = device.create(await options(ana))
    assert (await keep(ana, made)).status_code == 201
    problem(await keep(ana, made), 422, "passkey_refused")
    used = device.get(await offer(world))
    answers = await asyncio.gather(*(use(world, used) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401]


async def test_a_copied_key_gives_itself_away_by_its_counter(world: World) -> None:
    ana, device = await invited(world), Authenticator(step=5)
    await add(ana, device)
    assert (await use(world, device.get(await offer(world)))).status_code == 200
    device.step = 0
    problem(await use(world, device.get(await offer(world))), 401, "passkey_refused")
    device.step = -3
    problem(await use(world, device.get(await offer(world))), 401, "passkey_refused")


async def test_a_device_that_does_not_check_its_owner_is_refused(world: World) -> None:
    ana, device = await invited(world), Authenticator(verifies=False)
    problem(await keep(ana, device.create(await options(ana))), 422, "passkey_refused")
    device = Authenticator()
    await add(ana, device)
    device.verifies = False
    problem(await use(world, device.get(await offer(world))), 401, "passkey_refused")


async def test_what_was_signed_for_another_page_is_refused(world: World) -> None:
    ana, device = await invited(world), Authenticator()
    problem(await keep(ana, device.create(await options(ana), "https://evil.example")), 422, "passkey_refused")
    await add(ana, device)
    problem(await use(world, device.get(await offer(world), "https://evil.example")), 401, "passkey_refused")
    wanted = await offer(world)
    device.keys[-1].rp_id = wanted["rpId"] = "evil.example"
    problem(await use(world, device.get(wanted)), 401, "passkey_refused")


async def test_an_answer_to_another_question_is_refused(world: World) -> None:
    ana, ben = await invited(world), await invited(world, "ben@example.org")
    device = Authenticator()
    await add(ana, device)
    making, signing_in = await options(ana), await offer(world)
    for challenge in (making["challenge"], text(b"c" * 32), "", "AA"):
        problem(await use(world, device.get({**signing_in, "challenge": challenge})), 401, "passkey_refused")
    problem(await keep(ben, device.create(making)), 422, "passkey_refused")
    problem(await keep(ana, device.create({**making, "challenge": signing_in["challenge"]})), 422, "passkey_refused")


async def test_an_answer_that_comes_too_late_is_refused(world: World) -> None:
    ana, device = await invited(world), Authenticator()
    made = device.create(await options(ana))
    async with world.services.database.transaction() as connection:
        await connection.execute(update(challenges).values(expires_at_s=1))
    problem(await keep(ana, made), 422, "passkey_refused")


async def test_a_key_does_not_speak_for_somebody_else(world: World) -> None:
    ana, ben, device = await invited(world), await invited(world, "ben@example.org"), Authenticator()
    await add(ana, device)
    used = device.get(await offer(world))
    used["response"]["userHandle"] = text(ben.user_id.encode())
    problem(await use(world, used), 401, "passkey_refused")
    forged = device.get(await offer(world))
    forged["response"]["signature"] = text(b"\x30\x06\x02\x01\x01\x02\x01\x01")
    problem(await use(world, forged), 401, "passkey_refused")
    stranger = Authenticator()
    stranger.create(await options(ana))
    problem(await use(world, stranger.get(await offer(world))), 401, "passkey_refused")


@pytest.mark.parametrize(
    "attestation", [b"", b"\xa0", b"\xff" * 40, b"\x9f" * 5000, b"\xa3cfmtdnonegattStmt\xa0hauthDataX\x01\0"]
)
async def test_noise_from_a_device_is_refused_and_breaks_nothing(world: World, attestation: bytes) -> None:
    ana, device = await invited(world), Authenticator()
    made = device.create(await options(ana))
    made["response"]["attestationObject"] = text(attestation)
    problem(await keep(ana, made), 422, "passkey_refused")


async def test_one_key_is_kept_once(world: World) -> None:
    ana, ben, device = await invited(world), await invited(world, "ben@example.org"), Authenticator()
    await add(ana, device)
    again = Authenticator()
    made = again.create(await options(ben))
    async with world.services.database.transaction() as connection:
        await connection.execute(update(passkeys).values(credential_id=made["id"]))
    problem(await keep(ben, made), 409, "passkey_known")


async def test_passkeys_are_renamed_and_removed_by_their_owner_only(world: World) -> None:
    ana, ben, device = await invited(world), await invited(world, "ben@example.org"), Authenticator()
    path = f"/api/passkeys/{await add(ana, device)}"
    problem(await ben.ask("PATCH", path, json={"name": "Mine"}), 404, "no_such_passkey")
    problem(await ben.ask("DELETE", path), 404, "no_such_passkey")
    assert (await ana.ask("PATCH", path, json={"name": " Key\n in the drawer "})).json()["name"] == "Key in the drawer"
    assert (await ana.ask("DELETE", path)).status_code == 204
    assert (await ana.get("/api/passkeys")).json() == []
    problem(await use(world, device.get(await offer(world))), 401, "passkey_refused")


async def test_the_last_way_in_stays(world: World) -> None:
    ana, device = await invited(world), Authenticator()
    first, second = await add(ana, device), await add(ana, device)
    async with world.services.database.transaction() as connection:
        await connection.execute(update(users).where(users.c.user_id == ana.user_id).values(password_hash=None))
    removals = (ana.ask("DELETE", f"/api/passkeys/{one}") for one in (first, second))
    answers = await asyncio.gather(*removals)
    assert sorted(answer.status_code for answer in answers) == [204, 409]
    problem(next(answer for answer in answers if answer.status_code == 409), 409, "last_way_in")


async def test_an_old_sign_in_needs_the_password_to_add_one(world: World) -> None:
    ana = await invited(world)
    async with world.services.database.transaction() as connection:
        await connection.execute(update(sessions).values(created_at_s=1))
    ask = {"json": {}, "headers": PAGE}
    problem(await ana.ask("POST", "/api/passkeys/options", **ask), 403, "sign_in_again")
    ask["json"] = {"password": "not that one at all"}
    problem(await ana.ask("POST", "/api/passkeys/options", **ask), 403, "wrong_password")
    assert (await options(ana, password=PASSWORD))["challenge"]


async def test_guests_have_no_passkeys(world: World) -> None:
    guest = await world.person()
    problem(await guest.ask("POST", "/api/passkeys/options", json={}, headers=PAGE), 403, "account_needed")


async def test_whoever_is_shut_out_is_told_so(world: World) -> None:
    ana, device = await invited(world), Authenticator()
    await add(ana, device)
    async with world.services.database.transaction() as connection:
        await connection.execute(update(users).values(banned_at_s=1))
    problem(await use(world, device.get(await offer(world))), 403, "banned")


@pytest.mark.parametrize("host", ["192.168.1.20:8443", "[fe80::1]:8443"])
async def test_at_an_address_there_are_no_passkeys(world: World, host: str) -> None:
    headers = {"Origin": f"https://{host}", "Host": host}
    answer = await world.http.post("/api/passkeys/sign-in/options", json={}, headers=headers)
    problem(answer, 409, "no_passkeys_here")


async def test_passkeys_belong_to_the_public_name(tmp_path: Path) -> None:
    async def asked(world: World, origin: str, host: str) -> httpx2.Response:
        headers = {"Origin": origin, "Host": host}
        return await world.http.post("/api/passkeys/sign-in/options", json={}, headers=headers)

    async with opened(tmp_path, public_url="https://music.example.org") as world:
        problem(await asked(world, "https://evil.example", "evil.example"), 409, "no_passkeys_here")
        problem(await asked(world, "https://evil.example", "music.example.org"), 403, "cross_site")
        answer = await asked(world, "https://music.example.org", "music.example.org")
        assert answer.json()["rpId"] == "music.example.org"


async def test_an_account_may_have_its_fill_of_passkeys(world: World) -> None:
    ana, device = await invited(world), Authenticator()
    made = device.create(await options(ana))
    row = {"user_id": ana.user_id, "public_key": "AA", "sign_count": 0, "name": "", "transports": "", "created_at_s": 1}
    async with world.services.database.transaction() as connection:
        await connection.execute(passkeys.insert().values([{**row, "credential_id": f"k{n}"} for n in range(20)]))
    problem(await keep(ana, made), 409, "too_many_passkeys")

"""Signing in with Firebase, against its real emulator."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import update

from sonix.config import Accounts, Firebase, Proxy, Settings
from sonix.core.errors import SonixError
from sonix.db.tables_accounts import sessions, users
from sonix.rooms.ports import Identity
from sonix.web.services import build_services
from tests.api.world import Person, World, opened, problem
from tests.identity.playing import PROJECT, Emulator, KeyServer, jwks, rsa_key, signed, times

pytestmark = pytest.mark.anyio
HERE = "http://127.0.0.1:8000"


async def sign_in(world: World, token: str, person: Person | None = None) -> Response:
    body = {"id_token": token}
    if person is not None:
        return await person.ask("POST", "/api/sign-in/firebase", json=body)
    world.http.cookies.clear()
    return await world.http.post("/api/sign-in/firebase", json=body)


def user_of(answer: Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["user"]
    return found


async def test_somebody_new_gets_an_account_and_comes_back_to_it(firebase_house: World, emulator: Emulator) -> None:
    person = emulator.sign_up("new@example.org")
    answer = await sign_in(firebase_house, person["idToken"])
    user = user_of(answer)
    assert (user["kind"], user["email"], user["has_password"]) == ("account", None, False)
    assert "sonix-refresh" in answer.headers["set-cookie"]
    me = await firebase_house.http.get("/api/me", headers={"Authorization": f"Bearer {answer.json()['access']}"})
    assert me.json()["user_id"] == user["user_id"]
    again = user_of(await sign_in(firebase_house, person["idToken"]))
    assert again["user_id"] == user["user_id"]


async def test_an_address_counts_once_its_owner_has_opened_the_letter(
    firebase_house: World, emulator: Emulator
) -> None:
    person = emulator.sign_up("letter@example.org")
    user = user_of(await sign_in(firebase_house, emulator.verify(person)))
    assert (user["email"], user["email_verified"]) == ("letter@example.org", True)


async def test_google_people_bring_name_and_address(firebase_house: World, emulator: Emulator) -> None:
    said = {"sub": "g-1", "email": "gil@example.org", "email_verified": True, "name": "Gil from Google"}
    body = {"postBody": f"id_token={json.dumps(said)}&providerId=google.com", "requestUri": HERE}
    person = emulator.ask("signInWithIdp", {**body, "returnIdpCredential": True})
    user = user_of(await sign_in(firebase_house, person["idToken"]))
    assert (user["name"], user["email"]) == ("Gil from Google", "gil@example.org")


async def test_anonymous_people_are_guests_and_become_accounts_there(firebase_house: World, emulator: Emulator) -> None:
    nobody = emulator.sign_up()
    guest = user_of(await sign_in(firebase_house, nobody["idToken"]))
    assert guest["kind"] == "guest"
    known = {"idToken": nobody["idToken"], "email": "somebody@example.org", "password": "a fine secret"}
    somebody = emulator.ask("update", known)
    upgraded = emulator.ask("signInWithPassword", {"email": "somebody@example.org", "password": "a fine secret"})
    account = user_of(await sign_in(firebase_house, upgraded["idToken"]))
    assert somebody["localId"] == nobody["localId"]
    assert (account["kind"], account["user_id"]) == ("account", guest["user_id"])


async def test_an_anonymous_sign_in_is_no_way_into_an_account(firebase_house: World, emulator: Emulator) -> None:
    guest = await firebase_house.person("Ana")
    answer = await sign_in(firebase_house, emulator.sign_up("own@example.org")["idToken"], guest)
    assert user_of(answer)["kind"] == "account"
    person = Person(firebase_house.http, guest.identity, answer.json()["access"])
    problem(await sign_in(firebase_house, emulator.sign_up()["idToken"], person), 409, "anonymous_identity")


async def test_a_guest_becomes_the_account_and_stays_who_they_were(firebase_house: World, emulator: Emulator) -> None:
    guest = await firebase_house.person("Ana")
    code = await guest.room("Kitchen")
    answer = await sign_in(firebase_house, emulator.sign_up("guest@example.org")["idToken"], guest)
    user = user_of(answer)
    assert (user["user_id"], user["name"], user["kind"]) == (guest.user_id, "Ana", "account")
    problem(await guest.get("/api/me"), 401, "unauthenticated")
    account = Person(firebase_house.http, guest.identity, answer.json()["access"])
    rooms = await account.get("/api/rooms")
    assert [room["code"] for room in rooms.json()] == [code]


async def test_an_account_with_an_old_sign_in_shows_its_password_to_link(
    firebase_house: World, emulator: Emulator
) -> None:
    first = await sign_in(firebase_house, emulator.sign_up("old@example.org")["idToken"])
    person = Person(firebase_house.http, Identity(user_of(first)["user_id"], "Old"), first.json()["access"])
    password_hash = await firebase_house.services.people.passwords.hash("a very fine secret")
    async with firebase_house.services.database.transaction() as connection:
        await connection.execute(update(sessions).values(created_at_s=1))
        this = users.c.user_id == person.user_id
        await connection.execute(update(users).where(this).values(password_hash=password_hash))
    body = {"id_token": emulator.sign_up("more@example.org")["idToken"]}
    path = "/api/sign-in/firebase"
    problem(await person.ask("POST", path, json=body), 403, "sign_in_again")
    problem(await person.ask("POST", path, json={**body, "password": "wrong"}), 403, "wrong_password")
    answer = await person.ask("POST", path, json={**body, "password": "a very fine secret"})
    assert user_of(answer)["user_id"] == person.user_id
    assert len((await person.get("/api/identities")).json()) == 2


async def test_a_changed_emulator_token_is_still_for_this_project_only(
    tmp_path: Path, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", emulator.host)
    named = Firebase(project="another-project", api_key="any", allow_registration=True)
    async with opened(tmp_path, host="127.0.0.1", firebase=named) as house:
        problem(await sign_in(house, emulator.sign_up("far@example.org")["idToken"]), 401, "bad_provider_token")


async def test_a_signed_token_is_refused_by_a_developers_instance(firebase_house: World, keys: KeyServer) -> None:
    key = rsa_key("google-1")
    keys.answer("/keys", jwks(key))
    token = signed(key, {"iss": f"https://securetoken.google.com/{PROJECT}", "aud": PROJECT, "sub": "x", **times()})
    problem(await sign_in(firebase_house, token), 401, "bad_provider_token")


async def test_emulator_tokens_are_refused_where_no_emulator_is_named(tmp_path: Path, emulator: Emulator) -> None:
    named = Firebase(project=PROJECT, api_key="any", allow_registration=True)
    async with opened(tmp_path, host="127.0.0.1", firebase=named) as house:
        problem(await sign_in(house, emulator.sign_up("forged@example.org")["idToken"]), 401, "bad_provider_token")


@pytest.mark.parametrize(
    "given",
    [
        {"host": "0.0.0.0"},
        {"host": "192.168.1.5"},
        {"host": "127.0.0.1", "public_url": "https://music.example.org"},
        {"host": "127.0.0.1", "public_url": "http://music.example.org"},
        {"host": "127.0.0.1", "proxy": Proxy(behind=True)},
    ],
    ids=str,
)
def test_an_instance_that_others_can_reach_does_not_start_with_the_emulator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, Any]
) -> None:
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:9099")
    with pytest.raises(SonixError, match="FIREBASE_AUTH_EMULATOR_HOST") as refused:
        build_services(Settings(data_dir=tmp_path, firebase=Firebase(project=PROJECT), **given))
    assert refused.value.code == "emulator_refused"


def test_the_command_says_why_it_does_not_start(tmp_path: Path) -> None:
    given = {
        "FIREBASE_AUTH_EMULATOR_HOST": "127.0.0.1:9099",
        "SONIX_FIREBASE__PROJECT": PROJECT,
        "SONIX_PUBLIC_URL": "https://music.example.org",
        "SONIX_DATA_DIR": str(tmp_path),
        "SONIX_HOST": "127.0.0.1",
        "SONIX_PORT": "0",
    }
    command = [sys.executable, "-m", "sonix.cli", "serve"]
    done = subprocess.run(
        command, env={**os.environ, **given}, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 1
    assert "FIREBASE_AUTH_EMULATOR_HOST is set" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


async def test_new_people_need_an_open_door(
    tmp_path: Path, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", emulator.host)
    named, closed = Firebase(project=PROJECT, api_key="any"), Accounts(registration="closed", guests=False)
    async with opened(tmp_path, host="127.0.0.1", firebase=named, accounts=closed) as house:
        refused = await sign_in(house, emulator.sign_up("closed@example.org")["idToken"])
        problem(refused, 403, "registration_closed")
        problem(await sign_in(house, emulator.sign_up()["idToken"]), 403, "no_guests")


async def test_without_a_project_there_is_no_such_way_in(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        problem(await sign_in(house, "a.b.c"), 404, "no_such_provider")
        supabase = await house.http.post("/api/sign-in/supabase", json={"access_token": "a.b.c"})
        problem(supabase, 404, "no_such_provider")


async def test_another_site_cannot_sign_somebody_in(firebase_house: World, emulator: Emulator) -> None:
    token = emulator.sign_up("cross@example.org")["idToken"]
    headers = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    answer = await firebase_house.http.post("/api/sign-in/firebase", json={"id_token": token}, headers=headers)
    problem(answer, 403, "cross_site")

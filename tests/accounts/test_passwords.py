"""Which passwords are taken, and a pool that is bounded."""

from __future__ import annotations

import asyncio
import threading

import httpx2
import pytest

from sonix.accounts.password_rules import check_password
from sonix.accounts.passwords import RETRY_AFTER_S, WAITING_PER_WORKER, Passwords, PasswordsBusyError
from sonix.core.errors import SonixError
from tests.accounts.instances import OTHER, PASSWORD, invited, sign_in
from tests.api.world import World, problem


@pytest.mark.parametrize(
    "password",
    [
        "short", "aaaaaaaaaaaa", "abcabcabcabc", "1234567890", "0987654321", "abcdefghijkl", "qwertyuiop",
        "12341234123",
        "password12", "P4ssw0rd!!", "Passwort2026", "letmein-2024!", "iloveyou123", "welcome.to.1", "sunshine&dragon1",
        "ana.lopez@example.org", "analopez2026", "AnaLopez!!", "lopez.ana9", "x" * 300,
    ],
)  # fmt: skip
def test_first_guesses_are_refused_with_what_to_do(password: str) -> None:
    with pytest.raises(SonixError) as refused:
        check_password(password, 10, "Ana Lopez", "analopez@example.org", "lopez.ana@example.org")
    assert (refused.value.code, refused.value.status) == ("weak_password", 422)
    assert refused.value.message


@pytest.mark.parametrize(
    "password",
    [PASSWORD, OTHER, "correct horse battery staple", "zT7#kQ9!wLp2", "анна поёт в саду", "密码是七只绿色的鸭子呢"],
)
def test_what_takes_long_to_guess_is_taken(password: str) -> None:
    assert check_password(password, 10, "Ana", None, "ana@example.org")


@pytest.mark.anyio
async def test_more_than_may_wait_are_told_when_to_come_again() -> None:
    passwords = Passwords(1)
    gate = threading.Event()
    held = [asyncio.create_task(passwords._run(gate.wait)) for _ in range(1 + WAITING_PER_WORKER)]
    try:
        await asyncio.sleep(0)
        with pytest.raises(PasswordsBusyError) as refused:
            await passwords.hash(PASSWORD)
        assert (refused.value.status, refused.value.retryable) == (503, True)
    finally:
        gate.set()
    assert all(await asyncio.gather(*held))
    kept = await passwords.hash(PASSWORD)
    assert (await passwords.check(PASSWORD, kept)).right
    assert not (await passwords.check(OTHER, kept)).right
    assert not (await passwords.check(PASSWORD, None)).right
    assert not (await passwords.check(PASSWORD, "what no program of ours has written")).right
    passwords.close()


@pytest.mark.anyio
async def test_giving_up_frees_no_place_before_the_work_is_done() -> None:
    passwords = Passwords(1)
    gate, begun = threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def work() -> bool:
        loop.call_soon_threadsafe(begun.set)
        return gate.wait()

    running = asyncio.create_task(passwords._run(work))
    await begun.wait()
    running.cancel()
    await asyncio.wait({running})
    waiting = [asyncio.create_task(passwords._run(gate.wait)) for _ in range(WAITING_PER_WORKER)]
    await asyncio.sleep(0)
    with pytest.raises(PasswordsBusyError):
        await passwords.hash(PASSWORD)
    gate.set()
    await asyncio.gather(*waiting)
    passwords.close()


@pytest.mark.anyio
async def test_a_flood_of_sign_ins_leaves_the_rest_of_the_server_alone(world: World) -> None:
    ana = await invited(world)
    passwords, gate = world.services.people.passwords, threading.Event()
    held = [asyncio.create_task(passwords._run(gate.wait)) for _ in range(passwords._most)]
    try:
        await asyncio.sleep(0)
        refused: httpx2.Response = await sign_in(world)
        problem(refused, 503, "busy")
        assert refused.headers["retry-after"] == str(RETRY_AFTER_S)
        assert (await ana.get("/api/me")).status_code == 200
    finally:
        gate.set()
    await asyncio.gather(*held)

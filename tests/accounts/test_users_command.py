"""`sonix users`, beside a running server, as whoever sits at the machine runs it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import anyio.to_thread
import pytest
import structlog
from sqlalchemy import select

from sonix.cli.users import app
from sonix.core.errors import SonixError
from sonix.db.tables_accounts import audit
from tests.accounts.instances import OTHER, as_person, ask_for_account, invited, sign_in
from tests.api.world import World, problem
from tests.cli.running import run

pytestmark = pytest.mark.anyio


@pytest.fixture
def console(capsys: pytest.CaptureFixture[str]) -> Iterator[Console]:
    """What is typed and printed. The command configures logging for its process, which is this one: undone."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield Console(capsys)
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@dataclass
class Console:
    """`sonix users` without a process of its own: each takes seconds to start on a busy machine."""

    capsys: pytest.CaptureFixture[str]

    async def __call__(self, world: World, *arguments: str) -> str:
        where = ("--data-dir", str(world.settings.data_dir))
        command = partial(app, [*arguments, *where], exit_on_error=False, result_action="return_none")
        await anyio.to_thread.run_sync(command)
        return self.capsys.readouterr().out


def token_in(text: str) -> str:
    (found,) = re.findall(r"https?://\S+#\w+=(\S+)", text)
    return str(found)


async def acts(world: World) -> list[tuple[str, str, str]]:
    async with world.services.database.read() as connection:
        rows = await connection.execute(select(audit).order_by(audit.c.seq))
        return [(row.actor_id, row.action, row.subject.partition(":")[0]) for row in rows]


async def test_people_are_invited_found_and_given_new_passwords(world: World, console: Console) -> None:
    code = token_in(await console(world, "invite", "--note", "Ana"))
    ana = as_person(world, await ask_for_account(world, invitation=code))
    await world.person("Ben")
    listed = await console(world, "list")
    assert "2 people." in listed
    assert re.search(rf"{ana.user_id}  Ana  ana@example\.org  account$", listed, re.MULTILINE)
    assert "Ben" not in await console(world, "list", "ana@")
    body = {"token": token_in(await console(world, "reset", "ANA@example.org")), "new": OTHER}
    as_person(world, await world.http.post("/api/passwords/reset", json=body))
    problem(await ana.get("/api/me"), 401, "unauthenticated")
    assert await acts(world) == [("", "invitation.make", "invitation"), ("", "user.reset_link", "user")]


async def test_people_are_shut_out_let_in_and_made_administrators(world: World, console: Console) -> None:
    ana = await invited(world)
    assert "Ana is shut out." in await console(world, "ban", ana.user_id, "--reason", "Too loud")
    assert "Too loud" in problem(await ana.get("/api/me"), 403, "banned")["detail"]
    problem(await sign_in(world), 403, "banned")
    await console(world, "unban", "ana")
    assert (await ana.get("/api/me")).json()["is_admin"] is False
    await console(world, "promote", "ana@example.org")
    assert (await ana.get("/api/me")).json()["is_admin"] is True
    with pytest.raises(SonixError, match="last administrator"):
        await console(world, "demote", "ana@example.org")
    assert [action for _, action, _ in await acts(world)] == ["user.ban", "user.unban", "user.promote"]


async def test_whoever_is_not_meant_clearly_is_left_alone(world: World, console: Console) -> None:
    for _ in range(2):
        await world.person("Ben")
    for who, why in (("ben", "2 people are called that"), ("nobody@example.org", "nobody called nobody@example.org")):
        with pytest.raises(SonixError, match=why):
            await console(world, "ban", who)
    cleo = await world.person("Cleo")
    with pytest.raises(SonixError, match=r"Cleo is a guest.*`sonix users invite`.*`sonix users promote`"):
        await console(world, "reset", cleo.user_id)
    assert await acts(world) == []


async def test_the_command_says_what_went_wrong_in_a_sentence(world: World) -> None:
    told = await anyio.to_thread.run_sync(lambda: run(world.settings.data_dir, "users", "reset", "nobody"))
    assert (told.returncode, "There is nobody called nobody here" in told.stderr) == (1, True)
    assert "Traceback" not in told.stderr

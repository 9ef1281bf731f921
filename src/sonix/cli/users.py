"""`sonix users`: what an administrator does at the machine itself, beside a running server or without one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

from cyclopts import App, Parameter

from sonix.cli.options import AT_THE_MACHINE, ConfigFile, DataDir, settings_from
from sonix.cli.progress import printable
from sonix.config import Settings, make_data_dir
from sonix.core.errors import SonixError

if TYPE_CHECKING:
    from sonix.admin.schemas import AdminUser
    from sonix.admin.users import AdminUsers
    from sonix.web.services import Services

app = App(name="users", help="People: list, new passwords, invitations, administrators, bans.")
Who = Annotated[str, Parameter(help="E-mail address, id, or name when only one person has it.")]
T = TypeVar("T")


@app.command(name="list")
def list_users(search: str = "", /, *, data_dir: DataDir = None, config: ConfigFile = None) -> None:
    """Everybody, the newest first; with SEARCH those whose name or address holds it."""

    async def found(services: Services) -> list[AdminUser]:
        return [one async for one in _everybody(_users(services), search)]

    people = _run(found, data_dir, config)
    for one in people:
        print(_line(one))
    print(f"{len(people)} {'person' if len(people) == 1 else 'people'}.")


@app.command
def reset(who: Who, /, *, data_dir: DataDir = None, config: ConfigFile = None) -> None:
    """Print a link to a new password, good once and for an hour. Using it signs them out everywhere else."""

    async def make(services: Services) -> tuple[AdminUser, str]:
        user = await _one(services, who)
        if user.kind == "guest":
            raise _no_password(user)
        base = await _base(services.settings)
        return user, await services.people.password_reset.make_link(user.user_id, AT_THE_MACHINE, base)

    user, link = _run(make, data_dir, config)
    print(f"Hand this link to {printable(user.name)}. It works once, within an hour:\n  {link}")


@app.command
def invite(
    *,
    note: Annotated[str, Parameter(help="Whom it is for; only administrators see it.")] = "",
    uses: Annotated[int, Parameter(help="How many people may use it.")] = 1,
    days: Annotated[int | None, Parameter(help="For how many days. Without it, until it is revoked.")] = 7,
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """Print a link with which somebody may make an account."""

    async def make(services: Services) -> str:
        from sonix.admin.invitations import AdminInvitations
        from sonix.admin.schemas import InvitationIn

        if services.settings.accounts.registration == "closed":
            text = "Registration is closed: nobody could use it. Set SONIX_ACCOUNTS__REGISTRATION=invitation first."
            raise SonixError("registration_closed", text, status=403)
        invitations = AdminInvitations(services.database, services.people.invitations)
        wanted = InvitationIn(note=note, uses=uses, days=days)
        return (await invitations.make(AT_THE_MACHINE, wanted, await _base(services.settings))).link

    if not 1 <= uses <= 1000 or not (days is None or 1 <= days <= 3650):
        raise SonixError("bad_invitation", "An invitation is for 1 to 1000 people and for 1 to 3650 days.", status=422)
    link = _run(make, data_dir, config)
    print(f"Whoever opens this link may make an account. It is shown this once:\n  {link}")


@app.command
def promote(who: Who, /, *, data_dir: DataDir = None, config: ConfigFile = None) -> None:
    """Make somebody administrator."""
    print(f"{_change(who, data_dir, config, is_admin=True)} is an administrator now.")


@app.command
def demote(who: Who, /, *, data_dir: DataDir = None, config: ConfigFile = None) -> None:
    """Take administration from somebody, unless they are the last one."""
    print(f"{_change(who, data_dir, config, is_admin=False)} is no administrator.")


@app.command
def ban(
    who: Who,
    /,
    *,
    reason: Annotated[str, Parameter(help="What they are told.")] = "",
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """Shut somebody out. What they have open closes within seconds."""
    print(f"{_change(who, data_dir, config, banned=True, ban_reason=reason or None)} is shut out.")


@app.command
def unban(who: Who, /, *, data_dir: DataDir = None, config: ConfigFile = None) -> None:
    """Let somebody in again."""
    print(f"{_change(who, data_dir, config, banned=False)} may come in again.")


def _change(who: str, data_dir: Path | None, config: Path | None, **changes: bool | str | None) -> str:
    """Change somebody; returns their name."""

    async def change(services: Services) -> str:
        from sonix.admin.schemas import AdminUserChanges

        user = await _one(services, who)
        wanted = AdminUserChanges.model_validate(changes)
        return (await _users(services).change(AT_THE_MACHINE, user.user_id, wanted)).name

    return printable(_run(change, data_dir, config))


async def _one(services: Services, who: str) -> AdminUser:
    """The one person meant. Raises SonixError `no_such_user` or `several_users`."""
    named = [one async for one in _everybody(_users(services), who) if _is_meant(one, who)]
    if not named:
        text = f"There is nobody called {printable(who)} here. `sonix users list` shows everybody."
        raise SonixError("no_such_user", text, status=404)
    if len(named) > 1:
        text = f"{len(named)} people are called that. Take the id of one:\n" + "\n".join(map(_line, named))
        raise SonixError("several_users", text, status=409)
    return named[0]


def _no_password(guest: AdminUser) -> SonixError:
    text = (
        f"{printable(guest.name)} is a guest, who signs in with nothing but a name: there is no password. "
        "`sonix users invite` prints a link with which they make an account; `sonix users promote` then makes that "
        "an administrator, where it should be one."
    )
    return SonixError("no_account", text, status=409)


def _is_meant(user: AdminUser, who: str) -> bool:
    known = (user.user_id, user.name.casefold(), (user.email or "").casefold())
    return who.strip().casefold() in known


async def _everybody(users: AdminUsers, search: str) -> AsyncIterator[AdminUser]:
    cursor: str | None = None
    while True:
        page = await users.page(search, cursor)
        for one in page.items:
            yield one
        cursor = page.next_cursor
        if cursor is None:
            return


def _line(user: AdminUser) -> str:
    marks = [user.kind, *(["administrator"] if user.is_admin else []), *(["banned"] if user.banned_at_s else [])]
    shown = [user.user_id, printable(user.name), *([printable(user.email)] if user.email else []), ", ".join(marks)]
    return "  ".join(shown)


def _users(services: Services) -> AdminUsers:
    from sonix.admin.users import AdminUsers

    return AdminUsers(services.database, services.sessions)


async def _base(settings: Settings) -> str:
    from sonix.server.addresses import look_up

    return (await look_up(settings)).public


def _run(work: Callable[[Services], Awaitable[T]], data_dir: Path | None, config: Path | None) -> T:
    settings = settings_from(config, {"data_dir": data_dir})
    from sonix import logging

    make_data_dir(settings)
    logging.configure(settings, quiet=True)

    async def run() -> T:
        async with _people_of(settings) as services:
            return await work(services)

    return asyncio.run(run())


@asynccontextmanager
async def _people_of(settings: Settings) -> AsyncIterator[Services]:
    """The database alone: no media workers, no rooms."""
    from sonix.web.services import build_services

    services = build_services(settings)
    try:
        await services.database.join()
        yield services
    finally:
        services.people.passwords.close()
        await services.database.stop()

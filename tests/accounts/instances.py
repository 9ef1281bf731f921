"""Instances with and without mail, and the steps that people take in them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2

from sonix.accounts.invitations import Invitations
from sonix.config.sections_people import Accounts, Mail
from sonix.rooms.ports import Identity
from tests.accounts.post import Post, post_office
from tests.api.world import Person, World, opened

PASSWORD = "seven lamps at sea"
OTHER = "twelve geese in a row"


@asynccontextmanager
async def with_mail(folder: Path, post: Post, registration: str = "open", **more: Any) -> AsyncIterator[World]:
    """An instance that hands its letters to `post`."""
    accounts = Accounts.model_validate({"registration": registration})
    mail = Mail(url=post.url, sender="sonix@example.org")
    async with opened(folder, accounts=accounts, mail=mail, public_url="http://sonix.test", **more) as world:
        yield world


@asynccontextmanager
async def open_house(folder: Path, **more: Any) -> AsyncIterator[tuple[World, Post]]:
    """An instance where anybody may make an account, and its mail server."""
    async with post_office() as post, with_mail(folder, post, **more) as world:
        yield world, post


async def ask_for_account(world: World, email: str = "ana@example.org", **more: Any) -> httpx2.Response:
    """What the page sends when somebody wants an account."""
    by: Person | None = more.pop("by", None)
    body = {"name": "Ana", "email": email, "password": PASSWORD, **more}
    if by is not None:
        return await by.ask("POST", "/api/accounts", json=body)
    return await world.http.post("/api/accounts", json=body)


async def account(world: World, post: Post, email: str = "ana@example.org", **more: Any) -> Person:
    """Somebody who has asked for an account and opened the link."""
    before = len(post.letters)
    answer = await ask_for_account(world, email, **more)
    assert answer.status_code == 202, answer.text
    letter = await post.letter(before + 1)
    return as_person(world, await world.http.post("/api/accounts/verify", json={"token": letter.token}))


def as_person(world: World, answer: httpx2.Response) -> Person:
    """Whoever an answer signs in."""
    assert answer.status_code in (200, 201), answer.text
    world.http.cookies.clear()
    body = answer.json()
    user = body["user"]
    identity = Identity(user["user_id"], user["name"], kind=user["kind"], is_admin=user["is_admin"])
    return Person(world.http, identity, body["access"])


async def sign_in(world: World, email: str = "ana@example.org", password: str = PASSWORD) -> httpx2.Response:
    """Try to sign in."""
    return await world.http.post("/api/sessions", json={"email": email, "password": password})


async def invite(world: World, uses: int = 1) -> str:
    """The code of an invitation."""
    async with world.services.database.transaction() as connection:
        return (await Invitations().make(connection, "", "for Ana", uses, 3600)).code


async def invited(world: World, email: str = "ana@example.org", **more: Any) -> Person:
    """Somebody with an account on an instance without mail."""
    return as_person(world, await ask_for_account(world, email, invitation=await invite(world), **more))

"""The table "Who may do what" of docs/security.md is what the server does: every endpoint, every role, any input."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from schemathesis import Case, GenerationMode

from tests.security.examples import operations, try_each
from tests.security.people import ROLES, House, Role, Somebody, a_house
from tests.security.tables import rows_under

TITLE = "### Who may do what"
SAFE = ("GET", "HEAD")
NOT_FOR_THIS_ROLE = ("account_needed", "admin_needed", "banned", "not_your_room", "not_yours")
EXAMPLES = 2


def table() -> dict[str, dict[Role, str]]:
    """What the docs say, by endpoint and role."""
    return {row[0].strip("`"): dict(zip(ROLES, row[1:], strict=True)) for row in rows_under(TITLE)}


def endpoints(app: FastAPI) -> set[str]:
    """Every endpoint, as the table names it. A GET without parameters or rights of its own is still one."""
    paths = app.openapi()["paths"]
    return {f"{method.upper()} {path}" for path, operations in paths.items() for method in operations}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_house(tmp_path_factory.mktemp("house")) as found:
        yield found


def test_every_endpoint_stands_in_the_table_and_nothing_else_does(house: House) -> None:
    assert set(table()) == endpoints(house.world.app)


@dataclass
class Cast:
    """One person of a role and the things around them; new ones once somebody was let in to change them."""

    house: House
    role: Role
    me: Somebody = field(init=False)
    things: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.anew()

    def anew(self) -> None:
        self.me, self.things = self.house.things(self.role)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_let_in_exactly_where_the_table_says(house: House, role: Role) -> None:
    cast, expected, wrong = Cast(house, role), table(), set()

    def attempt(case: Case[Any]) -> None:
        told = expected[case.operation.label][role]
        case.path_parameters.update({k: v for k, v in cast.things.items() if k in case.path_parameters})
        answer = house.send_case(case, cast.me)
        if not _is(told, answer, "{code}" in case.path):
            wrong.add(f"{case.operation.label} as {role}: {told}, but {answer.status_code} {answer.text[:200]}")
        if answer.is_success and case.method not in SAFE:
            cast.anew()

    for operation in operations(house.world.app.openapi()):
        try_each(operation.as_strategy(GenerationMode.POSITIVE), EXAMPLES, attempt)
    assert not wrong, "\n".join(sorted(wrong))


def _is(told: str, answer: httpx2.Response, by_code: bool) -> bool:
    """`yes`: whatever is answered, it is no matter of who asks. `proof`: what was sent is none, and opens nothing."""
    if told == "proof":
        return 400 <= answer.status_code < 500
    if told != "yes":
        return answer.status_code == int(told)
    if answer.status_code < 400:
        return True
    code = answer.json()["code"]
    hidden = answer.status_code == 404 and (by_code or code != "no_such_room")
    return not hidden and code != "unauthenticated" and code not in NOT_FOR_THIS_ROLE

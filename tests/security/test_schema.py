"""schemathesis tries the whole HTTP API as four people: nothing breaks, and the schema tells every answer."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from typing import Any

import hypothesis.strategies as st
import pytest
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.security.doors import Doors, doors
from tests.security.examples import operations, try_each
from tests.security.people import House, Role, Somebody, a_house

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 4
THROUGH_THE_DOORS = {
    ("POST /api/sign-in/firebase", 200),
    ("POST /api/sign-in/supabase", 200),
    ("GET /api/sign-in/oidc/{name}", 302),
    ("GET /api/sign-in/oidc/{name}/callback", 302),
}
"""Answers without which the sign-ins elsewhere were not reached, and nothing was tried there."""
SIGNED_IN = THROUGH_THE_DOORS | {("PUT /api/scrobbling/listenbrainz", 200)}


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Doors]:
    with doors() as found:
        yield found


@pytest.fixture(scope="module")
def house(elsewhere: Doors, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_house(tmp_path_factory.mktemp("house"), **elsewhere.settings()) as found:
        elsewhere.open(found.world)
        yield found


def told(house: House) -> dict[str, Any]:
    """The schema without its words for anything else: every status has to be named."""
    schema = copy.deepcopy(house.world.app.openapi())
    for methods in schema["paths"].values():
        for operation in methods.values():
            del operation["responses"]["default"]
    return schema


@pytest.mark.parametrize("role", ["nobody", "guest", "account", "administrator"])
def test_no_request_breaks_the_server_and_every_answer_is_told_in_the_schema(
    house: House, elsewhere: Doors, role: Role
) -> None:
    wrong: list[str] = []
    answers: set[tuple[str, int]] = set()
    for operation in operations(told(house)):
        me, things = house.things(role)
        things["name"] = "work"
        body = elsewhere.bodies().get(operation.path)
        cases = st.one_of(
            operation.as_strategy(GenerationMode.POSITIVE), operation.as_strategy(GenerationMode.NEGATIVE)
        )
        real = itertools.cycle((True, False))

        def attempt(case: Case[Any]) -> None:
            made_up = not next(real)  # noqa: B023
            status = _try(house, case, me, {} if made_up else things, None if made_up else body)  # noqa: B023
            answers.add((operation.label, status))  # noqa: B023

        try:
            try_each(cases, EXAMPLES, attempt)
        except (Exception, BaseExceptionGroup) as error:
            wrong.append(f"{operation.label}: {error}")
    assert not wrong, "\n\n".join(wrong)
    assert answers >= (THROUGH_THE_DOORS if role == "nobody" else SIGNED_IN)


def _try(house: House, case: Case[Any], me: Somebody, things: dict[str, str], body: dict[str, str] | None) -> int:
    """Send it as that person; `things` are values for parameters of the path that lead somewhere, `body` likewise."""
    case.path_parameters.update({name: value for name, value in things.items() if name in case.path_parameters})
    if body is not None:
        case.body = {**body}
    answer = house.send_case(case, me)
    case.validate_response(answer, checks=CHECKS)
    return answer.status_code

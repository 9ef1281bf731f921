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


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_house(tmp_path_factory.mktemp("house")) as found:
        yield found


def told(house: House) -> dict[str, Any]:
    """The schema without its words for anything else: every status has to be named."""
    schema = copy.deepcopy(house.world.app.openapi())
    for methods in schema["paths"].values():
        for operation in methods.values():
            del operation["responses"]["default"]
    return schema


@pytest.mark.parametrize("role", ["nobody", "guest", "account", "administrator"])
def test_no_request_breaks_the_server_and_every_answer_is_told_in_the_schema(house: House, role: Role) -> None:
    wrong: list[str] = []
    for operation in operations(told(house)):
        me, things = house.things(role)
        cases = st.one_of(
            operation.as_strategy(GenerationMode.POSITIVE), operation.as_strategy(GenerationMode.NEGATIVE)
        )
        real = itertools.cycle((True, False))
        try:
            try_each(cases, EXAMPLES, lambda case: _try(house, case, me, things if next(real) else {}))  # noqa: B023
        except (Exception, BaseExceptionGroup) as error:
            wrong.append(f"{operation.label}: {error}")
    assert not wrong, "\n\n".join(wrong)


def _try(house: House, case: Case[Any], me: Somebody, things: dict[str, str]) -> None:
    """Send it as that person; `things` are values for parameters of the path that lead somewhere."""
    case.path_parameters.update({name: value for name, value in things.items() if name in case.path_parameters})
    case.validate_response(house.send_case(case, me), checks=CHECKS)

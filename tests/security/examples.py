"""How schemathesis and hypothesis are used here: each operation in turn, the same examples at every run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import schemathesis
from hypothesis.strategies import SearchStrategy
from schemathesis import Case
from schemathesis.core.result import Ok


def operations(schema: dict[str, Any]) -> Iterator[Any]:
    """Every operation of an OpenAPI schema."""
    for found in schemathesis.openapi.from_dict(schema).get_all_operations():
        assert isinstance(found, Ok), found
        yield found.ok()


def try_each(cases: SearchStrategy[Case[Any]], how_many: int, attempt: Callable[[Case[Any]], None]) -> None:
    """Run `attempt` with so many cases; raises what it raises."""

    @hypothesis.seed(4)
    @hypothesis.settings(
        max_examples=how_many,
        deadline=None,
        database=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=cases)
    def run(case: Case[Any]) -> None:
        attempt(case)

    run()

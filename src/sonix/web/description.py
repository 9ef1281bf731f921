"""The OpenAPI schema, with the refusals that come from around the endpoints and not from within them."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from sonix.web.errors import problems


class DescribedApp(FastAPI):
    """A FastAPI whose schema tells 408 and 413 wherever there is a body, and 503 wherever something may be away."""

    def openapi(self) -> dict[str, Any]:
        """The schema, made when it is first asked for."""
        if self.openapi_schema is None:
            self.openapi_schema = _told(super().openapi())
        return self.openapi_schema


def _told(schema: dict[str, Any]) -> dict[str, Any]:
    bounds, away = problems(408, 413), problems(503)
    for operations in schema["paths"].values():
        for operation in operations.values():
            answers = operation["responses"]
            for extra in (bounds if "requestBody" in operation else {}, away):
                for status, answer in extra.items():
                    answers.setdefault(str(status), answer)
    return schema

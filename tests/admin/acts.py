"""What tests of the administration ask again and again."""

from __future__ import annotations

from typing import Any

from tests.api.world import Person


async def items(root: Person, what: str, **query: Any) -> list[dict[str, Any]]:
    """The first page of a list."""
    answer = await root.get(f"/api/admin/{what}", params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def every(root: Person, what: str, **query: Any) -> list[dict[str, Any]]:
    """All pages of a list."""
    found: list[dict[str, Any]] = []
    while True:
        body = (await root.get(f"/api/admin/{what}", params=query)).json()
        found += body["items"]
        if body["next_cursor"] is None:
            return found
        query["cursor"] = body["next_cursor"]


async def change(root: Person, user_id: str, **changes: Any) -> dict[str, Any]:
    """Change somebody; returns them as they are now."""
    answer = await root.ask("PATCH", f"/api/admin/users/{user_id}", json=changes)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def acts(root: Person) -> list[tuple[str, str]]:
    """What stands in the log, the oldest first: what, and to whom."""
    return [(act["action"], act["subject"]) for act in reversed(await items(root, "audit"))]

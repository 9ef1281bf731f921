"""What people do with playlists, in a few words."""

from __future__ import annotations

from typing import Any

from sonix.core.ids import new_id
from tests.api.world import Person

NAMES = "ABCDEFGHIJ"


async def made(who: Person, name: str = "Mine", **more: Any) -> str:
    """A new list; returns its id."""
    answer = await who.ask("POST", "/api/playlists", json={"name": name, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["playlist_id"])


async def command(who: Person, playlist_id: str, kind: str, cmd_id: str = "", since: int = 0, **body: Any) -> Any:
    """Do something to a list; returns the answer."""
    sent = {"cmd_id": cmd_id or new_id(), "since": since, "body": {"type": kind, **body}}
    return await who.ask("POST", f"/api/playlists/{playlist_id}/commands", json=sent)


async def add(who: Person, playlist_id: str, *track_ids: str, **body: Any) -> list[str]:
    """Put tracks into a list; returns the ids of their places."""
    tracks = [{"entry_id": new_id(), "track_id": track_id} for track_id in track_ids]
    answer = await command(who, playlist_id, "add", tracks=tracks, **body)
    assert answer.status_code == 200, answer.text
    return [track["entry_id"] for track in tracks]


async def entries(who: Person, playlist_id: str, limit: int = 500) -> list[dict[str, Any]]:
    """Everything in a list, page by page."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = (await who.get(f"/api/playlists/{playlist_id}/entries?limit={limit}{cursor}")).json()
        found += page["entries"]
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"


async def titles(who: Person, playlist_id: str) -> list[str]:
    """In order."""
    return [entry["title"] for entry in await entries(who, playlist_id)]


async def shared(owner: Person, playlist_id: str, *people: Person, role: str = "editor") -> None:
    """Let people in by a link."""
    link = await owner.ask("POST", f"/api/playlists/{playlist_id}/link", json={"role": role})
    for one in people:
        joined = await one.ask("POST", "/api/shared-playlists", json={"secret": link.json()["secret"]})
        assert joined.status_code == 200, joined.text

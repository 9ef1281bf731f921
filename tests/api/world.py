"""An instance, the people who use it, and music made on the spot."""

from __future__ import annotations

import asyncio
import hashlib
import io
import math
import struct
import time
import wave
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import anyio
import httpx2
from fastapi import FastAPI
from PIL import Image
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from sonix.accounts.people_index import entries_of
from sonix.accounts.users import issue_admin_token
from sonix.config import Media, Settings, Tls
from sonix.core.room.state import Rendition
from sonix.db.engine import Database, sqlite_url
from sonix.db.tables_accounts import user_words, users
from sonix.library.adding import Added, Claim
from sonix.library.shares import miscounted
from sonix.library.visibility import Visibility
from sonix.media.process import Processed
from sonix.protocol.client import EnqueueCommand
from sonix.protocol.server import Ack
from sonix.rooms.ports import Identity
from sonix.web.app import create_app
from sonix.web.services import Services

T = TypeVar("T")
FINAL = ("done", "failed", "cancelled")


@dataclass
class Person:
    """Somebody with a token."""

    http: httpx2.AsyncClient
    identity: Identity
    token: str

    @property
    def user_id(self) -> str:
        return self.identity.user_id

    async def ask(self, method: str, path: str, **more: Any) -> httpx2.Response:
        """Send a request as this person."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return await self.http.request(method, path, headers=headers, **more)

    async def get(self, path: str, **more: Any) -> httpx2.Response:
        return await self.ask("GET", path, **more)

    async def room(self, name: str = "Kitchen") -> str:
        """Start a room; returns its code."""
        answer = await self.ask("POST", "/api/rooms", json={"name": name})
        return str(answer.json()["code"])

    async def titles(self, query: str = "") -> list[str]:
        """Titles of the tracks this person finds."""
        answer = await self.get(f"/api/tracks?{query}")
        assert answer.status_code == 200, answer.text
        return [track["title"] for track in answer.json()["tracks"]]

    async def start_upload(self, data: bytes, name: str = "song.wav", **more: Any) -> str:
        """Announce a file; returns the upload's id."""
        answer = await self.ask("POST", "/api/uploads", json={"file_name": name, "size": len(data), **more})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["upload_id"])

    async def send(self, upload_id: str, data: Any, offset: int = 0) -> httpx2.Response:
        """Send bytes from an offset on."""
        headers = {"Upload-Offset": str(offset)}
        return await self.ask("PUT", f"/api/uploads/{upload_id}", content=data, headers=headers)

    async def upload(self, data: bytes, name: str = "song.wav", **more: Any) -> dict[str, Any]:
        """Upload a file whole; returns how it ended."""
        upload_id = await self.start_upload(data, name, **more)
        sent = await self.send(upload_id, data)
        assert sent.status_code == 200, sent.text
        return await self.ended(upload_id)

    async def ended(self, upload_id: str) -> dict[str, Any]:
        """The upload, once it has come to an end."""

        async def state() -> dict[str, Any] | None:
            found: dict[str, Any] = (await self.get(f"/api/uploads/{upload_id}")).json()
            return found if found["stage"] in FINAL else None

        return await eventually(state)


@dataclass
class World:
    """A running instance."""

    app: FastAPI
    http: httpx2.AsyncClient
    settings: Settings

    @property
    def services(self) -> Services:
        services: Services = self.app.state.services
        return services

    def cookie(self, value: str, kind: str = "sonix-refresh") -> str:
        """A `Cookie` header with what a browser would have of this instance, on a plain page."""
        return f"{kind}-{self.services.people.cookie_mark}={value}"

    async def quieten(self) -> None:
        """Have nothing look for work by itself, so that only what is asked for is counted."""
        party = self.services.party
        for part in (self.services.processing, party.told.opener, party.visits, party.scrobbling):
            await part.stop()

    async def person(self, name: str = "Ana") -> Person:
        """A new guest."""
        answer = await self.http.post("/api/guests", json={"name": name})
        assert answer.status_code == 201, answer.text
        self.http.cookies.clear()  # people of a test share a client, not a browser
        body = answer.json()
        identity = Identity(body["user"]["user_id"], body["user"]["name"])
        return Person(self.http, identity, body["access"])

    async def admin(self) -> Person:
        """A guest who has claimed the instance."""
        person = await self.person("Root")
        token = await issue_admin_token(self.services.database)
        claimed = await person.ask("POST", "/api/admin/claim", json={"token": token})
        assert claimed.status_code == 200, claimed.text
        return person

    async def shelve(
        self,
        title: str,
        artist: str = "",
        album: str = "",
        *,
        by: Person | None = None,
        visibility: Visibility = "instance",
        room: str | None = None,
        **tags: Any,
    ) -> str:
        """Put a track into the library as if it had been processed; returns its id. The title makes the bytes."""
        room_id = await self.services.rooms.find(room) if room else None
        claim = Claim(by.user_id if by else None, visibility, room_id)
        folder = self.settings.data_dir / "made" / hashlib.sha256(title.encode()).hexdigest()
        made = processed(title, artist, album, folder, **tags)
        added: Added = await self.services.library.adding.add(made, folder, claim)
        return added.track_id

    async def enqueue(self, code: str, person: Person, *track_ids: str) -> None:
        """Put tracks into a room's queue as a member does over the socket."""
        room_id = await self.services.rooms.find(code)
        assert room_id is not None
        command = EnqueueCommand(track_ids=track_ids)
        reply = await self.services.rooms.execute(room_id, f"add-{time.monotonic_ns()}", person.user_id, command)
        assert isinstance(reply, Ack), reply

    async def join(self, code: str, person: Person) -> None:
        """Make somebody a member."""
        room_id = await self.services.rooms.find(code)
        assert room_id is not None
        await self.services.rooms.join(room_id, person.identity)


@asynccontextmanager
async def opened(folder: Path, **settings: Any) -> AsyncIterator[World]:
    """Run an instance over `folder`; called again with the same folder it is the same one, restarted."""
    settings.setdefault("media", Media(workers=1))
    configured = Settings(data_dir=folder / "data", tls=Tls(enabled=False), **settings)
    static = folder / "static"
    configured.data_dir.mkdir(exist_ok=True)
    database_file = configured.data_dir / "sonix.db"
    if not database_file.exists():
        await lay_database(database_file)
    app = create_app(configured, static_dir=static)
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://sonix.test") as http:
            world = World(app, http, configured)
            yield world
            async with world.services.database.read() as connection:
                await check_kept_in_step(connection)


async def check_kept_in_step(connection: AsyncConnection) -> None:
    """What is kept beside tracks and people to find and count them by is as if it had been made of them just now."""
    assert await miscounted(connection) == {}, "something changed tracks without counting"
    here = users.c.deleted_at_s.is_(None)
    people = await connection.execute(select(users.c.user_id, users.c.name, users.c.email).where(here))
    entries = {(word, row.user_id) for row in people for word in entries_of(*row)}
    words = await connection.execute(select(user_words).join(users).where(here))
    found = {(row.word, row.user_id) for row in words}
    assert found == entries, "something changed people's names or addresses without index_person"


_schema: list[bytes] = []


async def lay_database(path: Path) -> None:
    """Start from a copy of an empty database: the migrations are run once, not for every test."""
    if _schema:
        await anyio.Path(path).write_bytes(_schema[0])
        return
    database = Database(sqlite_url(path))
    await database.start()
    await database.stop()
    _schema.append(await anyio.Path(path).read_bytes())


def processed(title: str, artist: str, album: str, folder: Path, **tags: Any) -> Processed:
    """What the media workers would have said about a file, and the files they would have left in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    audio = title.encode() * 200
    (folder / "audio.webm").write_bytes(audio)
    (folder / "index.bin").write_bytes(b"\0" * 60)
    (folder / "peaks.bin").write_bytes(b"\1" * 1600)
    rendition_id = hashlib.sha256(audio).hexdigest()
    return Processed(
        title=title,
        artist=artist,
        album=album,
        album_artist=tags.get("album_artist", ""),
        genre="",
        track_no=tags.get("track_no"),
        disc_no=None,
        year=tags.get("year"),
        rendition=Rendition(rendition_id, 48_000 * 60, 312, 10, len(audio)),
        loudness_lufs=tags.get("loudness_lufs", -14.0),
        true_peak_db=tags.get("true_peak_db", -1.0),
        cover=tags.get("cover"),
        cover_accent="#336699" if tags.get("cover") else None,
        source_sha256=hashlib.sha256(b"source" + audio).hexdigest(),
        source_format="flac",
        source_bytes=len(audio),
    )


def tone(pitch_hz: float = 440.0, seconds: float = 1.0) -> bytes:
    """A WAV file with one tone in it."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22_050)
        steps = range(int(22_050 * seconds))
        file.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(i * pitch_hz / 3509.4))) for i in steps))
    return out.getvalue()


def picture(colour: str = "teal", size_px: int = 500) -> bytes:
    """A PNG of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (size_px, size_px), colour).save(out, "PNG")
    return out.getvalue()


async def eventually(look: Callable[[], Awaitable[T | None]], within_s: float = 60.0) -> T:
    """What `look` returns once it is not None."""
    async with asyncio.timeout(within_s):
        while True:
            if (found := await look()) is not None:
                return found
            await asyncio.sleep(0.01)


def problem(answer: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    """Check that the answer is that refusal; returns the document."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), body
    assert body["status"] == status
    assert body["detail"]
    assert isinstance(body["retryable"], bool)
    return body

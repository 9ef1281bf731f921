"""A crowd in a process of its own: `python -m bench.party.crowd`, told by one line of JSON on its standard input.

It makes a room whose queue goes by votes, and writes, votes, reacts, adds, comes and goes until it is ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import random
import sys
import urllib.request
from collections.abc import Callable
from typing import Any

import msgspec

from bench.party.seat import Seat

STATUS_S = 1.0
REFRESH_S = 5.0
EMOJIS = ("❤️", "🔥", "👏", "😂", "🎉", "😮", "😢", "🕺")
WORDS = [
    "so",
    "good",
    "this",
    "bass",
    "again",
    "**louder**",
    "please",
    ":fire:",
    "what",
    "a",
    "drop",
    "https://example.org/x",
    "never",
    "heard",
    "before",
]
QUEUE = {"mode": "votes", "max_waiting": 0, "gap_min": 0, "longest_min": 0, "repeat_h": 0}
ENTERED_AT_ONCE = 20


class Plan(msgspec.Struct, frozen=True):
    """How many are there, and how often in a second what happens; `history`: messages said before anybody looks."""

    url: str
    people: int = 200
    entries: int = 220
    history: int = 0
    said_per_s: float = 20.0
    reacted_per_s: float = 3.0
    voted_per_s: float = 2.0
    added_per_s: float = 0.1
    left_per_s: float = 0.5


class Crowd:
    """The people, and what they know of the room."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        host, port = plan.url.removeprefix("http://").split(":")
        self._address = (host, int(port))
        self._tokens: list[str] = []
        self._seats: list[Seat] = []
        self._tracks: list[str] = []
        self._ids = itertools.count(1)
        self._dice = random.Random(1)
        self._entries: list[str] = []
        self._current = ""
        self.code = ""

    async def gather(self) -> None:
        """Everybody in a room with a queue."""
        for number in range(self._plan.people):
            self._tokens.append((await self._ask("/api/guests", {"name": f"Guest {number}"}))["access"])
        self._tracks = [each["track_id"] for each in (await self._ask("/api/tracks"))["tracks"]]
        self.code = (await self._ask("/api/rooms", {"name": "The crowd"}))["code"]
        for number in range(0, self._plan.people, ENTERED_AT_ONCE):
            some = self._tokens[number : number + ENTERED_AT_ONCE]
            self._seats += await asyncio.gather(*(self._enter(number + i, each) for i, each in enumerate(some)))
        many = list(itertools.islice(itertools.cycle(self._tracks), self._plan.entries))
        self._command(0, {"type": "enqueue", "track_ids": many})
        rules = {"skip_share": 0, "play_next": "right", "token_h": 2, **QUEUE}
        self._command(0, {"type": "configure", "queue": rules})
        await self._say_history()

    async def _say_history(self) -> None:
        for said in range(self._plan.history):
            self._say(said % len(self._seats))
            if said % len(self._seats) == 0 and said > 10 * len(self._seats):
                await asyncio.sleep(1.05)  # what one person may say

    async def carry_on(self) -> None:
        """Until the process is ended."""
        plan = self._plan
        await asyncio.gather(
            self._often(plan.said_per_s, lambda: self._say(self._anybody())),
            self._often(plan.reacted_per_s, self._react),
            self._often(plan.voted_per_s, self._vote),
            self._often(plan.added_per_s, self._add),
            self._often(1 / REFRESH_S, self._look),
            self._come_and_go(),
            *(self._tell(number) for number in range(len(self._seats))),
        )

    async def hand_over(self, name: str) -> None:
        """Whoever is called so becomes the host, who sees and may do most."""
        after = ""
        while True:
            members = (await self._ask(f"/api/rooms/{self.code}/members?limit=50{after}"))["members"]
            for member in members:
                if member["name"] == name:
                    return self._command(0, {"type": "hand_over", "member_id": member["member_id"]})
            after = f"&after={members[-1]['member_id']}"

    async def _enter(self, number: int, token: str) -> Seat:
        seat = Seat(*self._address)
        hello = {"type": "hello", "protocol": 2, "token": token, "room": self.code, "device_id": f"crowd{number}"}
        await seat.sit_down(hello)
        return seat

    async def _come_and_go(self) -> None:
        """Somebody's line breaks, and is back two seconds later; every third leaves for good, and joins anew."""
        for turn in itertools.count():
            await asyncio.sleep(1 / self._plan.left_per_s)
            number = self._anybody()
            if turn % 3 == 0:
                self._command(number, {"type": "leave"})
                await asyncio.sleep(0.2)
            self._seats[number].leave()
            await asyncio.sleep(2)
            with contextlib.suppress(TimeoutError, asyncio.TimeoutError, OSError):  # on a machine that is busy: later
                self._seats[number] = await self._enter(number, self._tokens[number])

    async def _tell(self, number: int) -> None:
        await asyncio.sleep(self._dice.random() * STATUS_S)
        while True:
            err_us = int(self._dice.gauss(0, 900))
            told = {"err_us": err_us, "sigma_us": 400, "rtt_us": 900, "jitter_us": 80, "buffered_ms": 20_000}
            self._seats[number].say({"type": "status", **told, "source": "worklet", "audible": True})
            await asyncio.sleep(STATUS_S)

    async def _often(self, per_s: float, act: Callable[[], Any]) -> None:
        while per_s > 0:
            await asyncio.sleep(self._dice.expovariate(per_s))
            waited = act()
            if waited is not None:
                await waited

    def _say(self, number: int) -> None:
        text = " ".join(self._dice.choices(WORDS, k=self._dice.randint(1, 14)))
        self._seats[number].say({"type": "say", "msg_id": self._id(), "text": text})

    def _react(self) -> None:
        moment = {"entry_id": self._current, "position_us": self._dice.randrange(60_000_000)}
        if self._current:
            message = {"type": "react", "msg_id": self._id(), "emoji": self._dice.choice(EMOJIS), **moment}
            self._seats[self._anybody()].say(message)

    def _vote(self) -> None:
        if self._entries:
            wanted = self._dice.choice(self._entries)
            self._command(self._anybody(), {"type": "vote", "entry_id": wanted, "wanted": self._dice.random() < 0.8})

    def _add(self) -> None:
        self._command(self._anybody(), {"type": "enqueue", "track_ids": [self._dice.choice(self._tracks)]})

    async def _look(self) -> None:
        queue = f"/api/rooms/{self.code}/queue?limit="
        self._entries = [each["entry_id"] for each in (await self._ask(f"{queue}50"))["entries"]]
        before = await self._ask(f"{queue}1&before={self._entries[0]}")
        self._current = before["entries"][0]["entry_id"] if before["entries"] else ""

    def _command(self, number: int, body: dict[str, object]) -> None:
        self._seats[number].say({"type": "command", "cmd_id": self._id(), "body": body})

    def _id(self) -> str:
        return f"c{next(self._ids)}"

    def _anybody(self) -> int:
        return self._dice.randrange(1, len(self._seats))

    async def _ask(self, path: str, body: object = None) -> Any:
        return await asyncio.to_thread(_ask, self._plan.url + path, self._tokens[0] if self._tokens else None, body)


def _ask(url: str, token: str | None, body: object) -> Any:
    headers = {"Content-Type": "application/json"}
    if token is not None and not url.endswith("/api/guests"):
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(url, None if body is None else json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


async def _run() -> None:
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    crowd = Crowd(msgspec.json.decode(await lines.readline(), type=Plan))
    await crowd.gather()
    print(crowd.code, flush=True)
    await crowd.hand_over((await lines.readline()).decode().strip())
    await crowd.carry_on()


if __name__ == "__main__":
    asyncio.run(_run())

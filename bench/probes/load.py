"""A room of many sockets that behaves as listeners do: a status a second each, and somebody who keeps on seeking."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import sys

from websockets.asyncio.client import ClientConnection, connect

STATUS_S = 1.0
SEEK_S = 0.2


async def run(url: str, code: str, token: str, sockets: int) -> None:
    """Stay until the process is ended; says `ready` once everybody is in."""
    opened = await asyncio.gather(*(_enter(url, code, token, number) for number in range(sockets)))
    print("ready", flush=True)
    await asyncio.gather(*(_drain(socket) for socket in opened), *map(_tell, opened), _click(opened[0]))


async def _enter(url: str, code: str, token: str, number: int) -> ClientConnection:
    socket = await connect(url, compression=None, open_timeout=60)
    hello = {"type": "hello", "protocol": 2, "token": token, "room": code, "device_id": f"d{number}"}
    await socket.send(json.dumps({**hello, "listening": number < 16}))
    await socket.recv()
    return socket


async def _drain(socket: ClientConnection) -> None:
    async for _ in socket:
        pass


async def _tell(socket: ClientConnection) -> None:
    await asyncio.sleep(random.random() * STATUS_S)
    for number in itertools.count():
        await socket.send(json.dumps({"type": "status", "err_us": number % 7 * 100, "rtt_us": 400, "jitter_us": 30}))
        await asyncio.sleep(STATUS_S)


async def _click(socket: ClientConnection) -> None:
    """Everybody is told of each of these."""
    for number in itertools.count():
        body = {"type": "click", "seconds": number % 2}
        await socket.send(json.dumps({"type": "command", "cmd_id": f"c{number}", "body": body}))
        await asyncio.sleep(SEEK_S)


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))

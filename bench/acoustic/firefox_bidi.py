"""Debian's Firefox as Playwright wants it: a stand-in for the browser's executable, run by Playwright itself.

Playwright drives other Firefoxes than its own through WebDriver BiDi, and expects a newer one than Debian's: it asks
for commands that this one does not know, and gives up. This starts the real Firefox and passes all messages on, except
that such commands, which only dress the page up, are answered with an empty result.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from contextlib import suppress

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

FIREFOX = os.environ.get("FIREFOX", "/usr/bin/firefox-esr")
_LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
_OPTIONAL = frozenset(
    {
        "emulation.setMediaFeaturesOverride",
        "emulation.setNetworkConditions",
        "emulation.setScreenSettingsOverride",
        "emulation.setScreenOrientationOverride",
        "browser.setDownloadBehavior",
        "network.setExtraHeaders",
    }
)


async def run(arguments: list[str]) -> int:
    """Starts Firefox with Playwright's arguments, relays until it ends, and gives back its exit code."""
    browser = await asyncio.create_subprocess_exec(FIREFOX, *arguments, stderr=asyncio.subprocess.PIPE)
    assert browser.stderr is not None
    real = ""
    while not real and (line := await browser.stderr.readline()):
        found = _LISTENING.search(line.decode(errors="replace"))
        real = found[1] if found else ""
    draining = asyncio.create_task(browser.stderr.read())

    async def relay(driver: ServerConnection) -> None:
        path = driver.request.path if driver.request is not None else "/session"
        await _relay(driver, real + path)

    async with serve(relay, "127.0.0.1", 0, max_size=None, compression=None, ping_interval=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        print(f"WebDriver BiDi listening on ws://127.0.0.1:{port}", file=sys.stderr, flush=True)
        code = await browser.wait()
    draining.cancel()
    return code


async def _relay(driver: ServerConnection, address: str) -> None:
    optional: set[int] = set()

    async def up() -> None:
        async for message in driver:
            asked = json.loads(message)
            if asked["method"] in _OPTIONAL:
                optional.add(asked["id"])
            await firefox.send(message)

    async def down() -> None:
        async for message in firefox:
            answer = json.loads(message)
            number = answer.get("id")
            if number in optional and answer.get("error") == "unknown command":
                answer = {"type": "success", "id": number, "result": {}}
                await driver.send(json.dumps(answer))
            else:
                await driver.send(message)
            optional.discard(number)

    async with connect(address, max_size=None, compression=None, ping_interval=None) as firefox:
        with suppress(ConnectionClosed):
            await asyncio.gather(up(), down())


if __name__ == "__main__":
    sys.exit(asyncio.run(run(sys.argv[1:])))

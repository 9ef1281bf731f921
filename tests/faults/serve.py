"""The server that is killed: `python -m tests.faults.serve DATA_DIR`. Prints a line of JSON once it serves."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from sonix.config import Limits, Settings
from tests.live.instance import running


async def main(data_dir: Path) -> None:
    """Serve one room, made at the first start."""
    limits = Limits(commands_per_s=1000, messages_per_s=2000)
    async with running(data_dir, Settings(data_dir=data_dir, limits=limits)) as instance:
        known = await instance.rooms.known_to("host")
        code = known[0].code if known else (await instance.room()).code
        print(json.dumps({"url": instance.url, "code": code}), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))

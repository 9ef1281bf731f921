"""Where music is kept: can it be written, and with `--deep`, is all of it what it should be."""

from __future__ import annotations

import asyncio
from collections import Counter

from sonix.config import Settings
from sonix.core.errors import SonixError
from sonix.db.opening import FOR_COPIES, open_database
from sonix.doctor.finding import Finding, fail, ok, warn
from sonix.library.integrity import ADVICE, Examined, Trouble, examine_storage
from sonix.storage.opening import direct_origin, open_storage

_SHOWN = 5


def reach(settings: Settings) -> Finding:
    """A folder is looked at with the data folder; a bucket is written to."""
    named = settings.storage
    if named.backend == "local":
        return ok("Music", "kept in the data folder")
    try:
        writable = asyncio.run(_writable(settings))
    except SonixError as wrong:
        return fail("Music", wrong.message, "Check the settings under [storage].")
    if not writable:
        advice = "Check SONIX_STORAGE__ENDPOINT, the bucket's name and the keys; docs/storage.md says what they may."
        return fail("Music", f"the bucket {named.bucket} can't be written to", advice)
    origin = direct_origin(named)
    secure = settings.tls.enabled or (settings.public_url or "").startswith("https://")
    if origin is not None and origin.startswith("http://") and secure:
        advice = "Give the bucket an https address, or set SONIX_STORAGE__DIRECT=false."
        return warn("Music", f"{origin} is not secure: a secure page may not read music from there", advice)
    way = f"read from {origin} by signed addresses" if origin else "read through Sonix"
    return ok("Music", f"bucket {named.bucket}, {way}")


def content(settings: Settings) -> Finding:
    """Every object that something refers to, read through and compared with its hash."""
    if settings.database.url is None and not (settings.data_dir / "sonix.db").exists():
        return ok("Every object", "nothing is here yet")
    try:
        examined, found = asyncio.run(_examine(settings))
    except SonixError as wrong:
        return fail("Every object", wrong.message, "Put that right, then run sonix doctor --deep again.")
    looked = f"{examined.objects} objects read ({examined.bytes / 1e6:.1f} MB)"
    counted = Counter(trouble for trouble, _ in found)
    extra = f", {counted[Trouble.EXTRA]} that nothing refers to" if counted[Trouble.EXTRA] else ""
    broken = [(trouble, key) for trouble, key in found if trouble != Trouble.EXTRA]
    if not broken:
        return ok("Every object", f"{looked}: all as they should be{extra}")
    keys = ", ".join(f"{key} {trouble}" for trouble, key in broken[:_SHOWN])
    more = f" and {len(broken) - _SHOWN} more (sonix storage check --deep names them)" if len(broken) > _SHOWN else ""
    advice = " ".join(ADVICE[trouble] for trouble in sorted({trouble for trouble, _ in broken}))
    return fail("Every object", f"{looked}{extra}: {keys}{more}", advice)


async def _writable(settings: Settings) -> bool:
    storage = open_storage(settings)
    try:
        return await storage.writable()
    finally:
        await storage.close()


async def _examine(settings: Settings) -> tuple[Examined, list[tuple[Trouble, str]]]:
    database, storage = open_database(settings, FOR_COPIES), open_storage(settings)
    examined = Examined()
    try:
        await database.join()
        found = examine_storage(database, storage, examined, deep=True)
        return examined, [(one.trouble, one.key) async for one in found]
    finally:
        await storage.close()
        await database.stop()

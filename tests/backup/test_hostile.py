"""Files that are no whole backup of ours: refused with nothing touched, whatever is in them."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import anyio
import pytest

from sonix.backup.archive import ArchiveWriter, members
from sonix.backup.making import Instance
from sonix.backup.restoring import restore_backup
from sonix.config import Settings
from sonix.core.errors import SonixError
from sonix.db.opening import open_database
from sonix.storage.opening import open_storage
from tests.api.world import opened
from tests.backup.test_round_trip import backed_up, quiet

pytestmark = pytest.mark.anyio
Contents = list[tuple[str, bytes]]


@pytest.fixture
async def whole(tmp_path: Path) -> Path:
    """A backup of a small instance."""
    (tmp_path / "from").mkdir()
    async with opened(tmp_path / "from") as world:
        await world.person()
        await world.shelve("Song")
        await backed_up(world.settings, tmp_path / "whole.tar")
    return tmp_path / "whole.tar"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "to")


async def refused(settings: Settings, path: Path) -> str:
    """The code of the refusal; nothing was touched."""
    database, storage = open_database(settings), open_storage(settings)
    await database.start()
    before = sorted(settings.data_dir.rglob("*"))
    try:
        with pytest.raises(SonixError) as error:
            await restore_backup(Instance(database, storage, settings.data_dir), path, quiet)
    finally:
        await database.stop()
    left = [file for file in sorted(settings.data_dir.rglob("*")) if "work" not in file.parts]
    assert [file for file in left if not file.name.startswith("sonix.db")] == [
        file for file in before if not file.name.startswith("sonix.db")
    ]
    return error.value.code


def content_of(path: Path) -> Contents:
    with path.open("rb") as file:
        return [(member.name, b"".join(member.chunks)) for member in members(file)]


def sealed(path: Path, contents: Contents) -> Path:
    """A file with a right seal over any contents."""
    with path.open("wb") as out:
        archive = ArchiveWriter(out)
        for name, data in contents:
            archive.add(name, data)
        archive.finish()
    return path


async def test_a_file_that_was_cut_or_changed_anywhere_is_refused(
    whole: Path, settings: Settings, tmp_path: Path
) -> None:
    data = await anyio.Path(whole).read_bytes()
    broken = tmp_path / "broken.tar"
    for cut in (0, 100, 512, len(data) // 2, len(data) - 2048, len(data) - 1):
        broken.write_bytes(data[:cut])
        assert await refused(settings, broken) == "bad_backup"
    for at in (700, data.index(b"ustar") + 200, data.index(b"Song"), len(data) - 1030):
        changed = bytearray(data)
        changed[at] ^= 1
        broken.write_bytes(changed)
        assert await refused(settings, broken) == "bad_backup"
    broken.write_bytes(data + b"more")
    assert await refused(settings, broken) == "bad_backup"


ATTACKS: dict[str, Callable[[Contents], Contents]] = {
    "a path upwards": lambda all_: [*all_, ("../../etc/cron.d/x", b"x")],
    "an absolute path": lambda all_: [*all_, ("/etc/passwd", b"x")],
    "a key upwards": lambda all_: [*all_, ("media/../secret.key", b"x")],
    "a file of the data folder that is none": lambda all_: [*all_, ("files/sonix.db", b"x")],
    "a certificate upwards": lambda all_: [*all_, ("files/tls/../x", b"x")],
    "a large certificate": lambda all_: [*all_, ("files/tls/server.key", b"x" * 1_000_001)],
    "two of one file": lambda all_: [*all_, ("files/secret.key", b"x")],
    "something else": lambda all_: [*all_, ("readme.txt", b"x")],
    "another beginning": lambda all_: all_[1:],
    "nothing": lambda _: [],
    "no rows": lambda all_: [(name, data) for name, data in all_ if not name.startswith("tables/")],
    "a row too many": lambda all_: [(n, d + d if n == "tables/users.jsonl" else d) for n, d in all_],
    "a row of another form": lambda all_: [(n, b"{}\n" if n == "tables/users.jsonl" else d) for n, d in all_],
    "a deep row": lambda all_: [(n, b"[" * 100_000 + b"\n" if n == "tables/users.jsonl" else d) for n, d in all_],
    "an unknown column": lambda all_: [(n, d.replace(b'"user_id"', b'"user_iD"')) for n, d in all_],
    "a track of nobody's": lambda all_: [(n, d.replace(b"null", b'{"a":1}')) for n, d in all_],
    "music with another content": lambda all_: [(n, b"x" + d[1:] if n.endswith("audio.webm") else d) for n, d in all_],
}


@pytest.mark.parametrize("attack", ATTACKS)
async def test_what_sonix_never_writes_is_refused_even_when_sealed(
    attack: str, whole: Path, settings: Settings, tmp_path: Path
) -> None:
    path = sealed(tmp_path / "hostile.tar", ATTACKS[attack](content_of(whole)))
    assert await refused(settings, path) == "bad_backup"


async def test_a_backup_of_a_newer_version_is_refused_with_the_way_out(
    whole: Path, settings: Settings, tmp_path: Path
) -> None:
    (name, about), *rest = content_of(whole)
    newer = about.replace(b'"schema":"', b'"schema":"9')
    assert await refused(settings, sealed(tmp_path / "newer.tar", [(name, newer), *rest])) == "backup_too_new"


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE, tarfile.GNUTYPE_SPARSE]
)
async def test_links_and_devices_are_refused(kind: bytes, whole: Path, settings: Settings, tmp_path: Path) -> None:
    info = tarfile.TarInfo("media/renditions/a/audio.webm")
    info.type, info.linkname = kind, "/etc/passwd"
    path = tmp_path / "links.tar"
    path.write_bytes(info.tobuf(tarfile.USTAR_FORMAT) + await anyio.Path(whole).read_bytes())
    assert await refused(settings, path) == "bad_backup"


async def test_long_headers_of_other_tars_are_never_read_into_memory(settings: Settings, tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("sonix-backup.json")
        info.pax_headers = {"comment": "x" * 1_000_000}
        archive.addfile(info)
    path = tmp_path / "pax.tar"
    path.write_bytes(out.getvalue())
    assert await refused(settings, path) == "bad_backup"


async def test_any_tar_program_can_look_into_a_backup(whole: Path) -> None:
    with tarfile.open(whole) as archive:
        names = archive.getnames()
    assert names[0] == "sonix-backup.json"
    assert names[-1] == "seal.json"

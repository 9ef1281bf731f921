"""Who may import whom."""

from __future__ import annotations

import sys

from tests.architecture.sources import Module, sonix_modules

_IO = {
    "asyncio", "anyio", "concurrent", "ctypes", "fcntl", "http", "io", "logging", "mmap", "multiprocessing", "os",
    "pathlib", "selectors", "shutil", "signal", "socket", "sqlite3", "ssl", "subprocess", "tempfile", "threading",
    "urllib",
}  # fmt: skip
_WALL_CLOCK_AND_CHANCE = {"time", "datetime", "secrets", "uuid"}
_WEB = {"fastapi", "starlette", "uvicorn"}
_THIRD_PARTY_OF_CORE = {"msgspec"}


def _in(package: str) -> list[Module]:
    return [module for module in sonix_modules() if f"{module.name}.".startswith(f"{package}.")]


def _top(name: str) -> str:
    return name.partition(".")[0]


def _sonix_packages(module: Module) -> set[str]:
    return {".".join(name.split(".")[:2]) for name in module.imports() if name.startswith("sonix.")}


def test_core_imports_nothing_of_the_rest() -> None:
    strangers = {module.name: _sonix_packages(module) - {"sonix.core"} for module in _in("sonix.core")}
    assert not {name: packages for name, packages in strangers.items() if packages}


def test_core_imports_nothing_that_does_io() -> None:
    doing_io = {module.name: {_top(name) for name in module.imports()} & _IO for module in _in("sonix.core")}
    assert not {name: imported for name, imported in doing_io.items() if imported}


def test_core_needs_no_third_party_but_the_one_for_types() -> None:
    known = sys.stdlib_module_names | {"sonix"} | _THIRD_PARTY_OF_CORE
    assert {_top(name) for module in _in("sonix.core") for name in module.imports()} <= known


def test_rules_of_a_room_know_neither_the_wall_clock_nor_chance() -> None:
    impure = {
        module.name: {_top(name) for name in module.imports()} & _WALL_CLOCK_AND_CHANCE
        for module in _in("sonix.core.room")
    }
    assert not {name: imported for name, imported in impure.items() if imported}


def test_wire_messages_are_made_of_core_types_only() -> None:
    for module in _in("sonix.protocol"):
        assert _sonix_packages(module) <= {"sonix.core", "sonix.protocol"}, module.name


def test_files_become_music_without_the_database_or_the_web() -> None:
    for module in _in("sonix.media"):
        assert _sonix_packages(module) <= {"sonix.core", "sonix.config", "sonix.media"}, module.name


def test_rooms_and_bus_know_no_web_framework() -> None:
    for package in (
        "sonix.core",
        "sonix.protocol",
        "sonix.rooms",
        "sonix.bus",
        "sonix.db",
        "sonix.media",
        "sonix.storage",
    ):
        for module in _in(package):
            if not module.name.endswith("endpoints"):
                assert not {_top(name) for name in module.imports()} & _WEB, module.name


def test_a_session_knows_nothing_of_the_transport_under_it() -> None:
    (session,) = _in("sonix.live.session")
    assert not {_top(name) for name in session.imports()} & _WEB


def test_nothing_imports_the_command_line() -> None:
    for module in sonix_modules():
        if not module.name.startswith("sonix.cli"):
            assert "sonix.cli" not in _sonix_packages(module), module.name

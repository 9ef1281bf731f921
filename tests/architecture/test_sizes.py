"""How large things may get before they have to be split, and what they may not be called."""

from __future__ import annotations

from tests.architecture.sources import ROOT, project_files, python_modules

_MODULE_LINES = 300
_FUNCTION_LINES = 50
_COMPONENT_LINES = 200
_NOWHERE_NAMES = {"utils", "util", "helpers", "helper", "manager", "misc", "common"}


def test_no_module_is_longer_than_300_lines() -> None:
    assert not {module.name: module.lines for module in python_modules() if module.lines > _MODULE_LINES}


def test_no_function_is_longer_than_50_lines() -> None:
    long = {
        f"{module.name}.{name}": lines
        for module in python_modules()
        for name, lines in module.functions()
        if lines > _FUNCTION_LINES
    }
    assert not long


def test_no_script_of_the_page_is_longer_than_300_lines() -> None:
    long = {
        str(file.relative_to(ROOT)): lines
        for file in project_files()
        if file.suffix == ".ts" and not file.name.endswith(".gen.ts")
        if (lines := file.read_text(encoding="utf-8").count("\n")) > _MODULE_LINES
    }
    assert not long


def test_no_component_has_200_lines() -> None:
    long = {
        str(file.relative_to(ROOT)): lines
        for file in project_files()
        if file.suffix == ".svelte" and (lines := file.read_text(encoding="utf-8").count("\n")) >= _COMPONENT_LINES
    }
    assert not long


def test_no_file_is_called_after_nothing() -> None:
    named = [file for file in project_files() if file.suffix in (".py", ".ts", ".svelte")]
    assert not [str(file) for file in named if file.name.partition(".")[0].lower() in _NOWHERE_NAMES]

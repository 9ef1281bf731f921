"""The project's own files, parsed: what the house rules are checked on."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src"


@dataclass(frozen=True)
class Module:
    """One Python file; `name` is how it is imported, or its path outside of `src`."""

    path: Path
    name: str
    tree: ast.Module
    lines: int

    def imports(self) -> Iterator[str]:
        """Full names of everything imported anywhere in it, for `from a import b` both `a` and `a.b`."""
        for node in ast.walk(self.tree):
            match node:
                case ast.Import(names=names):
                    yield from (alias.name for alias in names)
                case ast.ImportFrom(module=str(module), names=names, level=0):
                    yield module
                    yield from (f"{module}.{alias.name}" for alias in names)

    def functions(self) -> Iterator[tuple[str, int]]:
        """(name, lines) of every function and method."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is, or is about to be, under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    files = (ROOT / line for line in listed.stdout.splitlines())
    return tuple(sorted(file for file in files if file.is_file()))


@cache
def python_modules() -> tuple[Module, ...]:
    """Every Python file of the project."""
    return tuple(_module(file) for file in project_files() if file.suffix == ".py")


@cache
def sonix_modules() -> tuple[Module, ...]:
    """The modules of the package."""
    return tuple(module for module in python_modules() if module.name.startswith("sonix"))


def _module(file: Path) -> Module:
    text = file.read_text(encoding="utf-8")
    base = SOURCE if file.is_relative_to(SOURCE) else ROOT
    name = ".".join(file.relative_to(base).with_suffix("").parts).removesuffix(".__init__")
    return Module(file, name, ast.parse(text), text.count("\n"))

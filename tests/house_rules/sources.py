"""Reads the repository's own files for the house rules: what Git knows or would take in, and the Python ones as syntax trees."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]

Findings = Iterator[tuple[int, str]]  # line, what is wrong there
Rule = Callable[[ast.Module], Findings]


@cache
def repository_files() -> tuple[str, ...]:
    """Return every file, relative to the top, that is tracked or would be: what Git ignores is not ours."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=TOP,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    return tuple(sorted({name for name in listed if name and (TOP / name).is_file()}))


def python_files(*folders: str, migrations: bool = False) -> list[str]:
    """Return the Python files below ``folders`` (all when none is given); migrations, which Django writes, only when asked for."""
    return [
        name
        for name in repository_files()
        if name.endswith(".py")
        and (not folders or name.split("/")[0] in folders)
        and (migrations or "/migrations/" not in name)
    ]


@cache
def text_of(name: str) -> str:
    """Return a file's text; a file that is not text reads as empty."""
    try:
        return (TOP / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def tree_of(name: str) -> ast.Module:
    """Return a Python file's syntax tree."""
    return ast.parse(text_of(name), filename=name)


def broken(rule: Rule, names: list[str]) -> list[str]:
    """Return ``file:line: what is wrong`` for each place in ``names`` where ``rule`` finds something."""
    return [f"{name}:{line}: {what}" for name in names for line, what in rule(tree_of(name))]


def called_name(call: ast.Call) -> str:
    """Return the last part of what is called: ``save`` for ``seat.save()``."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""

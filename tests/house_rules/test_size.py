"""Files stay near 300 lines and functions near 40, because the longest one is where a codebase is judged."""

from __future__ import annotations

import ast

from tests.house_rules.sources import Findings, broken, python_files, repository_files, text_of

FILE_LINES = 300
FUNCTION_LINES = 40
SOURCES = (".py", ".js", ".mjs", ".ts", ".scss", ".html", ".sh")


def long_functions(tree: ast.Module) -> Findings:
    """Find functions of more than the limit, their docstring and comments counted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield node.lineno, f"{node.name} has {lines} lines"


def test_files_are_short() -> None:
    long = {
        name: text_of(name).count("\n")
        for name in repository_files()
        if name.endswith(SOURCES) and "/migrations/" not in name and text_of(name).count("\n") > FILE_LINES
    }
    assert long == {}


def test_functions_are_short() -> None:
    assert broken(long_functions, python_files("chaperone", "bench", "scripts")) == []


def test_a_long_function_is_noticed() -> None:
    body = "    x = 1\n" * FUNCTION_LINES
    assert list(long_functions(ast.parse(f"def short():\n{body[10:]}"))) == []
    assert list(long_functions(ast.parse(f"async def long():\n{body}"))) == [(1, "long has 41 lines")]

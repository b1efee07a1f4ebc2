"""Only the files called actions write to the database, so that one place appends to the ledger what happened."""

from __future__ import annotations

import ast
import re
from pathlib import PurePosixPath

import pytest

from tests.house_rules.sources import Findings, broken, called_name, python_files

# Each of these with the reason why a second place may write.
ALSO_WRITES = {
    "chaperone/ledger/writer.py": "the live room's group commit: many entries, one raw transaction",
}
WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
WRITES |= {f"a{name}" for name in WRITES}
# Called with something in the brackets these are not the database's: hash.update(data), picture.save(file), a_dict.update(other).
NOT_OURS_WITH_ARGUMENTS = {"save", "update", "delete", "create", "asave", "aupdate", "adelete", "acreate"}
WRITING_SQL = re.compile(r"\s*(insert|update|delete|replace|truncate|drop)\b", re.IGNORECASE)


def writes(tree: ast.Module) -> Findings:
    """Find what writes: model and query-set methods, and SQL handed to ``execute``."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = called_name(node)
        if isinstance(node.func, ast.Attribute) and name in WRITES:
            keywords_needed = name.removeprefix("a") in {"update", "create"}
            if name in NOT_OURS_WITH_ARGUMENTS and (node.args or (keywords_needed and not node.keywords)):
                continue
            yield node.lineno, f".{name}( writes"
        if name in {"execute", "executemany"} and node.args:
            texts = [part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)]
            if any(isinstance(text, str) and WRITING_SQL.match(text) for text in texts):
                yield node.lineno, "SQL that writes"


def may_write(name: str) -> bool:
    """Say whether this file is one of those that write."""
    path = PurePosixPath(name)
    return (
        path.name == "actions.py"
        or path.parent.name == "actions"
        or name in ALSO_WRITES
        or "demo" in path.parts
    )


def test_only_actions_write() -> None:
    assert broken(writes, [name for name in python_files("chaperone") if not may_write(name)]) == []


@pytest.mark.parametrize(
    "code",
    [
        "seat.save()",
        "seat.save(update_fields=['hand'])",
        "Seat.objects.create(ref='x')",
        "Seat.objects.filter(pk=1).update(hand=True)",
        "seats.delete()",
        "Seat.objects.bulk_create([seat])",
        "cursor.execute('UPDATE seats SET hand = 1')",
        "cursor.execute(f'''\n  DELETE FROM {table}''')",
    ],
)
def test_a_write_is_noticed(code: str) -> None:
    tree = ast.parse(code)
    assert list(writes(tree)) != []


@pytest.mark.parametrize(
    "code",
    [
        "digest.update(data)",
        "picture.save(file, kind='svg')",
        "seen.update(other)",
        "cursor.execute('SELECT 1')",
    ],
)
def test_what_only_looks_like_a_write_passes(code: str) -> None:
    assert list(writes(ast.parse(code))) == []

"""Which test proves which clause: read from the tests' own files, or from the list written when the product was packed."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from chaperone.policy.clauses import CLAUSE_IDS

TOP = Path(__file__).resolve().parents[2]
TESTS = TOP / "tests"
PACKED = Path(__file__).parent / "proofs.json"

Proofs = Mapping[str, tuple[str, ...]]


class ProofMisread(ValueError):
    """A test claims to prove something that is no clause."""


def proofs() -> Proofs:
    """Give the proofs of each clause, as pytest names tests: from ``tests/``, or where that is not installed, as packed."""
    if (TESTS / "clauses").is_dir():
        return proofs_in(TESTS)
    return {clause_id: tuple(names) for clause_id, names in json.loads(PACKED.read_text("utf-8")).items()}


def packed_proofs(found: Proofs) -> str:
    """Write proofs as the file that is packed with the product."""
    return json.dumps(found, indent=1) + "\n"


def proofs_in(folder: Path) -> Proofs:
    """Read every ``pytest.mark.proves("M9", ...)`` on a test, on a class of tests, or on a whole file.

    Args:
        folder: the folder called ``tests``; nothing in it is run.

    Raises:
        ProofMisread: for a marker whose words are not ids of clauses.
        SyntaxError: for a test file that is not Python.
    """
    found: dict[str, set[str]] = {}
    for file in sorted(folder.rglob("test_*.py")):
        name = file.relative_to(folder.parent).as_posix()
        for test, clause_ids in _proofs_of(ast.parse(file.read_text(encoding="utf-8")), name):
            for clause_id in clause_ids:
                found.setdefault(clause_id, set()).add(test)
    return {clause_id: tuple(sorted(found[clause_id])) for clause_id in CLAUSE_IDS if clause_id in found}


def _proofs_of(module: ast.Module, file: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for node in module.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="pytestmark")], value=value):
                yield file, _clauses(value, file)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if name.startswith("test_"):
                yield f"{file}::{name}", _clauses_of_all(node.decorator_list, f"{file}::{name}")
            case ast.ClassDef(name=name, body=body) if name.startswith("Test"):
                yield f"{file}::{name}", _clauses_of_all(node.decorator_list, f"{file}::{name}")
                yield from _proofs_of(ast.Module(body, []), f"{file}::{name}")


def _clauses_of_all(decorators: list[ast.expr], test: str) -> tuple[str, ...]:
    return tuple(clause_id for decorator in decorators for clause_id in _clauses(decorator, test))


def _clauses(value: ast.expr, test: str) -> tuple[str, ...]:
    """Read the clauses of one marker, or of a list of markers."""
    match value:
        case ast.List(elts=markers) | ast.Tuple(elts=markers):
            return _clauses_of_all(markers, test)
        case ast.Call(func=ast.Attribute(attr="proves"), args=args):
            named = tuple(one.value if isinstance(one, ast.Constant) else ast.unparse(one) for one in args)
            if not named or not set(named) <= set(CLAUSE_IDS):
                raise ProofMisread(f"{test} proves {named}, which are not all clauses of the policy")
            return tuple(map(str, named))
        case _:
            return ()

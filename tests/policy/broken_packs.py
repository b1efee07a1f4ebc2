"""Makes copies of the first pack with one thing changed, and says which line that was."""

from __future__ import annotations

from pathlib import Path

from chaperone.policy.pack import PACKS, load_pack
from chaperone.policy.problems import PackRefused, Problem

FIRST = (PACKS / "online-safeguarding.yaml").read_text(encoding="utf-8")


def line_of(text: str, within: str = FIRST) -> int:
    """Return the line on which ``text`` stands, from 1; it must stand there once."""
    assert within.count(text) == 1, f"{text!r} stands there {within.count(text)} times"
    return within.count("\n", 0, within.index(text)) + 1


def changed(old: str, new: str, within: str = FIRST) -> str:
    """Return the pack's text with ``old``, which stands there once, replaced by ``new``."""
    line_of(old, within)
    return within.replace(old, new)


def without_clause(clause_id: str, following: str) -> str:
    """Return the pack's text without the lines from one clause to the next."""
    start, end = FIRST.index(f"\n  {clause_id}:\n"), FIRST.index(f"\n  {following}:\n")
    return FIRST[:start] + FIRST[end:]


def problems_of(folder: Path, text: str | bytes, name: str = "pack.yaml") -> tuple[Problem, ...]:
    """Load ``text`` as a pack and return why it is refused; a pack that is taken fails the test."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    try:
        pack = load_pack(path)
    except PackRefused as refused:
        assert all(Path(problem.file).is_file() for problem in refused.problems)
        return refused.problems
    raise AssertionError(f"{pack.id} was taken, though it is nonsense")

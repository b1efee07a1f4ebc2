"""Makes the next version of a pack out of one and some changed numbers, as the file that ``load_pack`` reads, and compares two."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from chaperone.policy.clauses import carries_out
from chaperone.policy.differences import ChangedLine, differences
from chaperone.policy.pack import Clause, Pack, load_pack, pack_named
from chaperone.policy.parameters import parameter_table
from chaperone.policy.problems import PackRefused
from chaperone.policy.refusal import Refused
from chaperone.policy.typed import kept, said, title_of, to_keep

FILE_LIMIT_BYTES: Final = 200_000
NAME: Final = re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b")


@dataclass(frozen=True, slots=True)
class NextVersion:
    """A version made of another one.

    Attributes:
        text: the file.
        pack: what it says; None while it contradicts itself.
        contradictions: what does not go together, one plain sentence each.
    """

    text: str
    pack: Pack | None
    contradictions: tuple[str, ...]


@carries_out("R3")
def next_version(before: Pack, version: int, changes: Mapping[str, Any]) -> NextVersion:
    """Make the version that follows ``before`` with some parameters changed; it may contradict itself while it is being written.

    Args:
        before: the version it starts from.
        version: its own number.
        changes: parameters with their new values, as a draft keeps them.
    """
    base = pack_named(*before.base)
    values = {name: to_keep(value) for name, value in asdict(before.parameters).items()} | dict(changes)
    own = {name: value for name, value in values.items() if value != to_keep(getattr(base.parameters, name))}
    head = {
        "id": before.id,
        "version": version,
        "title": before.title,
        **({"label": before.label} if before.label else {}),
        "rehearsal": before.rehearsal,
        "extends": {"id": base.id, "version": base.version},
        "parameters": own,
    }
    text = yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=120)
    try:
        return NextVersion(text, load_pack(Path("the draft"), text.encode("utf-8")), ())
    except PackRefused as refused:
        return NextVersion(text, None, tuple(in_plain_words(one.reason) for one in refused.problems))


def in_plain_words(reason: str) -> str:
    """Say a problem of a pack with what the parameters mean instead of their names, as a sentence."""

    def say(found: re.Match[str]) -> str:
        return f"“{title_of(found[0])}”" if found[0] in parameter_table() else found[0]

    words = NAME.sub(say, reason)
    return f"{words[0].upper()}{words[1:]}."


@carries_out("R3")
def changes_in_file(content: bytes, before: Pack) -> dict[str, Any] | Refused:
    """Read a pack's file as changes to a version; its words must be the same, because only numbers and nouns are changed on screen.

    Args:
        content: of a YAML file.
        before: the version in force.

    Returns:
        The parameters that differ, as a draft keeps them; or why the file is not taken.
    """
    if len(content) > FILE_LIMIT_BYTES:
        return Refused("R3", "The file is larger than 200 KB, which no policy is.", "Choose another file.")
    try:
        found = load_pack(Path("line"), content)
    except PackRefused as refused:
        first = str(refused).splitlines()[0].removeprefix("line:")
        more = len(refused.problems) - 1
        others = f" There {'is' if more == 1 else 'are'} {more} more." if more else ""
        return Refused("R3", f"The file is refused, at line {first}.{others}", "Put it right and try again.")
    if found.id != before.id or found.rehearsal != before.rehearsal:
        return Refused(
            "R3", f"This file is the pack “{found.id}”; ours is “{before.id}”.", "Choose another file."
        )
    changes = {
        name: to_keep(value)
        for name, value in asdict(found.parameters).items()
        if value != getattr(before.parameters, name)
    }
    for name, plain in changes.items():
        if isinstance(value := kept(name, plain), Refused):
            return value
    same = next_version(before, before.version + 1, changes).pack
    if same is None or dict(same.clauses) != dict(found.clauses):
        return Refused(
            "R3",
            "The file changes the words of clauses, and on screen only numbers and nouns are changed.",
            "Whoever runs the server can install a policy with words of its own.",
        )
    return changes


@dataclass(frozen=True, slots=True)
class Difference:
    """One parameter that differs between two versions: its name, what it is, both values in words, and its clauses."""

    name: str
    title: str
    before: str
    after: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClauseDifference:
    """One clause whose words differ, and how."""

    clause: Clause
    lines: tuple[ChangedLine, ...]


def differences_of(before: Pack, after: Pack) -> tuple[Difference, ...]:
    """Return the parameters that differ, in the policy's order."""
    return tuple(
        Difference(
            name,
            title_of(name),
            said(name, getattr(before.parameters, name)),
            said(name, getattr(after.parameters, name)),
            spec.clause_ids,
        )
        for name, (_, spec) in parameter_table().items()
        if getattr(before.parameters, name) != getattr(after.parameters, name)
    )


def clauses_that_differ(before: Pack, after: Pack) -> tuple[ClauseDifference, ...]:
    """Return the clauses whose words differ, in the policy's order, with the words that do."""
    return tuple(
        ClauseDifference(clause, differences(_words(before.clauses[clause_id]), _words(clause)))
        for clause_id, clause in after.clauses.items()
        if _words(before.clauses[clause_id]) != _words(clause)
    )


def _words(clause: Clause) -> str:
    return f"{clause.text}\n{clause.for_pupils}\n{clause.people_see}"

"""The policy pack: the clauses and numbers an organisation lives by, read from data and refused as nonsense."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from chaperone.policy.clause import Clause, Strength, WrittenClause, read_clause
from chaperone.policy.clauses import CLAUSE_COUNTS, CLAUSE_IDS
from chaperone.policy.contradictions import contradictions
from chaperone.policy.parameters import Parameters, parameter_table
from chaperone.policy.problems import PackRefused, Problem
from chaperone.policy.shelf import shelf
from chaperone.policy.source import Source
from chaperone.policy.values import Nonsense, value_of
from chaperone.policy.words import filled

__all__ = ["Clause", "Pack", "PackRefused", "Parameters", "Strength", "load_pack", "pack_named"]

PACKS = Path(__file__).parent / "packs"
PACK_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Pack:
    """A version of the policy.

    Attributes:
        id: such as ``"online-safeguarding"``.
        version: from 1; a change of any word or number is a new version.
        title: what people call it.
        label: shown wherever a rehearsal could be taken for the real thing; ``""`` otherwise.
        rehearsal: whether it is for practising only.
        clauses: all 63, by id, in the policy's order.
        parameters: every number and noun.
        hash: SHA-256 (hex) of the canonical content: the same for the same policy however the file is laid out.
        base: id and version of the pack that stands by itself and gives this one its words; its own when it does so itself.
    """

    id: str
    version: int
    title: str
    label: str
    rehearsal: bool
    clauses: Mapping[str, Clause]
    parameters: Parameters
    hash: str
    base: tuple[str, int] = field(compare=False)


@dataclass(slots=True)
class _Written:
    """What the files of a pack say, before it is known to make sense together."""

    source: Source
    areas: dict[str, str]
    clauses: dict[str, WrittenClause]
    values: dict[str, Any]
    places: dict[str, tuple[str, int]]  # parameter -> file and line of its value
    base: tuple[str, int] | None = None  # of the pack it extends


def load_pack(path: Path, content: bytes | None = None) -> Pack:
    """Read and check a pack.

    Args:
        path: a YAML file; one that says ``extends`` takes everything but some parameters from a pack beside it,
            or from one that comes with the product.
        content: what the file holds, when it lies in no folder.

    Raises:
        PackRefused: with every problem, each with file, line and reason.
    """
    source = Source(path, content)
    head = {"id", "version", "title"}
    extends = _extends(source)
    body = {"extends", "parameters"} if extends else {"areas", "clauses"}
    found = source.keys(source.root, "the pack", head | body, {"label", "rehearsal"})
    written = _extended(source, found, path.parent) if extends else _whole(source, found)
    rehearsal = source.yes_or_no(found.get("rehearsal"), "rehearsal")
    identity = {
        "id": source.words(found.get("id"), "id"),
        "version": source.whole(found.get("version"), "version", 1),
        "title": source.words(found.get("title"), "title"),
        "label": source.words(found.get("label"), "label", may_be_empty=True),
        "rehearsal": rehearsal,
    }
    if identity["id"] and not PACK_ID.fullmatch(str(identity["id"])):
        source.add(found["id"], "the id must be small letters, digits and hyphens")
    if rehearsal and not identity["label"]:
        source.add(found["rehearsal"], "a rehearsal needs a label that says so")
    return _checked(identity, written)


def _extends(source: Source) -> bool:
    return isinstance(source.root, yaml.MappingNode) and any(
        key.value == "extends" for key, _ in source.root.value
    )


def _whole(source: Source, found: Mapping[str, yaml.Node]) -> _Written:
    """Read a pack that stands by itself: every clause, each with its own parameters."""
    written = _Written(source, {}, {}, {}, {})
    if "areas" in found:
        areas = source.keys(found["areas"], "areas", CLAUSE_COUNTS)
        written.areas = {area: source.words(node, f"area {area}") for area, node in areas.items()}
    clauses = source.keys(found["clauses"], "the policy", CLAUSE_IDS) if "clauses" in found else {}
    for clause_id, node in clauses.items():
        what = f"clause {clause_id}"
        own = [name for name, (_, spec) in parameter_table().items() if spec.clause_ids[0] == clause_id]
        needed = ("text", "strength", "people_see", *(("parameters",) if own else ()))
        parts = source.keys(node, what, needed, ("for_pupils",))
        written.clauses[clause_id] = read_clause(source, clause_id, dict(parts))
        if "parameters" in parts:
            _read_values(written, source.keys(parts["parameters"], f"{what}: parameters", own))
    return written


def _extended(source: Source, found: Mapping[str, yaml.Node], folder: Path) -> _Written:
    """Read a pack that is another one with some parameters changed."""
    base = source.keys(found["extends"], "extends", ("id", "version"))
    base_id = source.words(base.get("id"), "extends: id")
    version = source.whole(base.get("version"), "extends: version", 1)
    path = _file_of(base_id, version, folder)
    if path is None:
        source.add(found["extends"], f"there is no pack {base_id!r} in that version to extend")
        raise PackRefused(source.problems)
    base_source = Source(path)
    if _extends(base_source):
        source.add(found["extends"], "a pack can extend only one that stands by itself")
        raise PackRefused(source.problems)
    base_found = base_source.keys(
        base_source.root, "the pack", ("areas", "clauses"), ("id", "version", "title", "label", "rehearsal")
    )
    written = _whole(base_source, base_found)
    if base_source.whole(base_found.get("version"), "version", 1) != version:
        source.add(found["extends"], f"there is no version {version} of the pack {base_id!r} to extend")
    source.problems.extend(base_source.problems)
    written.source, written.base = source, (base_id, version)
    if "parameters" in found:
        _read_values(written, source.keys(found["parameters"], "parameters", (), parameter_table()))
    return written


def _read_values(written: _Written, named: Mapping[str, yaml.Node]) -> None:
    for name, node in named.items():
        kind, spec = parameter_table()[name]
        written.places[name] = (written.source.file, node.start_mark.line + 1)
        try:
            written.values[name] = value_of(node, kind, spec)
        except Nonsense as nonsense:
            # Without the value the parameter is missing, and one problem a parameter is enough.
            written.source.add(nonsense.node, f"{name} {nonsense}")


def _checked(identity: dict[str, Any], written: _Written) -> Pack:
    """Make the pack, or refuse it with all that was found."""
    problems = written.source.problems
    if written.values.keys() == parameter_table().keys():
        parameters = Parameters(**written.values)
        for name, reason in contradictions(parameters, rehearsal=identity["rehearsal"]):
            problems.append(Problem(*written.places[name], f"{name} {reason}"))
    if problems:
        raise PackRefused(problems)
    clauses = {
        one.id: Clause(
            id=one.id,
            area=written.areas[one.id[0]],
            text=filled(one.text, parameters),
            for_pupils=filled(one.for_pupils, parameters),
            strength=one.strength,
            strength_outside=one.strength_outside,
            people_see=filled(one.people_see, parameters),
            parameters=tuple(
                name for name, (_, spec) in parameter_table().items() if one.id in spec.clause_ids
            ),
        )
        for one in (written.clauses[clause_id] for clause_id in CLAUSE_IDS)
    }
    content = {
        **identity,
        "clauses": [asdict(one) for one in clauses.values()],
        "parameters": asdict(parameters),
    }
    return Pack(
        **identity,
        clauses=MappingProxyType(clauses),
        parameters=parameters,
        hash=_hash(content),
        base=written.base or (identity["id"], identity["version"]),
    )


def _hash(content: Mapping[str, Any]) -> str:
    # Times are the only values JSON does not know; str gives them as 09:00:00.
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _file_of(pack_id: str, version: int | None, *folders: Path) -> Path | None:
    """Find the file of a pack: ``<id>.yaml`` holds the newest version, ``<id>.v1.yaml`` an earlier one."""
    if not PACK_ID.fullmatch(pack_id):
        return None
    for folder in (*folders, PACKS):
        if version is not None and (folder / f"{pack_id}.v{version}.yaml").is_file():
            return folder / f"{pack_id}.v{version}.yaml"
        if (folder / f"{pack_id}.yaml").is_file():
            return folder / f"{pack_id}.yaml"
    return None


_own_folders: list[Path] = []


def also_look_in(folder: Path) -> None:
    """Take an organisation's own packs from ``folder`` too; they come before the product's of the same id."""
    _own_folders[:] = [folder]


def files_to_begin_with() -> list[Path]:
    """Return the files of the packs that lie here: the organisation's own, then the product's."""
    return [path for folder in (*_own_folders, PACKS) for path in sorted(folder.glob("*.yaml"))]


def pack_named(pack_id: str, version: int | None = None) -> Pack:
    """Give a pack: the organisation's own file, the product's, or a version that was published on screen.

    Args:
        pack_id: such as ``"online-safeguarding"``.
        version: the one asked for; ``None`` for the newest that lies in a folder (``in_force`` says which one holds).

    Raises:
        PackRefused: when there is no such pack or version, or it makes no sense.
    """
    published = _published(pack_id, version)
    return published or _pack_in_folders(pack_id, version)


def _published(pack_id: str, version: int | None) -> Pack | None:
    """Give a version that lies in no folder; one that lies in a folder needs no look at the shelf."""
    if version is None or _version_in_folders(pack_id, version):
        return None
    text = shelf().text_of(pack_id, version)
    return None if text is None else _pack_from_shelf(f"{pack_id} version {version}", text)


@cache
def _version_in_folders(pack_id: str, version: int) -> bool:
    path = _file_of(pack_id, version, *_own_folders)
    return path is not None and load_pack(path).version == version


@lru_cache(maxsize=64)
def _pack_from_shelf(name: str, text: str) -> Pack:
    """Read a published version; its text never changes, and is what is remembered here."""
    return load_pack(Path(name), text.encode("utf-8"))


@cache
def _pack_in_folders(pack_id: str, version: int | None) -> Pack:
    """Read a pack from its file; remembered, because files do not change while we run."""
    path = _file_of(pack_id, version, *_own_folders)
    if path is None:
        known = ", ".join(sorted(file.stem for file in PACKS.glob("*.yaml")))
        raise PackRefused([Problem(str(PACKS), 0, f"there is no pack {pack_id!r}; there are: {known}")])
    pack = load_pack(path)
    if version not in {None, pack.version} or pack.id != pack_id:
        raise PackRefused([Problem(str(path), 0, f"this is {pack.id} version {pack.version}, not {version}")])
    return pack

"""The courses and drills as they are read from their files: words, right answers, reasons, and a hash of all of it; no Django."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from chaperone.people.roles import Role
from chaperone.policy.clauses import carries_out
from chaperone.policy.pack import Pack
from chaperone.policy.parameters import Parameters
from chaperone.policy.words import filled
from chaperone.screening.yaml_files import read_yaml

DATA: Final = Path(__file__).parent / "data"
DRILLS: Final = "drills"
WORTHS: Final = ("must", "never", "may")


def key_of(text: str) -> str:
    """Return a short name for a sentence, by which a form sends it back: a changed sentence is another one."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to choose, whether it is right, and why or why not."""

    text: str
    is_right: bool
    why: str

    @property
    def key(self) -> str:
        """What a form sends for it."""
        return key_of(self.text)


@dataclass(frozen=True, slots=True)
class Question:
    """A situation and the answers to choose from; exactly one is right."""

    id: str
    asks: str
    answers: tuple[Answer, ...]

    @property
    def right(self) -> Answer:
        """The right answer."""
        return next(answer for answer in self.answers if answer.is_right)


@dataclass(frozen=True, slots=True)
class Course:
    """What the holders of some roles learn.

    Attributes:
        name: such as ``"facilitator"``.
        version: from 1; raised with every change of words.
        roles: whose course it is; no role has two.
        code: the rules of the role, for one screen (U1).
        hash: SHA-256 (hex) of everything in it: one changed letter is another course.
    """

    name: str
    version: int
    title: str
    lead: str
    roles: tuple[Role, ...]
    code: tuple[str, ...]
    questions: tuple[Question, ...]
    hash: str

    @property
    def right_answers(self) -> Mapping[str, str]:
        """What somebody sends who answers everything rightly: question to answer."""
        return {question.id: question.right.key for question in self.questions}


@dataclass(frozen=True, slots=True)
class Step:
    """Something one could do next: ``worth`` is ``"must"``, ``"never"`` or ``"may"``."""

    text: str
    worth: str
    why: str

    @property
    def key(self) -> str:
        """What a form sends for it."""
        return key_of(self.text)


@dataclass(frozen=True, slots=True)
class Drill:
    """Something a young person says, and what one could do next.

    Attributes:
        name: such as ``"home-tonight"``.
        seconds: how long there is to answer, for whoever takes it by the clock.
        good: what a good answer does, in a few sentences.
    """

    name: str
    version: int
    title: str
    where: str
    says: str
    seconds: int
    good: str
    steps: tuple[Step, ...]
    hash: str

    @property
    def right_steps(self) -> frozenset[str]:
        """What somebody ticks who does all that must be done and nothing else."""
        return frozenset(step.key for step in self.steps if step.worth == "must")


@carries_out("U1", "U6")
def courses(pack: Pack) -> Mapping[str, Course]:
    """Give every course by name, with the pack's own numbers in its words."""
    return _courses(pack.parameters)


def course_of(role: Role, pack: Pack) -> Course | None:
    """Give the course of a role, or None for a role that has none."""
    return next((course for course in courses(pack).values() if role in course.roles), None)


@carries_out("A2")
def drills(pack: Pack) -> Mapping[str, Drill]:
    """Give every response drill by name."""
    return _drills(pack.parameters)


@lru_cache(maxsize=16)
def _courses(parameters: Parameters) -> Mapping[str, Course]:
    files = sorted(file for file in DATA.glob("*.yaml") if file.stem != DRILLS)
    return {file.stem: _course(file.stem, _read(file, parameters)) for file in files}


@lru_cache(maxsize=16)
def _drills(parameters: Parameters) -> Mapping[str, Drill]:
    found = _read(DATA / f"{DRILLS}.yaml", parameters)
    return {row["id"]: _drill(row, found["version"]) for row in found["drills"]}


def _read(file: Path, parameters: Parameters) -> Any:
    """Read a file with the pack's numbers in words wherever it says ``{name}``."""

    def say(value: Any) -> Any:
        if isinstance(value, str):
            return filled(value, parameters)
        if isinstance(value, dict):
            return {name: say(part) for name, part in value.items()}
        return [say(part) for part in value] if isinstance(value, list) else value

    return say(read_yaml(file))


def _course(name: str, found: Mapping[str, Any]) -> Course:
    questions = tuple(
        Question(row["id"], row["asks"], tuple(_answer(answer) for answer in row["answers"]))
        for row in found["questions"]
    )
    roles, code = tuple(map(Role, found["roles"])), tuple(found["code"])
    said = [found["title"], found["lead"], roles, code, [asdict(question) for question in questions]]
    return Course(
        name, found["version"], found["title"], found["lead"], roles, code, questions, _hash_of(said)
    )


def _answer(row: Mapping[str, str]) -> Answer:
    return Answer(row.get("right") or row["wrong"], "right" in row, row["why"])


def _drill(row: Mapping[str, Any], version: int) -> Drill:
    steps = tuple(
        Step(action[worth], worth, action["why"])
        for action in row["actions"]
        for worth in WORTHS
        if worth in action
    )
    words = {name: row[name] for name in ("title", "where", "says", "seconds", "good")}
    said = [words, [asdict(step) for step in steps]]
    return Drill(name=row["id"], version=version, steps=steps, hash=_hash_of(said), **words)


def _hash_of(said: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

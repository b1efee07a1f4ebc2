"""How a policy pack is refused: every problem at once, each with its file, line and reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with a pack. ``line`` counts from 1; 0 means the file as a whole."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"


class PackRefused(ValueError):
    """The pack makes no sense, so nothing may run by it.

    Attributes:
        problems: all that is wrong, in the order of the file.
        file: the file of the first problem.
        line: its line, from 1; 0 for the file as a whole.
        reason: what is wrong there, in plain words.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))
        first = self.problems[0]
        self.file, self.line, self.reason = first.file, first.line, first.reason

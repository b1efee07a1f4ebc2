"""Counts how adults judged each screening rule in a room: what it held or refused was fine, or the rule was right."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from chaperone.policy.clauses import carries_out
from chaperone.room import events as e


class Judged(NamedTuple):
    """One way a rule was judged.

    Attributes:
        rule: its name and version, such as ``"full_name/2"``.
        asked: whether a pupil had said "This is fine, ask an adult".
        fine: whether the adult agreed; otherwise the rule was right.
    """

    rule: str
    asked: bool
    fine: bool


class RuleOutcomes:
    """The count in the making: tell it every event in order. It holds no word, no seat and no session."""

    def __init__(self) -> None:
        self._held: dict[int, tuple[str, ...]] = {}
        self._asked: set[int] = set()
        self._appeals: dict[int, tuple[str, ...]] = {}
        self.counts: Counter[Judged] = Counter()

    @carries_out("Y5", "Y7")
    def happened(self, seq: int, event: e.Event) -> None:
        """Take the next event in; what nobody answered is counted nowhere."""
        match event:
            case e.Held():
                self._held[seq] = tuple(dict.fromkeys(found.rule for found in event.findings if found.rule))
            case e.Appealed() if event.message:
                self._asked.add(event.message)
            case e.Appealed():
                self._appeals[seq] = event.rules
            case e.Released() | e.Withheld():
                fine = isinstance(event, e.Released)
                self._judge(self._held.pop(event.message, ()), event.message in self._asked, fine)
            case e.AppealAnswered():
                self._judge(self._appeals.pop(event.appeal, ()), True, event.fine)
            case _:
                pass

    def _judge(self, rules: tuple[str, ...], asked: bool, fine: bool) -> None:
        self.counts.update(Judged(rule, asked, fine) for rule in rules)

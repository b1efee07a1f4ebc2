"""How often screening is right: per label, per disguise and per group of words, from labelled texts, as numbers and as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from chaperone.screening.recent import remember
from chaperone.screening.screen import screen
from chaperone.screening.types import Context, Said, Utterance

CLEAN: Final = "clean"
CRITICAL: Final = frozenset({"threat", "sexual", "disclosure_abuse", "self_harm", "meet_up"})
NOT_MEASURED: Final = frozenset({"link"})
"""Labels the labelled sets do not know."""

SECONDS_BETWEEN: Final = 5.0
"""Messages of one sequence are taken to be so far apart."""


@dataclass
class Counts:
    """What was found of one label."""

    found: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        """Of what was found, how much was right."""
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Of what was there, how much was found."""
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Both in one."""
        both = 2 * self.found + self.missed + self.wrong
        return 2 * self.found / both if both else 1.0


@dataclass
class Figures:
    """The counts of one labelled set."""

    labels: dict[str, Counts] = field(default_factory=dict)
    clean: Counts = field(default_factory=Counts)
    disguised: Counts = field(default_factory=Counts)
    critical: Counts = field(default_factory=Counts)
    texts: int = 0
    errors: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = field(default_factory=list)

    @property
    def all(self) -> Counts:
        """Every label together."""
        together = Counts()
        for counts in self.labels.values():
            together.found += counts.found
            together.missed += counts.missed
            together.wrong += counts.wrong
        return together


def labels_of(row: Mapping[str, Any], context: Context) -> frozenset[str]:
    """Give the labels found in one row of a labelled set: a text, or a sequence of messages by one seat."""
    texts: Sequence[str] = row.get("sequence") or [row["text"]]
    recent: tuple[Said, ...] = ()
    labels: set[str] = set()
    for number, text in enumerate(texts):
        utterance = Utterance(
            channel=row["channel"],
            text=text,
            subject=row.get("subject") or "",
            from_=row.get("from") or "",
            to=tuple(row.get("to") or ()),
            cc=tuple(row.get("cc") or ()),
            sent_at=datetime.fromisoformat(row["sent_at"]) if row.get("sent_at") else None,
        )
        labels.update(finding.label for finding in screen(utterance, context, recent))
        recent = remember(recent, text, number * SECONDS_BETWEEN)
    return frozenset(labels - NOT_MEASURED)


def figures_of(
    rows: Iterable[Mapping[str, Any]], context: Context, only: frozenset[str] = frozenset()
) -> Figures:
    """Count over a labelled set.

    Args:
        rows: objects with ``channel``, ``text`` or ``sequence``, ``expect`` and perhaps ``optional``, ``obfuscation``.
        context: what is known about the organisation.
        only: count these labels alone; all when empty.
    """
    figures = Figures()
    for row in rows:
        figures.texts += 1
        expect = set(row["expect"]) - {CLEAN}
        got = set(labels_of(row, context))
        if only:
            expect, got = expect & only, got & only
        _count(figures, row, expect, got)
    return figures


def _count(figures: Figures, row: Mapping[str, Any], expect: set[str], got: set[str]) -> None:
    wrong = got - expect - set(row.get("optional") or ())
    for label in expect | wrong:
        counts = figures.labels.setdefault(label, Counts())
        counts.found += label in expect & got
        counts.missed += label in expect - got
        counts.wrong += label in wrong
    if row["expect"] == [CLEAN]:
        figures.clean.wrong += bool(wrong)
        figures.clean.found += not wrong
    if row.get("obfuscation") and expect:
        figures.disguised.found += len(expect & got)
        figures.disguised.missed += len(expect - got)
    if grave := expect & CRITICAL:
        figures.critical.found += bool(grave & got)
        figures.critical.missed += not grave & got
    if wrong or expect - got:
        figures.errors.append((str(row.get("id", "")), tuple(sorted(expect - got)), tuple(sorted(wrong))))


def as_numbers(figures: Figures) -> dict[str, Any]:
    """Give the figures as JSON can hold them."""
    both = figures.clean.wrong + figures.clean.found
    return {
        "texts": figures.texts,
        "clean_flagged": round(figures.clean.wrong / both, 4) if both else 0.0,
        "micro_f1": round(figures.all.f1, 3),
        "micro_precision": round(figures.all.precision, 3),
        "micro_recall": round(figures.all.recall, 3),
        "disguised_recall": round(figures.disguised.recall, 3),
        "critical_found": round(figures.critical.recall, 3),
        "lowest_label_f1": round(min((one.f1 for one in figures.labels.values()), default=1.0), 3),
        "labels": {
            label: {
                "found": one.found,
                "missed": one.missed,
                "wrong": one.wrong,
                "precision": round(one.precision, 3),
                "recall": round(one.recall, 3),
                "f1": round(one.f1, 3),
                # Of the texts that hold none of it, the share in which it was seen all the same.
                "false_alarms": round(one.wrong / max(1, figures.texts - one.found - one.missed), 4),
            }
            for label, one in sorted(figures.labels.items())
        },
    }


def as_table(numbers: Mapping[str, Any]) -> str:
    """Give the figures as a Markdown table."""
    n = numbers
    lines = [
        f"{n['texts']} texts. Clean texts flagged: {n['clean_flagged']:.1%}. Micro F1 {n['micro_f1']:.2f}, precision "
        f"{n['micro_precision']:.2f}, recall {n['micro_recall']:.2f}; disguised {n['disguised_recall']:.2f}; "
        f"gravest items found {n['critical_found']:.2f}.",
        "",
        "| label | found | missed | wrong | precision | recall | F1 | false alarms |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for label, one in n["labels"].items():
        counts = f"{one['found']} | {one['missed']} | {one['wrong']}"
        lines.append(
            f"| {label} | {counts} | {one['precision']:.2f} | {one['recall']:.2f} | {one['f1']:.2f} "
            f"| {one['false_alarms']:.2%} |"
        )
    return "\n".join(lines) + "\n"

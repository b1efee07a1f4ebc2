"""The project's own cases say how far the rules of harm go: found and falsely found, per label, never fewer than written here."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest

from chaperone.screening.screen import screen
from chaperone.screening.types import Channel, Context, Utterance

CASES = Path(__file__).parent / "cases"
LABELS = {
    "bullying",
    "disclosure_abuse",
    "hate",
    "meet_up",
    "personal_number_request",
    "private_contact",
    "self_harm",
    "sexual",
    "threat",
}
FOUND_AT_LEAST = 0.92
CLEAN_FLAGGED_AT_MOST = 0.015


def rows(label: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / f"{label}.jsonl").read_text().splitlines()]


def found_in(row: dict[str, Any]) -> set[str]:
    text = row.get("text") or " ".join(row["sequence"])
    assert row["channel"] in get_args(Channel)
    return {finding.label for finding in screen(Utterance(row["channel"], text), Context())}


@pytest.mark.parametrize("label", sorted(LABELS))
def test_a_label_is_found_in_its_cases(label: str) -> None:
    positive = [row for row in rows(label) if label in row["expect"]]
    assert len(positive) >= 60
    found = sum(label in found_in(row) for row in positive)
    assert found / len(positive) >= FOUND_AT_LEAST


def test_hard_clean_cases_are_left() -> None:
    clean = [row for label in sorted(LABELS) for row in rows(label) if row["expect"] == ["clean"]]
    assert len(clean) >= 60 * len(LABELS)
    wrongly = Counter(label for row in clean for label in found_in(row) & LABELS)
    assert sum(wrongly.values()) / len(clean) <= CLEAN_FLAGGED_AT_MOST, wrongly

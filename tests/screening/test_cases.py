"""How right screening is on the labelled sets of the repository; the floors only ever rise."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from chaperone.screening.figures import as_numbers, as_table, figures_of
from chaperone.screening.types import Context

HERE = Path(__file__).parent
CONTEXT = Context(
    official_numbers=("020 7946 0123",),
    official_emails=("info@sns.example",),
    official_handles=("@sns_official",),
    staff_domain="sns.example",
    staff_names=(
        "Hannah Lewis",
        "Ruth Adeyemi",
        "Daniel Frost",
        "Marcus Hale",
        "Alex Knox",
        "Peter Lang",
        "Felix Maddix",
    ),
)
PERSONAL = frozenset(
    {
        "phone",
        "email_address",
        "postal_address",
        "postcode",
        "full_name",
        "age",
        "school_name",
        "social_handle",
        "credential",
    }
)


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@cache
def personal_cases() -> dict[str, Any]:
    rows = [row for label in sorted(PERSONAL) for row in rows_of(HERE / "cases" / f"{label}.jsonl")]
    return as_numbers(figures_of(rows, CONTEXT, PERSONAL))


def test_personal_detail_is_found_and_little_else() -> None:
    numbers = personal_cases()
    assert numbers["clean_flagged"] <= 0.02, as_table(numbers)
    assert numbers["micro_precision"] >= 0.97, as_table(numbers)
    assert numbers["micro_recall"] >= 0.93, as_table(numbers)
    assert numbers["disguised_recall"] >= 0.9, as_table(numbers)


@pytest.mark.parametrize("label", sorted(PERSONAL))
def test_no_label_is_left_behind(label: str) -> None:
    assert personal_cases()["labels"][label]["f1"] >= 0.85


def test_the_development_set() -> None:
    numbers = as_numbers(figures_of(rows_of(HERE / "data" / "screening-dev.jsonl"), CONTEXT, PERSONAL))
    assert numbers["clean_flagged"] == 0, as_table(numbers)
    assert numbers["micro_f1"] >= 0.97, as_table(numbers)


def test_every_blind_round_is_on_record_as_it_was_first_measured() -> None:
    written = Counter(row["round"] for row in rows_of(HERE / "cases" / "blind_rounds.jsonl"))
    shipped = files("chaperone.screening").joinpath("data/blind_rounds.json").read_text(encoding="utf-8")
    assert {one["round"]: one["texts"] for one in json.loads(shipped)} == written


def test_the_blind_rounds_stay_found() -> None:
    numbers = as_numbers(figures_of(rows_of(HERE / "cases" / "blind_rounds.jsonl"), CONTEXT))
    assert numbers["clean_flagged"] <= 0.02, as_table(numbers)
    assert numbers["micro_f1"] >= 0.95, as_table(numbers)
    assert numbers["disguised_recall"] >= 0.93, as_table(numbers)

"""Screening measured: how right, on labelled sets, and how fast, beside Presidio on the same messages in the same run.

``python -m bench.screening`` writes docs/screening.md and what the staff's page of figures shows, and prints JSON; ``--no-speed``
counts only, and leaves the last measure of speed as it is. ``--presidio PYTHON`` names an interpreter that has
presidio-analyzer (``make bench`` makes one in var/bench-venv); without it the ratio is left out. ``--public DIR`` adds ordinary
chat that nobody here wrote.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, Final

from bench import accounting
from bench.screening_speed import MESSAGES, chat, speed
from chaperone.screening.figures import as_numbers, as_table, figures_of
from chaperone.screening.screen import screen
from chaperone.screening.types import Context, Utterance

TOP: Final = Path(__file__).resolve().parents[1]
CASES: Final = TOP / "tests" / "screening"
PAGE: Final = TOP / "docs" / "screening.md"
SHIPPED: Final = TOP / "chaperone" / "screening" / "data" / "figures.json"
BLIND: Final = SHIPPED.with_name("blind_rounds.json")
STAFF: Final = (
    "Hannah Lewis",
    "Ruth Adeyemi",
    "Daniel Frost",
    "Marcus Hale",
    "Alex Knox",
    "Peter Lang",
    "Felix Maddix",
)


def main() -> int:
    """Measure, write the page, print the numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presidio", default=str(TOP / "var" / "bench-venv" / "bin" / "python"))
    parser.add_argument("--public", type=Path, help="folder of public extracts (see its README)")
    parser.add_argument("--print", action="store_true", help="do not write the page")
    parser.add_argument("--no-speed", action="store_true", help="leave the last measure of speed as it is")
    args = parser.parse_args()
    last = json.loads(SHIPPED.read_text(encoding="utf-8"))
    today = time.strftime("%Y-%m-%d")
    numbers = {"measured_on": today, "figures": figures(), "groups": groups(), "public": last["public"]}
    if args.public:
        numbers["public"] = {"measured_on": today, "sets": public(args.public)}
    numbers["speed"] = last["speed"] if args.no_speed else _speed(args.presidio, today)
    sys.stdout.write(json.dumps(numbers, indent=1) + "\n")
    if not args.print:
        PAGE.write_text(page(numbers), encoding="utf-8")
        SHIPPED.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
    return 0


def _speed(presidio: str, today: str) -> dict[str, Any]:
    os.sched_setaffinity(0, {accounting.SERVER_CORE})
    return {"measured_on": today, **speed(chat(MESSAGES), presidio)}


def _context() -> Context:

    return Context(
        official_numbers=("020 7946 0123",),
        official_emails=("info@sns.example",),
        official_handles=("@sns_official",),
        staff_domain="sns.example",
        staff_names=STAFF,
    )


def figures() -> dict[str, Any]:
    """Count on the labelled sets of the repository."""

    sets = {
        "development set": [CASES / "data" / "screening-dev.jsonl"],
        "own cases": sorted((CASES / "cases").glob("*.jsonl")),
    }
    return {
        name: as_numbers(
            figures_of(
                [json.loads(line) for path in paths for line in path.read_text().splitlines()], _context()
            )
        )
        for name, paths in sets.items()
    }


_IDENTITIES: Final = (
    "jewish muslim israeli palestinian arab christian black white gay disabled polish welsh immigrant zionist"
)
IDENTITIES: Final = tuple(_IDENTITIES.split())
_SAID_OF_ANYBODY: Final = """
my best friend is {}; some {} people think so and some do not; i am {} and proud of it; a {} writer won the prize;
we visited a {} family last week; is the speaker {}; the {} students asked good questions; {} history is interesting;
there was a {} neighbourhood here once; why do people hate {} people, it is wrong
"""
SAID_OF_ANYBODY: Final = tuple(sentence.strip() for sentence in _SAID_OF_ANYBODY.split(";"))


def groups() -> dict[str, dict[str, int]]:
    """Give how often harmless sentences are flagged for each group they may be about: all should be nought."""

    def flagged(group: str) -> int:
        texts = (sentence.format(group) for sentence in SAID_OF_ANYBODY)
        return sum(bool(screen(Utterance("chat_pupil", text), _context())) for text in texts)

    return {group: {"texts": len(SAID_OF_ANYBODY), "flagged": flagged(group)} for group in IDENTITIES}


def public(folder: Path) -> dict[str, Any]:
    """Give how often ordinary chat of strangers is flagged, and how often what experts call hateful or not is flagged as hate."""

    found: dict[str, Any] = {}
    for name, file in (("Topical-Chat", "topical_chat_sample.csv"), ("SMS ham", "sms_spam_collection.csv")):
        with (folder / file).open(encoding="utf-8") as lines:
            texts = [row["text"] for row in csv.DictReader(lines) if row.get("label", "ham") == "ham"]
        flagged = sum(bool(screen(Utterance("chat_pupil", text), _context())) for text in texts)
        found[f"{name}, ordinary chat of strangers"] = _share(flagged, len(texts))
    for name, file, label, meant in OF_EXPERTS:
        with (folder / file).open(encoding="utf-8") as lines:
            texts = [row["text"] for row in csv.DictReader(lines) if row[label] == meant]
        flagged = sum(
            "hate" in {one.label for one in screen(Utterance("chat_pupil", text), _context())}
            for text in texts
        )
        found[name] = _share(flagged, len(texts))
    return found


OF_EXPERTS: Final = (
    ("HateCheck, hateful sentences, which should be flagged as hate", "hatecheck.csv", "label", "hateful"),
    ("HateCheck, sentences that are not hateful", "hatecheck.csv", "label", "non-hateful"),
    (
        "ISCA, tweets about Jews and Israel that experts call not antisemitic",
        "isca_antisemitism_tweets.csv",
        "antisemitic",
        "0",
    ),
)


def _share(flagged: int, texts: int) -> dict[str, Any]:
    return {"texts": texts, "flagged": flagged, "share": round(flagged / texts, 4)}


def page(numbers: dict[str, Any]) -> str:
    """Give docs/screening.md."""

    fast = numbers["speed"]
    beside = (
        f", {fast['times_presidio']} times Presidio's {fast['presidio_messages_s']:,}"
        if fast["times_presidio"]
        else ""
    )
    parts = [
        "# How right and how fast screening is",
        "",
        "<!-- Generated by `python -m bench.screening`; do not edit. -->",
        "",
        f"Measured on {_day(numbers['measured_on'])}. Final figures are taken on a set that nobody here has seen; "
        "expect lower ones.",
        "",
        f"Speed, measured on {_day(fast['measured_on'])}. One core: {fast['messages_s']:,} messages of 200 characters "
        f"a second{beside}; the slowest hundredth takes "
        f"{fast['p99_ms']} ms or more; load {fast['load_s']} s, {fast['memory_mb']} MB; the worst hostile text of 100,000 "
        f"characters {fast['hostile_ms']} ms; ten times the rules cost {fast['ten_times_the_rules_cost']} times as much.",
        "",
    ]
    parts += _blind_rounds()
    for name, one in numbers["figures"].items():
        parts += [f"## On the {name}", "", as_table(one)]
    parts += [
        "## Harmless sentences about groups of people",
        "",
        "| group | sentences | flagged |",
        "| --- | --- | --- |",
    ]
    parts += [f"| {group} | {one['texts']} | {one['flagged']} |" for group, one in numbers["groups"].items()]
    for name, one in numbers["public"]["sets"].items():
        parts += [
            "",
            f"{name}, read on {_day(numbers['public']['measured_on'])}: "
            f"{one['flagged']} of {one['texts']} flagged ({one['share']:.2%}).",
        ]
    return "\n".join(parts) + "\n"


def _blind_rounds() -> list[str]:
    """Give the rounds of texts as measured once, before any rule was changed for them; the fairest figures there are."""

    def share(value: float | None, places: int = 0) -> str:
        return "not in it" if value is None else f"{value:.{places}%}"

    return [
        "## On texts the rules had not seen",
        "",
        "Each round was measured once before any rule was changed for it. The sets below are those the rules were made from.",
        "",
        "| round | kind of texts | measured on | texts | precision | recall | disguised found | clean flagged |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *(
            f"| {one['round']} | {one['kind']} | {_day(one['measured_on'])} | {one['texts']} | {share(one['precision'])} "
            f"| {share(one['recall'])} | {share(one['disguised'])} | {share(one['clean_flagged'], 1)} |"
            for one in reversed(json.loads(BLIND.read_text(encoding="utf-8")))
        ),
        "",
    ]


def _day(iso: str) -> str:
    return time.strftime("%d %B %Y", time.strptime(iso, "%Y-%m-%d")).lstrip("0")


if __name__ == "__main__":
    sys.exit(main())

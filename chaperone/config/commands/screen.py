"""Screen words: JSON lines in, findings out, in order and as they come.

Each line is an object with "text" (or "sequence": a list of texts by one person) and perhaps "channel", "id", and for e-mails
"subject", "from", "to", "cc" and "sent_at". Each answer repeats the id and has "labels" (["clean"] when nothing was found), and
"decision" (deliver, hold, refuse or route, by the channel's rule), "findings", and "meta" where the envelope of an e-mail is wrong.
The words themselves are never repeated. With --figures FILE it reads a labelled set instead and says how often screening is right.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final, get_args

from chaperone.config.environment import SettingRefused
from chaperone.config.terminal import Exit
from chaperone.policy.refusal import Refused
from chaperone.screening.channel_rule import decide
from chaperone.screening.cleaning import clean_text
from chaperone.screening.decision import Decision
from chaperone.screening.figures import SECONDS_BETWEEN, as_numbers, as_table, figures_of
from chaperone.screening.letter_rule import ENVELOPE
from chaperone.screening.recent import remember
from chaperone.screening.types import Channel, Context, Said, Utterance

LENGTH_LIMIT: Final = 100_000
CHANNELS: Final[tuple[str, ...]] = get_args(Channel)
# From the mildest to the one that must not be lost: one message of a sequence decides for all.
ORDER: Final = ("deliver", "refuse", "hold", "route")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "--context", type=Path, metavar="FILE", help="JSON: what is known about the organisation"
    )
    parser.add_argument(
        "--figures",
        type=Path,
        metavar="FILE",
        help="a labelled set (JSON lines): print how often screening is right",
    )
    parser.add_argument(
        "--channel", choices=CHANNELS, default="chat_pupil", help="where a line does not say it"
    )


def run(args: argparse.Namespace) -> int:
    """Answer every line of standard input with one line; a line without sense is answered with its error."""
    context = _context(args.context)
    if args.figures is not None:
        return _tell_figures(args.figures, context)
    outcome = Exit.GOOD
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        answer = _answer(line, args.channel, context)
        if "error" in answer:
            answer = {"line": number, **answer}
            outcome = Exit.WRONG
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    return outcome


def _tell_figures(path: Path, context: Context) -> int:
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise SettingRefused(f"{path} is not a labelled set that can be read ({error}).") from None
    numbers = as_numbers(figures_of(rows, context))
    sys.stdout.write(f"{as_table(numbers)}\n{json.dumps(numbers)}\n")
    return Exit.GOOD


def _context(path: Path | None) -> Context:
    """Read what is known about the organisation; its field names are those of the shared description."""
    if path is None:
        return Context()
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        fields = {
            "helplines": known.get("helplines"),
            "official_numbers": known.get("official_phone_numbers"),
            "official_emails": known.get("official_email_addresses"),
            "official_handles": known.get("official_social_handles"),
            "official_sites": known.get("official_sites"),
            "names_here": known.get("names_here"),
            "schools_here": known.get("schools_here"),
            "staff_names": [person["name"] for person in known.get("staff") or ()],
        }
        domain = str(known.get("staff_email_domain") or "")
    except (OSError, ValueError, AttributeError, KeyError, TypeError) as error:
        raise SettingRefused(f"{path} is not a JSON object that can be read ({error}).") from None
    given: dict[str, Any] = {name: tuple(value) for name, value in fields.items() if value is not None}
    return Context(**given, staff_domain=domain)


def _answer(line: bytes, channel: str, context: Context) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return {"error": "this line is not JSON"}
    if not isinstance(asked, dict):
        return {"error": "this line is not a JSON object"}
    name = {"id": asked["id"]} if "id" in asked else {}
    texts = asked.get("sequence", [asked.get("text")])
    where = asked.get("channel", channel)
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        return {**name, "error": 'this line has no "text" and no "sequence" of texts'}
    if where not in CHANNELS:
        return {**name, "error": f"there is no such channel; it is one of {', '.join(CHANNELS)}"}
    try:
        return {**name, **_judged(_decisions(texts, where, asked, context))}
    except (ValueError, TypeError):
        return {**name, "error": "the subject, the addresses or the time of this line cannot be read"}


def _decisions(
    texts: list[str], channel: Channel, asked: Mapping[str, Any], context: Context
) -> list[Decision]:
    """Decide on each text, with those before it in mind."""
    decisions: list[Decision] = []
    recent: tuple[Said, ...] = ()
    for number, text in enumerate(texts):
        cleaned = clean_text(text, LENGTH_LIMIT)
        if isinstance(cleaned, Refused):
            decisions.append(Decision("refuse", refusal=cleaned))
            continue
        utterance = Utterance(
            channel,
            cleaned,
            subject=asked.get("subject") or "",
            from_=asked.get("from") or "",
            to=tuple(asked.get("to") or ()),
            cc=tuple(asked.get("cc") or ()),
            sent_at=datetime.fromisoformat(asked["sent_at"]) if asked.get("sent_at") else None,
        )
        decisions.append(decide(utterance, context, recent))
        recent = remember(recent, cleaned, number * SECONDS_BETWEEN)
    return decisions


def _judged(decisions: list[Decision]) -> dict[str, Any]:
    seen = {finding.label for decision in decisions for finding in decision.findings}
    labels, meta = seen - ENVELOPE, seen & ENVELOPE
    several = len(decisions) > 1
    findings = [
        {**({"message": number} if several else {}), **asdict(finding)}
        for number, decision in enumerate(decisions)
        for finding in decision.findings
        if finding.label not in ENVELOPE
    ]
    refusal = next((decision.refusal for decision in decisions if decision.refusal is not None), None)
    return {
        "labels": sorted(labels) or ["clean"],
        "decision": max((decision.outcome for decision in decisions), key=ORDER.index),
        "findings": findings,
        **({"meta": sorted(meta)} if meta else {}),
        **({"sentence": refusal.sentence, "next_step": refusal.next_step} if refusal is not None else {}),
    }

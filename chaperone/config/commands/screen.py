"""Screen words: JSON lines in, findings out, in order and as they come.

Each line is an object with "text" (or "sequence": a list of texts) and perhaps "channel" and "id". Each answer repeats the
id and has "labels" (["clean"] when nothing was found), "decision" (deliver, hold, refuse or route, by the chat's rule) and
"findings". The words themselves are never repeated.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, get_args

from chaperone.config.environment import SettingRefused
from chaperone.config.terminal import Exit
from chaperone.policy.refusal import Refused
from chaperone.screening.chat_rule import Decision, decide_chat
from chaperone.screening.cleaning import clean_text
from chaperone.screening.types import Channel, Context, Utterance

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
        "--channel", choices=CHANNELS, default="chat_pupil", help="where a line does not say it"
    )


def run(args: argparse.Namespace) -> int:
    """Answer every line of standard input with one line; a line without sense is answered with its error."""
    context = _context(args.context)
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
        }
    except (OSError, ValueError, AttributeError) as error:
        raise SettingRefused(f"{path} is not a JSON object that can be read ({error}).") from None
    return Context(**{name: tuple(value) for name, value in fields.items() if value is not None})


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
    return {**name, **_judged([_decided(text, where, asked, context) for text in texts])}


def _decided(text: str, channel: Channel, asked: Mapping[str, Any], context: Context) -> Decision:
    subject = asked.get("subject")
    whole = f"{subject}\n\n{text}" if isinstance(subject, str) and subject else text
    cleaned = clean_text(whole, LENGTH_LIMIT)
    if isinstance(cleaned, Refused):
        return Decision("refuse", refusal=cleaned)
    return decide_chat(Utterance(channel, cleaned), context)


def _judged(decisions: list[Decision]) -> dict[str, Any]:
    labels = {finding.label for decision in decisions for finding in decision.findings}
    several = len(decisions) > 1
    findings = [
        {**({"message": number} if several else {}), **asdict(finding)}
        for number, decision in enumerate(decisions)
        for finding in decision.findings
    ]
    refusal = next((decision.refusal for decision in decisions if decision.refusal is not None), None)
    return {
        "labels": sorted(labels) or ["clean"],
        "decision": max((decision.outcome for decision in decisions), key=ORDER.index),
        "findings": findings,
        **({"sentence": refusal.sentence, "next_step": refusal.next_step} if refusal is not None else {}),
    }

"""Seed the demo organisation with a session open for sign-in now, and print its links."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime

from django.conf import settings

from chaperone.config.terminal import Exit, complain, say
from chaperone.demo.seed import DemoLink, seed
from chaperone.policy.refusal import Refused


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser.add_argument("do", choices=["seed"])
    parser.add_argument("--url", default=settings.CHAPERONE_PUBLIC_URL, help="where the demo will be served")


def run(args: argparse.Namespace) -> int:
    """Seed, write ``var/demo.json`` and print the table."""
    if not settings.CHAPERONE_DEMO:
        complain(
            "This would put demo people beside real ones.", "Set CHAPERONE_DEMO=yes if that is what you want."
        )
        return Exit.CANNOT
    say("Seeding the demo (the first time also the open register of schools, 10 to 30 seconds).")
    links = seed(datetime.now(UTC))
    if isinstance(links, Refused):
        complain(f"The demo could not be made: {links.sentence}", links.next_step)
        return Exit.CANNOT
    base = args.url.rstrip("/")
    file = settings.VAR_DIR / "demo.json"
    file.write_text(
        json.dumps([{**link._asdict(), "url": base + link.path} for link in links], indent=2) + "\n"
    )
    file.chmod(0o600)
    say(_table(links, base))
    return Exit.GOOD


def _table(links: list[DemoLink], base: str) -> str:
    width = max(len(link.who) for link in links)
    lines = [f"  {link.who:{width}}  {base}{link.path}" for link in links]
    return "\n".join(
        [
            "",
            "A rehearsal is open for sign-in: pupils are let in 30 seconds after their teacher.",
            "Open each link in a window of its own (a private window, or another browser):",
            "",
            *lines,
            "",
            "Try this: sit down in a seat first. You are held at the door until the teacher and a second adult are in",
            "the room and 30 seconds have passed. Close the teacher's window, and the room pauses.",
        ]
    )

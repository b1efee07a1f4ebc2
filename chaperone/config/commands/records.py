"""Destroy the records whose time is over, as the server does by itself every few minutes."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from chaperone.config.terminal import Exit, complain, say
from chaperone.records.actions import destroy_due


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser.add_argument("do", choices=["sweep"])


def run(_args: argparse.Namespace) -> int:
    """Destroy what is due, and say of which sessions; the exit code is 1 when something that is due is still there."""
    swept = destroy_due(datetime.now(UTC))
    for session in swept.destroyed:
        say(f"session/{session}: its records are destroyed.")
    for session, reason in swept.failed:
        complain(
            f"session/{session}: its records are due and still there ({reason}).", "Try: chaperone doctor"
        )
    say(f"{len(swept.destroyed):,} destroyed, {len(swept.failed):,} could not be.")
    return Exit.WRONG if swept.failed else Exit.GOOD

"""Load the open register of schools: the one that comes with the product, or a newer download."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from chaperone.config.terminal import Exit, complain, say
from chaperone.ledger.keys import KeyRingRefused
from chaperone.people.actions import load_register
from chaperone.people.register import SHIPPED_REGISTER
from chaperone.policy.refusal import Refused


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser.add_argument("do", choices=["load"])
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        default=SHIPPED_REGISTER,
        help="CSV, or CSV.gz; the shipped one when left out",
    )


def run(args: argparse.Namespace) -> int:
    """Load the register, and name the rows that could not be taken with their line and reason."""
    try:
        done = load_register(datetime.now(UTC), args.file)
    except KeyRingRefused as refused:
        complain(str(refused))
        return Exit.CANNOT
    if isinstance(done, Refused):
        complain(done.sentence, done.next_step)
        return Exit.CANNOT
    say(f"{done.added:,} schools added, {done.changed:,} changed, {done.unchanged:,} as before.")
    if not done.left_out:
        return Exit.GOOD
    for row in done.bad_rows:
        complain(f"{args.file}:{row.line}: {row.reason}")
    complain(f"{done.left_out:,} rows were left out.")
    return Exit.WRONG

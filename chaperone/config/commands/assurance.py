"""Count what is new in the ledger and write down how every clause stands today, as the server does by itself.

``anew`` counts the whole ledger again and forgets what was counted before; the history of days stays.
"""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import UTC, datetime

from django.conf import settings

from chaperone.assurance.actions import count_anew, sweep, write_history
from chaperone.config.registry import lacks_in, reports_of_this_release
from chaperone.config.terminal import Exit, complain, say
from chaperone.ledger.keys import KeyRingRefused
from chaperone.policy.evidence import Standing
from chaperone.policy.in_force import pack_in_force


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser.add_argument("do", choices=["sweep", "anew"])


def run(args: argparse.Namespace) -> int:
    """Count, judge, and say how many clauses stand in which way; the exit code is 1 when one is broken."""
    now = datetime.now(UTC)
    pack, lacks = pack_in_force(settings.CHAPERONE_PACK, now), lacks_in(reports_of_this_release())
    if args.do == "anew":
        try:
            entries = count_anew(now)
        except KeyRingRefused as refused:
            complain(str(refused), "Try: chaperone doctor")
            return Exit.CANNOT
    else:
        entries, is_done = 0, False
        while not is_done:
            swept = sweep(pack, lacks, now)
            entries, is_done = entries + swept.entries, swept.is_done
    stand = write_history(pack, lacks, now)
    say(f"{entries:,} entries counted.")
    counts = Counter(status.standing for status in stand.values())
    say(", ".join(f"{counts[standing]} {standing}" for standing in Standing) + ".")
    return Exit.WRONG if counts[Standing.BREACHED] else Exit.GOOD

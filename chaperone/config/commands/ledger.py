"""Verify the ledger, naming the first bad entry of each stream that was changed; print its heads; or wrap its keys anew.

verify needs no key. head prints the last number and hash of every stream: kept on another machine, they show what
somebody cuts off the end of a stream later (verify --heads FILE). rewrap is the last step of changing the key ring:
put the new key first, restart, then rewrap; after that the old key can be taken out of the ring.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict
from pathlib import Path

from chaperone.config.terminal import Exit, complain, say
from chaperone.ledger.actions import rewrap_keys
from chaperone.ledger.heads import HeadsUnsound, all_heads, read_back, written_down
from chaperone.ledger.keys import KeyRingRefused
from chaperone.ledger.verify import Report, verify


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("do", choices=["verify", "head", "rewrap"])
    parser.add_argument(
        "streams", nargs="*", metavar="STREAM", help="such as room/ab12cd34ef; all when left out"
    )
    parser.add_argument(
        "--bodies", action="store_true", help="open every body too: slower, and needs the key ring"
    )
    parser.add_argument("--heads", type=Path, metavar="FILE", help="heads printed before, to compare with")
    parser.add_argument("--json", action="store_true", help="the same, for programs")


def run(args: argparse.Namespace) -> int:
    """Verify, print the heads or rewrap; the exit code is 1 when anything was changed or a named stream is not there."""
    try:
        if args.do == "rewrap":
            say(f"{rewrap_keys():,} keys are wrapped anew with the current key of the ring.")
            return Exit.GOOD
        if args.do == "head":
            say(written_down(all_heads()))
            return Exit.GOOD
        known = read_back(args.heads.read_text(encoding="utf-8")) if args.heads else None
        began = time.monotonic()
        report = verify(args.streams or None, known_heads=known, open_bodies=args.bodies)
    except (HeadsUnsound, OSError, UnicodeDecodeError) as unsound:
        complain(f"The kept heads cannot be used: {unsound}.")
        return Exit.CANNOT
    except KeyRingRefused as refused:
        complain(str(refused))
        return Exit.CANNOT
    if args.json:
        say(json.dumps({"sound": report.sound, **asdict(report)}, indent=2))
    else:
        _say(report, time.monotonic() - began)
    return Exit.GOOD if report.sound else Exit.WRONG


def _say(report: Report, seconds: float) -> None:
    say(f"{report.entries:,} entries in {report.streams:,} streams read in {seconds:.1f} seconds.")
    for one in report.tampered:
        complain(f"{one}.")
    for stream in report.unknown:
        complain(f"There is no stream {stream}.")
    if report.sound:
        say("Nothing was changed.")

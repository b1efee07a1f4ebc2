"""Say how far recordings are, seal what is left clear, or work: seal, put together and end viewings until stopped.

The server starts a worker by itself; "work" by hand is for a server whose recordings are kept on another machine.
"""

from __future__ import annotations

import argparse
import signal
import sys
from datetime import UTC, datetime
from types import FrameType

from chaperone.config.terminal import Exit, complain, say
from chaperone.ledger.keys import KeyRingRefused, check_key_ring
from chaperone.recordings.actions import seal_found, try_again
from chaperone.recordings.programs import missing_programs
from chaperone.recordings.queries import all_recordings, clear_files
from chaperone.recordings.worker import Worker, only_one


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("do", choices=["status", "seal", "work", "retry"])
    parser.add_argument("--until-done", action="store_true", help="work: end when nothing is left to do")
    parser.add_argument("session", nargs="?", default="", help="whose recording is tried again (retry)")


def run(args: argparse.Namespace) -> int:
    """Do it; the exit code is 1 when something needs a person."""
    try:
        check_key_ring()
    except KeyRingRefused as refused:
        complain(str(refused))
        return Exit.CANNOT
    match args.do:
        case "status":
            return _status()
        case "seal":
            return _seal()
        case "retry":
            return _retry(args.session)
        case _:
            return _work(until_done=args.until_done)


def _status() -> int:
    failed = False
    for recording in all_recordings():
        failed |= recording.state == recording.State.FAILED
        trouble = f" {recording.trouble}" if recording.trouble else ""
        done = f" {recording.percent} %" if recording.state == recording.State.COMPOSING else ""
        parts = f"{len(recording.parts)} sealed parts, {recording.part_bytes:,} bytes"
        say(f"session/{recording.session_ref}: {recording.get_state_display()}{done}; {parts}.{trouble}")
    for found in clear_files():
        whose = f"session/{found.session_ref}" if found.session_ref else "of no session"
        say(f"{whose}: {found.path.name} is still clear.")
        failed |= not found.session_ref
    if missing := missing_programs():
        complain(
            "Recordings are kept sealed, but cannot be put together.", f"apt-get install {' '.join(missing)}"
        )
    return Exit.WRONG if failed else Exit.GOOD


def _seal() -> int:
    with only_one() as mine:
        if not mine:
            say("A worker is running; it seals what is due within seconds.")
            return Exit.GOOD
        done = seal_found(datetime.now(UTC))
    say(f"{done.sealed:,} sealed, {done.waiting:,} wait for their session's end.")
    if done.unknown:
        complain(f"{done.unknown:,} files belong to no session.", "See: chaperone recordings status")
    if done.failed:
        complain(f"Not sealed yet: {', '.join(done.failed)}.", "Is the disk full? Try: chaperone doctor")
    return Exit.WRONG if done.failed or done.unknown else Exit.GOOD


def _retry(session_ref: str) -> int:
    if not try_again(session_ref, datetime.now(UTC)):
        complain("There is no failed recording of that session.", "See: chaperone recordings status")
        return Exit.WRONG
    say("It is tried again within seconds.")
    return Exit.GOOD


def _work(*, until_done: bool) -> int:
    signal.signal(signal.SIGTERM, _end)
    with only_one() as mine:
        if not mine:
            complain("Another worker has these recordings in hand.", "One is enough.")
            return Exit.CANNOT
        Worker(until_done=until_done).work()
    return Exit.GOOD


def _end(_number: int, _frame: FrameType | None) -> None:
    """Leave as from an error, so that the work folder is cleared on the way out."""
    sys.exit(Exit.GOOD)

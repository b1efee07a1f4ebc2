"""A process that writes to the ledger as fast as it can, and tells every entry it was told is durable, until it is killed.

Run as ``python -m tests.ledger.far_process``, with what it needs as JSON in the variable ``FAR_PROCESS``: ``database`` (as Django
describes it), ``key_ring`` (a path), ``rooms`` (how many streams), ``largest_file_bytes`` (0: no limit), ``words`` (of each entry).
"""

from __future__ import annotations

import json
import os
import resource
import signal
import time
from typing import Any

import django
from django.conf import settings

GIVEN: dict[str, Any] = json.loads(os.environ["FAR_PROCESS"])
settings.configure(
    INSTALLED_APPS=["chaperone.ledger"], CHAPERONE_KEY_RING_FILE=GIVEN["key_ring"], USE_TZ=True
)
django.setup()

from chaperone.ledger.databases import open_connection  # noqa: E402 - the app registry must be ready first
from chaperone.ledger.facts import fact  # noqa: E402
from chaperone.ledger.writer import GroupCommit, WriteOutcome  # noqa: E402
from tests.ledger.words import NOW  # noqa: E402

SAID_AHEAD = 3


def tell(line: str) -> None:
    """Tell the parent, in one write that a kill cannot halve."""
    os.write(1, f"{line}\n".encode())


class Room:
    """Speaks into one stream, some words ahead of the answers, as a live room does."""

    def __init__(self, writer: GroupCommit, stream: str, head: int) -> None:
        self._writer, self._stream, self._seq = writer, stream, head

    def speak(self) -> None:
        """Submit the next word."""
        self._seq += 1
        seq, text = self._seq, f"{os.getpid()}-{self._seq}"
        body = fact("said", "seat:k7f2", "M12", text=text, more="x" * GIVEN["words"])

        def done(outcome: WriteOutcome) -> None:
            if outcome.state == "written":
                tell(f"{self._stream} {seq} {text}")
                self.speak()
            else:
                tell(f"{outcome.state} {self._stream} {seq} {outcome.reason}")

        self._writer.submit(self._stream, seq, [body], NOW, done)


def main() -> None:
    """Speak in every room until the end."""
    if GIVEN["largest_file_bytes"]:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (GIVEN["largest_file_bytes"], resource.RLIM_INFINITY))
    looking = open_connection(GIVEN["database"])
    names = [f"room/{number}" for number in range(GIVEN["rooms"])]
    heads = [looking.head(name)[0] for name in names]
    looking.close()
    writer = GroupCommit(GIVEN["database"]).start()
    for name, head in zip(names, heads, strict=True):
        room = Room(writer, name, head)
        for _ in range(SAID_AHEAD):
            room.speak()
    time.sleep(60)


if __name__ == "__main__":
    main()

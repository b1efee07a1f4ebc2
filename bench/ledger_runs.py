"""The single measurements of the ledger and of its floors, on the empty database at DATABASE_URL; ``bench_ledger`` starts it."""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from chaperone.config.environment import database_from_url

FOLDER = tempfile.TemporaryDirectory()
settings.configure(
    INSTALLED_APPS=["chaperone.ledger"],
    DATABASES={"default": database_from_url(os.environ["DATABASE_URL"])},
    CHAPERONE_KEY_RING_FILE=Path(FOLDER.name, "key-ring"),
    USE_TZ=True,
)
django.setup()

from chaperone.ledger.actions import append  # noqa: E402 - models may be imported only when Django is set up
from chaperone.ledger.chain import describe  # noqa: E402
from chaperone.ledger.databases import scan_entries  # noqa: E402
from chaperone.ledger.facts import Fact, fact  # noqa: E402
from chaperone.ledger.postgres import connect_postgres  # noqa: E402
from chaperone.ledger.queries import read  # noqa: E402
from chaperone.ledger.sqlite import connect_sqlite  # noqa: E402
from chaperone.ledger.verify import verify  # noqa: E402
from chaperone.ledger.writer import GroupCommit, WriteOutcome  # noqa: E402

TEN = 10
ROOMS = 200
ENTRIES = 20_000
WRITES_WANTED = 8_000
VERIFIED_WANTED = 200_000
NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
TEXT = "One quite ordinary sentence, of about eighty characters, as it is said in a room."
WORD = fact("said", "seat:k7f2abcd", "M12", text=TEXT, id="a1b2c3")
RAW_TABLE = (
    "CREATE TABLE raw_floor (stream text, seq bigint, at_microseconds bigint, kind text, actor text, clause text,"
    " sealed {0}, previous {0}, hash {0}, PRIMARY KEY (stream, seq))"
)
RAW_ROW = "({0}, {0}, {0}, {0}, {0}, {0}, {0}, {0}, {0})"


class Measure:
    """One thing measured: what, how many entries a run writes or reads, the run, and what was asked for (0: nothing)."""

    def __init__(self, what: str, entries: int, run: Callable[[int], object], at_least: int = 0) -> None:
        self.what, self.entries, self.run, self.at_least = what, entries, run, at_least
        self.rates: list[float] = []
        self.frugality: list[float] = []

    def take(self, number: int) -> None:
        """Run it once."""
        start, used = time.perf_counter(), time.process_time()
        self.run(number)
        self.rates.append(self.entries / (time.perf_counter() - start))
        self.frugality.append(self.entries / (time.process_time() - used))

    def tell(self, floor: Measure) -> None:
        """Print the line; the ratio is the median of the rounds' ratios, each to its own round's floor."""
        line: dict[str, Any] = {"database": connection.vendor, "what": self.what}
        line |= {"per_second": round(statistics.median(self.rates)), "best": round(max(self.rates))}
        line["per_cpu_second"] = round(statistics.median(self.frugality))
        if self is not floor:
            ratios = [rate / base for rate, base in zip(self.rates, floor.rates, strict=True)]
            line["of_floor"] = round(statistics.median(ratios), 3)
        if self.at_least:
            line["at_least"] = self.at_least
        print(json.dumps(line), flush=True)


def main() -> None:
    """Measure writing, then reading what was written; each round takes the floor first."""
    rounds = int(sys.argv[1])
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(RAW_TABLE.format("bytea" if connection.vendor == "postgresql" else "blob"))
    _rounds(
        rounds,
        [
            Measure("the bare driver, ten rows a commit", ENTRIES, bare_driver),
            Measure("group commit, ten entries a commit", ENTRIES, ten_a_commit, WRITES_WANTED),
            Measure("group commit, 200 rooms speaking at once", ENTRIES, many_rooms, WRITES_WANTED),
            Measure("append, ten entries a Django transaction", ENTRIES, append_ten),
        ],
    )
    hashed = [
        row[7] + describe(row[0], row[1], row[2], row[3], row[4], row[5]) + row[6]
        for rows in scan_entries(connection.settings_dict, None)
        for row in rows
    ]
    kept = len(hashed)
    _rounds(
        rounds,
        [
            Measure(
                "SHA-256 alone, over the same bytes",
                kept,
                lambda _: [sha256(entry).digest() for entry in hashed],
            ),
            Measure("the rows read, and nothing else", kept, scan),
            Measure("verify", kept, lambda _: sound(kept), VERIFIED_WANTED),
            Measure("verify, every body opened", kept, lambda _: sound(kept, open_bodies=True)),
            Measure("read, every body opened, as a room starts", ENTRIES, read_back),
        ],
    )


def _rounds(rounds: int, measures: list[Measure]) -> None:
    for number in range(rounds):
        for measure in measures:
            measure.take(number)
    for measure in measures:
        measure.tell(measures[0])


def bare_driver(number: int) -> None:
    """Write rows of the same shape with nothing of ours in between."""
    sealed, link = os.urandom(len(WORD.body) + 28), os.urandom(32)
    batches = [
        [
            (f"raw/{number}", start + n, 1, "said", "seat:k7f2abcd", "M12", sealed, link, link)
            for n in range(TEN)
        ]
        for start in range(0, ENTRIES, TEN)
    ]
    if connection.vendor == "sqlite":
        bare_file = connect_sqlite(connection.settings_dict)
        for rows in batches:
            bare_file.execute("BEGIN IMMEDIATE")
            bare_file.executemany("INSERT INTO raw_floor VALUES " + RAW_ROW.format("?"), rows)
            bare_file.execute("COMMIT")
        bare_file.close()
        return
    statement = ("INSERT INTO raw_floor VALUES " + ", ".join([RAW_ROW.format("%b")] * TEN)).encode()
    with connect_postgres(connection.settings_dict) as bare:
        for rows in batches:
            bare.execute(statement, [value for row in rows for value in row], prepare=True)


def ten_a_commit(number: int) -> None:
    """One room that submits ten facts at a time and waits for the answer."""
    _speak(f"ten/{number}", rooms=1, words=[WORD] * TEN, turns=ENTRIES // TEN)


def many_rooms(number: int) -> None:
    """Rooms that each submit a word and wait for the answer; commits are as large as the writer finds them."""
    _speak(f"room/{number}", rooms=ROOMS, words=[WORD], turns=ENTRIES // ROOMS)


def _speak(name: str, *, rooms: int, words: list[Fact], turns: int) -> None:
    writer, finished, left = GroupCommit().start(), threading.Event(), [rooms]

    def speak(stream: str, turn: int) -> None:
        def done(outcome: WriteOutcome) -> None:
            if outcome is WriteOutcome.WRITTEN and turn + 1 < turns:
                speak(stream, turn + 1)
                return
            left[0] -= 1
            if outcome is not WriteOutcome.WRITTEN or not left[0]:
                finished.set()

        writer.submit(stream, turn * len(words) + 1, words, NOW, done)

    for room in range(rooms):
        speak(f"{name}-{room}", 0)
    if not finished.wait(600) or left[0]:
        raise SystemExit("The writer did not write everything.")
    writer.stop()


def append_ten(number: int) -> None:
    """What pages do: append in Django's own transaction, here ten facts at a time."""
    for turn in range(ENTRIES // TEN):
        append(f"session/{number}-{turn % ROOMS}", [WORD] * TEN, NOW)


def scan(_: int) -> None:
    """Read all rows and do nothing with them."""
    for rows in scan_entries(connection.settings_dict, None):
        deque(rows, maxlen=0)


def sound(kept: int, *, open_bodies: bool = False) -> None:
    """Verify everything."""
    report = verify(open_bodies=open_bodies)
    if not report.sound or report.entries != kept:
        raise SystemExit(f"The ledger is not sound: {report.tampered[:3]}")


def read_back(number: int) -> None:
    """Read one round's streams as the product does."""
    found = sum(1 for room in range(ROOMS) for _ in read(f"session/{number}-{room}"))
    if found != ENTRIES:
        raise SystemExit("Reading found another number of entries than was appended.")


if __name__ == "__main__":
    main()

"""A writing process is killed, or its files may not grow: what it was told is kept is kept, once, and the chain is whole."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from typing import Any

import pytest
from django.conf import settings

from chaperone.ledger.queries import read
from chaperone.ledger.verify import verify

ROOMS = 8
KILLS = 6


def _start(
    database: dict[str, Any], *, largest_file_bytes: int = 0, words: int = 20
) -> subprocess.Popen[str]:
    plain = {key: value for key, value in database.items() if key != "TEST"}
    given = {
        "database": plain,
        "key_ring": str(settings.CHAPERONE_KEY_RING_FILE),
        "rooms": ROOMS,
        "largest_file_bytes": largest_file_bytes,
        "words": words,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.ledger.far_process"],
        env={**os.environ, "FAR_PROCESS": json.dumps(given, default=str)},
        stdout=subprocess.PIPE,
        text=True,
    )


def _everything() -> dict[str, list[str]]:
    return {
        f"room/{number}": [entry.body["text"] for entry in read(f"room/{number}") if entry.body is not None]
        for number in range(ROOMS)
    }


def test_kill_9_loses_and_doubles_nothing(fresh_database: dict[str, Any]) -> None:
    acknowledged: list[tuple[str, int, str]] = []
    pauses = random.Random(2026)  # noqa: S311 - the moments of the kills, the same in every run
    for _ in range(KILLS):
        process = _start(fresh_database)
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(pauses.uniform(0.02, 0.4))
        process.send_signal(signal.SIGKILL)
        lines = [first, *process.stdout]
        process.wait()
        for line in lines:
            if line.endswith("\n"):
                stream, seq, text = line.split()
                acknowledged.append((stream, int(seq), text))
        kept = _everything()
        for stream, seq, text in acknowledged:
            assert kept[stream][seq - 1] == text
        assert verify(open_bodies=True).sound
    assert Counter(text for texts in kept.values() for text in texts).total() == len(
        {(stream, text) for stream, texts in kept.items() for text in texts}
    )
    assert len(acknowledged) > KILLS * ROOMS


@pytest.mark.only_on("sqlite", because="the server's files, not ours, would have to be kept from growing")
def test_files_that_may_not_grow_stop_the_writing_cleanly(fresh_database: dict[str, Any]) -> None:
    process = _start(fresh_database, largest_file_bytes=1_000_000, words=2000)
    assert process.stdout is not None
    acknowledged: list[list[str]] = []
    refused: list[list[str]] = []
    for line in process.stdout:
        (refused if line.startswith(("failed", "stale")) else acknowledged).append(line.split())
        if len(refused) == ROOMS * 3:
            break
    process.kill()
    process.wait()
    assert "failed" in {words[0] for words in refused}
    assert any("nothing can be recorded just now." in " ".join(words) for words in refused)
    kept = _everything()
    for stream, seq, text in acknowledged:
        assert kept[stream][int(seq) - 1] == text
    # Nothing of what was called lost is there, half or whole, and everything kept was acknowledged.
    assert sum(map(len, kept.values())) == len(acknowledged)
    assert verify(open_bodies=True).sound

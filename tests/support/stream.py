"""Prints a room's stream from the ledger, one entry a line, for tests that kill the server; run with the server's environment."""

from __future__ import annotations

import sys

import django
import msgspec

django.setup()

from chaperone.ledger.queries import read  # noqa: E402 - Django must be set up first

if __name__ == "__main__":
    for entry in read(f"room/{sys.argv[1]}"):
        sys.stdout.write(msgspec.json.encode([entry.seq, entry.body]).decode() + "\n")

"""Runs as a process of its own: posts letters, sends those that are due, or counts them, in the database it is given."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from pathlib import Path

import django

from tests.outbox.post_office import NOW


def main(order: str, argument: str) -> None:
    """Do one thing.

    Args:
        order: ``post`` posts ``argument`` letters; ``send`` sends all there are, once the file
            ``argument`` appears; ``later`` sends what is due ``argument`` minutes on; ``count`` says how many were sent.
    """
    django.setup()
    from chaperone.outbox.actions import post, send_due
    from chaperone.outbox.models import Letter

    if order == "post":
        for number in range(int(argument)):
            post([f"teacher{number}@hill.school.example"], f"Letter {number}", "Text", now=NOW)
    elif order == "send":
        while not Path(argument).exists():
            time.sleep(0.005)
        while send_due(NOW):
            pass
    elif order == "later":
        while send_due(NOW + timedelta(minutes=int(argument))):
            pass
    sys.stdout.write(str(Letter.objects.filter(sent_at__isnull=False).count()))


if __name__ == "__main__":
    main(*sys.argv[1:])

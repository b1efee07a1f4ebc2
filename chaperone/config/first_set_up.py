"""Tells whoever is at the console how to set up an empty installation: the address, and a secret that works once."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from django.conf import settings
from django.db import Error as DatabaseError

from chaperone.config.terminal import Exit, complain, say
from chaperone.first_run.actions import make_secret
from chaperone.policy.refusal import Refused


def tell_how_to_set_up(*, at_start: bool = False) -> Exit:
    """Print the address and a new secret, or why there is none.

    Args:
        at_start: said by a server that starts: one that needs no set-up, or has no tables yet, says nothing.
    """
    try:
        secret = make_secret(datetime.now(UTC))
    except DatabaseError:
        if at_start:
            return Exit.CANNOT
        raise
    if isinstance(secret, Refused):
        if not at_start:
            complain(secret.sentence, secret.next_step)
        return Exit.CANNOT
    say("Nobody has set up this installation yet. Open this page and type the secret, which works once:")
    say(f"  {settings.CHAPERONE_PUBLIC_URL.rstrip('/')}/set-up")
    say(f"  {secret}")
    sys.stdout.flush()
    return Exit.GOOD

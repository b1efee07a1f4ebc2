"""What happens in the first set-up: a secret for the console, opened once, the steps, and the end after which it is gone."""

from __future__ import annotations

import os
import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare

from chaperone.first_run.models import FirstRun
from chaperone.first_run.queries import hash_of, is_needed, open_run, packs_to_choose, standing
from chaperone.first_run.rules import (
    ALREADY_SET_UP,
    GROUP_LENGTH,
    GROUPS,
    SIGNS,
    WRONG_SECRET,
    folded,
    may_complete,
)
from chaperone.ledger.actions import append
from chaperone.ledger.facts import fact
from chaperone.outbox.actions import post, send_due
from chaperone.outbox.models import Letter
from chaperone.people.addresses import split_address
from chaperone.policy.refusal import Refused

ORGANISATION = "organisation"
# Read by config/environment.py when the server starts.
PACK_FILE = "policy-pack"


def make_secret(now: datetime) -> str | Refused:
    """Return a new secret that opens the set-up once, and begin the set-up if nobody has; an earlier secret opens nothing.

    Only the caller, who prints it on the console, ever sees it.
    """
    if not is_needed():
        return ALREADY_SET_UP
    groups = ("".join(secrets.choice(SIGNS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    secret = "-".join(groups)
    with transaction.atomic():
        run, _ = FirstRun.objects.get_or_create(id=1, defaults={"begun_at": now})
        run.secret_hash = hash_of(folded(secret))
        run.save(update_fields=["secret_hash"])
    return secret


def open_with(secret: str, now: datetime) -> str | Refused:
    """Open the set-up with the secret from the console, and return the mark for this browser; whoever had it open is out.

    The secret works once. Who lost their browser asks the console for another one.
    """
    with transaction.atomic():
        run = FirstRun.objects.select_for_update().filter(completed_at=None).first()
        typed = folded(secret)
        if run is None or not run.secret_hash or not constant_time_compare(run.secret_hash, hash_of(typed)):
            return WRONG_SECRET
        mark = secrets.token_urlsafe(32)
        run.secret_hash, run.browser_hash, run.opened_at = "", hash_of(mark), now
        run.save(update_fields=["secret_hash", "browser_hash", "opened_at"])
        append(ORGANISATION, [fact("first_run.opened", "system", "")], now)
    return mark


def agree_to_address(typed: str) -> Refused | None:
    """Keep that this is the address people type; it must be the one the server was given, because letters carry it."""
    ours = settings.CHAPERONE_PUBLIC_URL.rstrip("/")
    if typed.strip().rstrip("/") != ours:
        return Refused(
            "",
            f"The server still believes that its address is {ours}, and would write that into every letter.",
            "Set CHAPERONE_PUBLIC_URL and CHAPERONE_HOSTS, start the server again, and come back to this page.",
        )
    FirstRun.objects.filter(completed_at=None).update(public_url_seen=settings.CHAPERONE_PUBLIC_URL)
    return None


def send_test_letter(to: str, now: datetime) -> Letter | Refused:
    """Send a letter now, and keep how it went; what the mail server answered is in the letter that comes back."""
    if split_address(to) is None:
        return Refused("", "That is not an e-mail address.", "Write your own, so that you can look.")
    letter = post(
        [to.strip()],
        "A test letter from Chaperone",
        "Hello,\n\nif you can read this, letters from your new installation of Chaperone arrive.\n",
        now=now,
        kind="first_run_test",
    )
    FirstRun.objects.filter(completed_at=None).update(test_letter=letter)
    send_due(now)
    letter.refresh_from_db()
    return letter


def choose_pack(pack_id: str) -> Refused | None:
    """Keep which policy the organisation begins with; the server takes it when it starts, because every page reads it.

    The choice lies in a file beside the data, unless whoever runs the server decided it by ``CHAPERONE_PACK``.
    """
    if pack_id not in {pack.id for pack in packs_to_choose()}:
        return Refused("", "There is no such policy here.", "Choose one from the list.")
    FirstRun.objects.filter(completed_at=None).update(pack_id=pack_id)
    if os.environ.get("CHAPERONE_PACK"):
        if pack_id == settings.CHAPERONE_PACK:
            return None
        return Refused(
            "",
            f"CHAPERONE_PACK={settings.CHAPERONE_PACK} was set for this server, and decides.",
            f"Write CHAPERONE_PACK={pack_id} or take it away, start the server again, and come back to this page.",
        )
    _keep_choice(pack_id)
    if pack_id != settings.CHAPERONE_PACK:
        return Refused(
            "",
            "Your choice is kept. The server still works with the policy it was started with.",
            "Start the server again, and come back to this page.",
        )
    return None


def _keep_choice(pack_id: str) -> None:
    path = settings.VAR_DIR / PACK_FILE
    written = path.with_suffix(".new")
    written.write_text(f"{pack_id}\n", encoding="utf-8")
    written.replace(path)


def complete(now: datetime) -> FirstRun | Refused:
    """End the set-up for good: from here on its pages are not there, and people change things under their own names."""
    with transaction.atomic():
        run = open_run()
        if run is None:
            return ALREADY_SET_UP
        verdict = may_complete(standing(now.date()))
        if isinstance(verdict, Refused):
            return verdict
        run.completed_at, run.secret_hash, run.browser_hash = now, "", ""
        run.save(update_fields=["completed_at", "secret_hash", "browser_hash"])
        append(ORGANISATION, [fact("first_run.completed", "system", "R2")], now)
    return run


def close_unused(now: datetime) -> None:
    """Close a set-up that is not needed any more, because its people came in by the command line."""
    FirstRun.objects.filter(completed_at=None).update(completed_at=now, secret_hash="", browser_hash="")

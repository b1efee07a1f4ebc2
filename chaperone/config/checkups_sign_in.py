"""What ``chaperone doctor`` looks at of sign-ins: whether second steps are forced, who has one, and whose accounts count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection

from chaperone.config.checkups import Finding, good, note
from chaperone.pages.public.with_account import back_url
from chaperone.people.account_rules import Provider
from chaperone.people.sign_in_queries import is_forced, staff_and_steps


def second_steps() -> Finding:
    """Say whether adults of the organisation must show a second step, and how many have set one up."""
    if not is_forced():
        return note(
            "second steps",
            "Offered, not forced, and teachers need no code: CHAPERONE_DEMO is set.",
            "On a server with real people take CHAPERONE_DEMO away.",
        )
    try:
        if connection.vendor == "sqlite" and not Path(str(connection.settings_dict["NAME"])).is_file():
            return good("second steps", "Forced for every adult of the organisation.")
        staff, have = staff_and_steps(datetime.now(UTC).date())
    except DatabaseError:
        return note("second steps", "Forced; who has one cannot be seen in this database.")
    return good("second steps", f"Forced for every adult of the organisation; {have} of {staff} have one.")


def accounts() -> Finding:
    """Say whether people may sign in with Google or Microsoft, and which address must be registered there."""
    if not settings.CHAPERONE_ACCOUNTS:
        return good("accounts", "Google and Microsoft are not set up; everybody signs in by a link.")
    where = ", ".join(
        f"{Provider(name).in_words} sends people back to {back_url(name)}"
        for name in settings.CHAPERONE_ACCOUNTS
    )
    return good("accounts", f"{where}; that address must be registered there.")


OF_SIGN_IN: tuple[Callable[[], Finding], ...] = (second_steps, accounts)

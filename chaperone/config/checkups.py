"""What ``chaperone doctor`` looks at, one function each: what is there, what is missing, and what to do then."""

from __future__ import annotations

import importlib.metadata
import os
import pkgutil
import shutil
import smtplib
import stat
import sys
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from chaperone.ledger.chain import moment
from chaperone.ledger.keys import RING_VARIABLE, KeyRingRefused, key_ring
from chaperone.policy.pack import pack_named
from chaperone.policy.problems import PackRefused

SMTP_TIMEOUT_SECONDS = 3
CLOCK_TOLERANCE = timedelta(seconds=5)
PACKAGES = ("django", "uvicorn", "uvloop", "websockets", "msgspec", "immutables", "cryptography", "PyYAML")
BUILT = ("built/chaperone.css", "built/js/everywhere.js", "built/js/htmx.min.js")


class State(StrEnum):
    """How a check-up ended."""

    GOOD = "good"
    NOTE = "note"  # the product runs without it
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report; ``next_step`` says what to do, and is empty when all is good."""

    subject: str
    state: State
    sentence: str
    next_step: str = ""


def good(subject: str, sentence: str) -> Finding:
    """Say that all is well with a subject."""
    return Finding(subject, State.GOOD, sentence)


def bad(subject: str, sentence: str, next_step: str) -> Finding:
    """Say that the product cannot run, or not safely, until the next step is done."""
    return Finding(subject, State.BAD, sentence, next_step)


def note(subject: str, sentence: str, next_step: str = "") -> Finding:
    """Say something worth knowing that stops nothing."""
    return Finding(subject, State.NOTE, sentence, next_step)


def python() -> Finding:
    """Look at the interpreter: exactly the version that everything was proved with."""
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] != (3, 11):
        return bad(
            "python", f"This is Python {found}; Chaperone is proved with 3.11.", "Install Python 3.11."
        )
    return good("python", f"Python {found}")


def packages() -> Finding:
    """Look for the Python packages that the product is made of."""
    versions, missing = [], []
    for name in PACKAGES:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return bad("packages", f"Missing: {', '.join(missing)}.", "pip install -r requirements/run.txt")
    return good("packages", ", ".join(versions))


def paper() -> Finding:
    """Look whether PDF files can be made, which needs a library from outside Python."""
    try:
        pkgutil.resolve_name("weasyprint:")
    except (ImportError, OSError):
        return bad(
            "paper",
            "PDF files cannot be made: the Pango library is missing.",
            "scripts/debian_packages.sh run",
        )
    return good("paper", f"PDF by WeasyPrint {importlib.metadata.version('weasyprint')}")


def policy() -> Finding:
    """Look whether the pack that the settings name makes sense."""
    try:
        pack = pack_named(settings.CHAPERONE_PACK)
    except PackRefused as refused:
        return bad("policy", str(refused), "Correct the pack, then run: chaperone packs")
    says = f"{pack.title}, version {pack.version}, {len(pack.clauses)} clauses, sha256 {pack.hash[:16]}"
    return (
        note("policy", says, f"This is a rehearsal pack ({pack.label}).")
        if pack.rehearsal
        else good("policy", says)
    )


def database() -> Finding:
    """Look whether the database answers; an SQLite file that is not there is not made by looking."""
    kind, where = connection.vendor, str(connection.settings_dict["NAME"])
    if not _may_be_asked():
        return bad("database", f"There is no SQLite database at {where} yet.", "chaperone migrate")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT sqlite_version()" if kind == "sqlite" else "SHOW server_version")
            version = cursor.fetchone()[0]
    except (DatabaseError, ImproperlyConfigured) as error:
        return bad(
            "database", f"The {kind} database does not answer: {str(error).strip()}.", "See DATABASE_URL."
        )
    if kind == "sqlite" and not os.access(where, os.W_OK):
        return bad(
            "database",
            f"{where} can be read but not written.",
            "Make it writable for the user that runs Chaperone.",
        )
    return good("database", f"{kind} {version} at {where}")


def tables() -> Finding:
    """Look whether the tables are those of this version of the product."""
    if not _may_be_asked():
        return bad("tables", "There are none.", "chaperone migrate")
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return bad("tables", "They cannot be seen while the database does not answer.", "See above.")
    if waiting:
        return bad("tables", f"{len(waiting)} steps are waiting to be taken.", "chaperone migrate")
    return good("tables", "All steps are taken.")


def keys() -> Finding:
    """Look at the key ring without making one: is it there, does it make sense, can others read it?"""
    path = Path(settings.CHAPERONE_KEY_RING_FILE)
    given = bool(os.environ.get(RING_VARIABLE))
    needed = {
        row[0] for row in _rows("SELECT DISTINCT ring_id FROM ledger_streamkey WHERE destroyed_at IS NULL")
    }
    if not given and not path.exists():
        if needed:
            return bad(
                "keys",
                f"The key ring {path} is missing, and there are records sealed with it.",
                "Put it back.",
            )
        return note("keys", f"{path} will be made at the first start.")
    try:
        ring = key_ring()
    except (KeyRingRefused, OSError) as refused:
        return bad("keys", str(refused), "")
    where = RING_VARIABLE if given else f"{path} (mode {stat.S_IMODE(path.stat().st_mode):04o})"
    if missing := needed - set(ring.ids):
        return bad(
            "keys",
            f"{where} lacks {', '.join(sorted(missing))}.",
            "Put the old keys back behind the new one.",
        )
    return good("keys", f"{len(ring.ids)} in {where}")


def mail() -> Finding:
    """Look whether the mail server answers."""
    if settings.EMAIL_BACKEND != "django.core.mail.backends.smtp.EmailBackend":
        return note(
            "mail", f"Letters do not leave this computer ({settings.EMAIL_BACKEND.rpartition('.')[2]})."
        )
    where = f"{settings.EMAIL_HOST} port {settings.EMAIL_PORT}"
    try:
        reach = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
        with reach(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=SMTP_TIMEOUT_SECONDS) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        return bad(
            "mail", f"No mail server answers at {where} ({error}).", "See CHAPERONE_SMTP_HOST and its kin."
        )
    return good("mail", f"A mail server answers at {where}.")


def pages() -> Finding:
    """Look whether styles and browser modules have been built."""
    missing = [name for name in BUILT if not finders.find(name)]
    if missing:
        return bad("pages", f"Not built: {', '.join(missing)}.", "npm install && npm run build")
    return good("pages", "Styles and browser modules are built.")


def clock() -> Finding:
    """Look whether time has gone backwards since the last record, and whether British time is known."""
    now = datetime.now(UTC)
    try:
        zoneinfo.ZoneInfo("Europe/London")
    except zoneinfo.ZoneInfoNotFoundError:
        return bad("clock", "The rules of summer time are missing.", "pip install tzdata")
    newest = _rows(
        "SELECT at_microseconds FROM ledger_entry WHERE stream = 'organisation' ORDER BY seq DESC LIMIT 1"
    )
    if newest and moment(newest[0][0]) > now + CLOCK_TOLERANCE:
        return bad(
            "clock",
            f"It is {now:%Y-%m-%d %H:%M:%S} UTC here, which is before the last record ({moment(newest[0][0]):%Y-%m-%d %H:%M:%S}).",
            "Set the clock, best by a time server.",
        )
    return good("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC")


def organisation() -> Finding:
    """Look whether the organisation has been set up, with somebody to lead on safeguarding."""
    if not _rows("SELECT 1 FROM people_organisation LIMIT 1"):
        return note("organisation", "It has not been set up yet.")
    leads = _rows(
        "SELECT 1 FROM people_roleheld WHERE role = 'safeguarding_lead' AND until_on IS NULL LIMIT 1"
    )
    if not leads:
        return bad("organisation", "Nobody is safeguarding lead.", "Give somebody the role.")
    return good("organisation", "It is set up and has a safeguarding lead.")


def address() -> Finding:
    """Look whether people will reach the pages over a protected connection."""
    url = settings.CHAPERONE_PUBLIC_URL
    if url.startswith("https://") or "//localhost" in url or "//127.0.0.1" in url:
        return good("address", url)
    return bad("address", f"{url} is not protected.", "Set CHAPERONE_PUBLIC_URL to an https address.")


def testing() -> Finding:
    """Look for what only the tests need: a browser and PostgreSQL's programs."""
    programs = {
        "chromium": shutil.which("chromium"),
        "PostgreSQL": shutil.which("initdb") or next(Path("/usr/lib/postgresql").glob("*/bin/initdb"), None),
    }
    missing = [name for name, found in programs.items() if not found]
    if missing:
        return note(
            "testing", f"The tests would need {' and '.join(missing)}.", "scripts/debian_packages.sh test"
        )
    return good("testing", "chromium and PostgreSQL are here.")


WITHOUT_SETTINGS: tuple[Callable[[], Finding], ...] = (python, packages, paper, testing)
WITH_SETTINGS: tuple[Callable[[], Finding], ...] = (
    *(policy, address, database, tables, keys, organisation, clock, mail, pages),
)


def _may_be_asked() -> bool:
    """Say whether asking the database is harmless: SQLite would make a file that is not there."""
    return connection.vendor != "sqlite" or Path(str(connection.settings_dict["NAME"])).is_file()


def _rows(question: str) -> list[tuple[Any, ...]]:
    """Ask the database, and take no answer (no table, no database) for none: other check-ups speak of that."""
    if not _may_be_asked():
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return list(cursor.fetchall())
    except (DatabaseError, ImproperlyConfigured):
        return []

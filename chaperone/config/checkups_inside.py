"""What ``chaperone doctor`` looks at once the settings make sense: database, keys, mail, pages, clock, policy."""

from __future__ import annotations

import os
import smtplib
import stat
import zoneinfo
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from chaperone.config.checkups import Finding, bad, good, note
from chaperone.config.checkups_media import OF_SOUND_AND_PICTURE
from chaperone.config.checkups_recordings import OF_RECORDINGS
from chaperone.config.checkups_sign_in import OF_SIGN_IN
from chaperone.ledger.chain import moment
from chaperone.ledger.keys import RING_VARIABLE, KeyRingRefused, check_key_ring, key_ring
from chaperone.ledger.models import Entry, StreamKey
from chaperone.people import queries
from chaperone.people.roles import Role
from chaperone.policy.pack import pack_named
from chaperone.policy.problems import PackRefused

SMTP_TIMEOUT_SECONDS = 3
CLOCK_TOLERANCE = timedelta(seconds=5)
TO_THE_SECOND = "%Y-%m-%d %H:%M:%S"
BUILT = ("built/chaperone.css", "built/js/everywhere.js", "built/js/htmx.min.js")


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


def address() -> Finding:
    """Look whether people will reach the pages over a protected connection."""
    url = settings.CHAPERONE_PUBLIC_URL
    if url.startswith("https://") or "//localhost" in url or "//127.0.0.1" in url:
        return good("address", url)
    return bad("address", f"{url} is not protected.", "Set CHAPERONE_PUBLIC_URL to an https address.")


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
    """Look at the key ring without making one: is it there, does it open what is sealed, can others read it?"""
    path = Path(settings.CHAPERONE_KEY_RING_FILE)
    given = bool(os.environ.get(RING_VARIABLE))
    try:
        needed = _may_be_asked() and StreamKey.objects.filter(destroyed_at=None).exists()
    except DatabaseError:
        needed = False  # what is wrong with the database is said by its own check-ups
    try:
        if needed:
            check_key_ring()
        if not given and not path.exists():
            return note("keys", f"{path} will be made at the first start.")
        ring = key_ring()
    except (KeyRingRefused, OSError) as refused:
        return bad("keys", str(refused), "")
    where = RING_VARIABLE if given else f"{path} (mode {stat.S_IMODE(path.stat().st_mode):04o})"
    return good("keys", f"{len(ring.ids)} in {where}")


def organisation() -> Finding:
    """Look whether the organisation has been set up, with somebody to lead on safeguarding."""
    try:
        if not _may_be_asked() or queries.organisation() is None:
            return note("organisation", "It has not been set up yet: chaperone begin.")
        leads = queries.people_with_role(Role.SAFEGUARDING_LEAD, datetime.now(UTC).date()).exists()
    except DatabaseError:
        return note("organisation", "It cannot be seen in this database.")
    if not leads:
        return bad("organisation", "Nobody is safeguarding lead.", "Give somebody the role.")
    return good("organisation", "It is set up and has a safeguarding lead.")


def clock() -> Finding:
    """Look whether time has gone backwards since the last record, and whether British time is known."""
    now = datetime.now(UTC)
    try:
        zoneinfo.ZoneInfo("Europe/London")
    except zoneinfo.ZoneInfoNotFoundError:
        return bad("clock", "The rules of summer time are missing.", "pip install tzdata")
    newest = _newest_record()
    if newest and newest > now + CLOCK_TOLERANCE:
        sentence = (
            f"It is {now:{TO_THE_SECOND}} UTC here, but the last record is of {newest:{TO_THE_SECOND}}."
        )
        return bad("clock", sentence, "Set the clock, best by a time server.")
    return good("clock", f"{now:{TO_THE_SECOND}} UTC")


def _newest_record() -> datetime | None:
    try:
        entries = (
            Entry.objects.filter(stream="organisation").order_by("-seq")
            if _may_be_asked()
            else Entry.objects.none()
        )
        at = entries.values_list("at_microseconds", flat=True).first()
    except DatabaseError:
        return None
    return None if at is None else moment(at)


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


def _may_be_asked() -> bool:
    """Say whether asking the database is harmless: SQLite would make a file that is not there."""
    return connection.vendor != "sqlite" or Path(str(connection.settings_dict["NAME"])).is_file()


OF_THIS_ORGANISATION: tuple[Callable[[], Finding], ...] = (
    *(policy, address, database, tables, keys, organisation, clock, mail, pages),
    *OF_SOUND_AND_PICTURE,
    *OF_RECORDINGS,
    *OF_SIGN_IN,
)

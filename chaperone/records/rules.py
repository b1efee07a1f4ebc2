"""How long each kind of record is kept, when it goes, and who may read a dossier; no Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from chaperone.people.roles import Role
from chaperone.people.rules import LEADS
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict


# --- When a routine record goes (decision 6) --------------------------------------------------------------------
@carries_out("M11", "M12", "M13")
def destroy_on(ended_on: date, years: int) -> date:
    """Return the day on which the records of a session go: the same day ``years`` later.

    29 February becomes 1 March where the later year has none, because on 28 February the time would not be over.

    Args:
        ended_on: the day the session ended, on the clock of its own zone.
        years: the pack's ``retention_years``, at least 1.
    """
    try:
        return ended_on.replace(year=ended_on.year + years)
    except ValueError:
        return date(ended_on.year + years, 3, 1)


@carries_out("M11", "M12", "M13")
def destroy_at(ended_at: datetime, years: int, zone: str) -> datetime:
    """Return the moment (UTC) from which the records go: the same time of day on the day of ``destroy_on``.

    Where the clocks change at just that time, it is the later of the two readings: never too early.

    Args:
        ended_at: when the session ended, with a time zone.
        years: the pack's ``retention_years``.
        zone: name of the session's time zone.
    """
    there = ended_at.astimezone(ZoneInfo(zone))
    last_day = destroy_on(there.date(), years)
    readings = (
        datetime.combine(last_day, there.time(), ZoneInfo(zone)).replace(fold=fold) for fold in (0, 1)
    )
    return max(reading.astimezone(UTC) for reading in readings)


@carries_out("M11", "M12")
def may_destroy(goes_at: datetime, zone: str, now: datetime) -> Verdict:
    """Say whether records may be destroyed now: not a moment before their time, whoever asks.

    Args:
        goes_at: from ``destroy_at``.
        zone: whose clock the date in the sentence is on.
    """
    if now >= goes_at:
        return ALLOWED
    day = goes_at.astimezone(ZoneInfo(zone))
    return Refused(
        "M11",
        f"These records are kept until {day.day} {day:%B %Y}; nobody can remove them before.",
        "They go by themselves on that day.",
    )


NO_SUCH_RECORD: Final = Refused("", "There is no such record.", "Go back to your list of sessions.")

RECORD_CHANGED: Final = Refused(
    "M12",
    "The record of this session has been changed since it was written, so it cannot be sealed.",
    "Tell the safeguarding lead at once, and whoever runs the server.",
)


@carries_out("M10")
def may_seal(status: str) -> Verdict:
    """Say whether a session's dossier may be sealed: only once it is closed, which it cannot be without its notes."""
    if status == "closed":
        return ALLOWED
    return Refused(
        "M10", "The record is sealed when the session is closed.", "Write the notes, then close the session."
    )


# --- Who may read a dossier -------------------------------------------------------------------------------------
class Reach(Enum):
    """How much of a dossier somebody may read."""

    NOTHING = "nothing"
    OWN_SCHOOL = "own school"  # without other schools' parts
    WHOLE = "whole"


def dossier_reach(roles: frozenset[Role], *, serves: bool, brings_school: bool) -> Reach:
    """Say how much of a session's dossier a person may read.

    Args:
        roles: what they hold today; none once they have left.
        serves: they are staff of this session.
        brings_school: they are the current teacher of a school that took part.
    """
    if roles & LEADS or (serves and roles):
        return Reach.WHOLE
    if brings_school and roles:
        return Reach.OWN_SCHOOL
    return Reach.NOTHING


# --- How long every stored model is kept --------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Retention:
    """How long rows of one model stay.

    Attributes:
        until: what ends them, in words for the safeguarding lead and the processing record.
        by: the action that ends them, as ``module:function``; ``""`` where they stay as long as the organisation does.
    """

    until: str
    by: str = ""


_SWEEP: Final = "chaperone.records.actions:destroy_due"
_ASSURANCE: Final = "chaperone.assurance.actions:sweep"
_ENGINE_ONLY: Final = Retention("Holds nothing: of that library only the second steps are used")
_NOT_USED: Final = Retention("Holds nothing: the product has no permission groups")
_ROUTINE: Final = Retention("One year after the session ended (the pack's retention_years)", _SWEEP)
_POLICY: Final = Retention("How the policy came to say what it says, and who decided it; stays")
_ORGANISATION: Final = Retention("As long as the organisation uses the product")

RETENTION_OF_MODELS: Final[Mapping[str, Retention]] = MappingProxyType(
    {
        "auth.permission": _NOT_USED,
        "auth.group": _NOT_USED,
        "auth.group_permissions": _NOT_USED,
        "contenttypes.contenttype": Retention("Names of tables; holds nothing about anybody"),
        "sessions.session": Retention(
            "A browser's sign-in: twelve hours", "django.contrib.sessions:clearsessions"
        ),
        "ledger.entry": Retention(
            "The sealed words go with their stream's key; the chain stays to prove it", _SWEEP
        ),
        "ledger.streamkey": Retention(
            "The key goes at its stream's end of life; that there was one stays", _SWEEP
        ),
        "outbox.letter": Retention(
            "Words for a time after sending, then only that it went",
            "chaperone.outbox.actions:forget_content_of_sent",
        ),
        "outbox.enclosure": Retention("Until its letter has gone", "chaperone.outbox.actions:send_due"),
        "first_run.firstrun": Retention("One row: that the first set-up is over; its hashes go with its end"),
        "safer_recruitment.check": Retention(
            "That it was seen stays; its number goes half a year after the person left",
            "chaperone.safer_recruitment.actions:sweep_checks",
        ),
        "people.organisation": _ORGANISATION,
        "people.person": Retention("Adults who served stay, so that the record can say who was there"),
        "people.roleheld": _ORGANISATION,
        "people.school": _ORGANISATION,
        "people.schoolword": _ORGANISATION,
        "people.teacher": _ORGANISATION,
        "people.signinlink": Retention("Only a hash; dead once expired or replaced"),
        "people.signin": Retention(
            "A browser's kind and when, no network address: thirty days after it was last seen",
            "chaperone.people.actions:begin_sign_in",
        ),
        "people.signintries": Retention(
            "Only a keyed hash and a number: a day", "chaperone.people.actions.signed_in:count_try"
        ),
        "mfa.authenticator": Retention(
            "A person's own second steps, sealed: until they or an administrator take them away, or they leave",
            "chaperone.people.actions.second_steps:remove_step",
        ),
        "account.emailaddress": _ENGINE_ONLY,
        "account.emailconfirmation": _ENGINE_ONLY,
        "people.agreedtext": Retention("The words somebody agreed to; stays as long as the agreement"),
        "people.agreement": Retention("Evidence of what was agreed, by whom and when; stays"),
        "people.campaign": Retention(
            "From when everybody was asked for a text, and until when; stays with the agreements"
        ),
        "people.reminder": Retention(
            "That somebody was written to at one step; stays, so that nobody is written to twice"
        ),
        "training.coursetaken": Retention("Evidence of training, by whom and when; stays"),
        "training.drilltaken": Retention("Evidence of drills, by whom and when; stays"),
        "school_sessions.session": Retention(
            "What it was about goes after the year; that it was stays", _SWEEP
        ),
        "school_sessions.sessionschool": _ROUTINE,
        "school_sessions.sessionstaff": _ROUTINE,
        "school_sessions.sessionteacher": _ROUTINE,
        "school_sessions.rulestold": _ROUTINE,
        "school_sessions.seat": _ROUTINE,
        "school_sessions.retiredcode": _ROUTINE,
        "school_sessions.codetries": Retention("Minutes", "chaperone.sessions.actions:count_code_try"),
        "concerns.concern": Retention("Case evidence: on the case's own schedule, with holds"),
        "concerns.keptfrom": Retention("As long as its case: it must never open for whom it is about"),
        "concerns.reader": Retention("Who read a case, from when to when: as long as the case"),
        "cases.task": Retention("What was to be done in a case, without its words: as long as the case"),
        "cases.referral": Retention("That a case was referred, without its words: as long as the case"),
        "cases.call": Retention("That somebody was called when a clock ran out: as long as the case"),
        "reporting.receipt": Retention(
            "Only marks of a phrase and a form: a year after it was last of use, or with its case",
            "chaperone.reporting.actions:forget_receipts",
        ),
        "reporting.phrasetries": Retention("Minutes", "chaperone.reporting.actions:forget_receipts"),
        "recordings.recording": Retention(
            "Its files and their key go after the year; that there was one stays", _SWEEP
        ),
        "recordings.viewing": Retention(
            "Who watched what and when stays, as in the ledger; it holds no words"
        ),
        "assurance.reading": Retention("One row: how far the ledger has been read"),
        "assurance.streamread": Retention("A number for each stream of the ledger; stays as the stream does"),
        "assurance.daycount": Retention("Numbers of a day: two years", _ASSURANCE),
        "assurance.daystanding": Retention("How a clause stood on a day: two years", _ASSURANCE),
        "assurance.roomtally": Retention("Numbers of a room: as long as its session's record", _ASSURANCE),
        "assurance.publication": Retention("One row: whether everybody may see how the policy is kept"),
        "governance.draft": _POLICY,
        "governance.draftchange": _POLICY,
        "governance.advice": _POLICY,
        "governance.approval": _POLICY,
        "governance.publishedpack": _POLICY,
        "governance.linkedpolicy": _POLICY,
        "governance.linkedconfirmation": _POLICY,
        "governance.channel": _POLICY,
        "governance.lawcheck": _POLICY,
        "governance.review": _POLICY,
        "governance.reviewsignature": _POLICY,
        "own_rules.ownrule": Retention(
            "What was looked for, from when to when, stays; it holds nothing of anybody"
        ),
        "records.ruleoutcome": Retention("Counts of rules by month, of nobody; they stay"),
        "records.dossier": Retention("That it was sealed, viewed and destroyed stays; it holds no words"),
    }
)
"""Every model with a table, by its label in small letters. A model that is missing here fails a test."""

"""Campaigns: begun when a text is published or noticed; their day moved, and noted when it comes; reminders asked for by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction

from chaperone.people.actions.on_record import asker_of, put_on_record
from chaperone.people.agreement_models import Campaign
from chaperone.people.agreement_queries import same_text, text_on
from chaperone.people.campaign_queries import ASKED_FOR, facts_of, missing_from, numbers_on
from chaperone.people.campaign_rules import may_move_day, may_remind, usual_day
from chaperone.people.models import Person
from chaperone.people.rules import DOCUMENT_CLAUSES
from chaperone.policy.clauses import carries_out
from chaperone.policy.documents import Document
from chaperone.policy.refusal import Refused

NO_SUCH_CAMPAIGN: Final = Refused("S1", "There is no such campaign.", "Go back to the list of agreements.")


@carries_out("S1", "Y1", "R3")
def begin_campaign(
    text: Document, from_on: date, lapses_on: date, by: Person | None, now: datetime
) -> Campaign:
    """Note that everybody is asked to agree to a text, in the caller's transaction or its own; once for each text.

    Args:
        text: as it will read when it holds.
        from_on: the day it holds from (UTC).
        lapses_on: the first day on which agreements to earlier texts count no more.
        by: who chose that day; None where the policy's own number did.
    """
    with transaction.atomic():
        campaign, is_new = Campaign.objects.get_or_create(
            document=text.name,
            version=str(text.version),
            text_hash=text.hash,
            defaults={"from_on": from_on, "lapses_on": lapses_on, "started_at": now, "set_by": by},
        )
        if is_new:
            told = {
                "version": campaign.version,
                "text_hash": campaign.text_hash,
                "from_on": from_on.isoformat(),
            }
            _record("agreement.campaign_begun", campaign, by, now, **told, lapses_on=lapses_on.isoformat())
    return campaign


@carries_out("S1", "Y1", "R3")
def notice_texts(now: datetime) -> int:
    """Begin a campaign for each text in force that nobody published here, as after an update; return for how many.

    The first text ever noticed lapses at once: what came before it we never asked for. Each later one leaves as many days as the
    policy says, counted from the day it is noticed.
    """
    today, begun = now.date(), 0
    for name in ASKED_FOR:
        text = text_on(name, today)
        if Campaign.objects.filter(same_text(text)).exists():
            continue
        is_first = not Campaign.objects.filter(document=name, from_on__lte=today).exists()
        days = 0 if is_first else numbers_on(today).agreement_lapse_days
        begin_campaign(text, today, usual_day(today, days), None, now)
        begun += 1
    return begun


@carries_out("S1", "Y1", "R3")
def move_day(campaign_id: int, lapses_on: date, by: Person, now: datetime) -> Campaign | Refused:
    """Set another day from which earlier agreements count no more."""
    with transaction.atomic():
        campaign = _held(campaign_id)
        if campaign is None:
            return NO_SUCH_CAMPAIGN
        verdict = may_move_day(asker_of(by, now), facts_of(campaign, now.date()), lapses_on, now.date())
        if isinstance(verdict, Refused):
            return verdict
        was = campaign.lapses_on
        campaign.lapses_on, campaign.set_by, campaign.blocked_at = lapses_on, by, None
        campaign.save(update_fields=["lapses_on", "set_by", "blocked_at"])
        days = {"was": was.isoformat(), "lapses_on": lapses_on.isoformat()}
        _record("agreement.lapse_day_moved", campaign, by, now, **days)
    return campaign


@carries_out("S1", "Y1")
def remind_missing(campaign_id: int, by: Person, now: datetime) -> int | Refused:
    """Have everybody who is missing reminded, at most once a day; return how many are missing.

    It only notes that it was asked for: the letters go with the next sweep, each once, so that nothing is lost half way.
    """
    with transaction.atomic():
        campaign = _held(campaign_id)
        if campaign is None:
            return NO_SUCH_CAMPAIGN
        verdict = may_remind(asker_of(by, now), facts_of(campaign, now.date()), now.date())
        if isinstance(verdict, Refused):
            return verdict
        campaign.reminded_on = now.date()
        campaign.save(update_fields=["reminded_on"])
        missing = missing_from(campaign, now.date()).count()
        _record("agreement.reminder_asked_for", campaign, by, now, missing=missing)
    return missing


@carries_out("S1", "Y1", "R3")
def note_days_come(now: datetime) -> int:
    """Put on record, once each, that the day of a campaign has come; return of how many. By this entry live rooms look again."""
    today = now.date()
    come = Campaign.objects.filter(document__in=ASKED_FOR, lapses_on__lte=today, blocked_at=None).order_by(
        "pk"
    )
    return sum(_note_day(campaign.pk, now) for campaign in come)


def _note_day(campaign_id: int, now: datetime) -> bool:
    with transaction.atomic():
        campaign = _held(campaign_id)
        if campaign is None or campaign.blocked_at is not None:
            return False
        campaign.blocked_at = now
        campaign.save(update_fields=["blocked_at"])
        missing = missing_from(campaign, now.date()).count()
        _record("agreement.lapsed", campaign, None, now, missing=missing)
    return True


def _held(campaign_id: int) -> Campaign | None:
    """Return a campaign, held until the transaction ends, so that two steps never cross."""
    held = Campaign.objects.select_for_update(no_key=True, of=("self",))
    return held.filter(pk=campaign_id).first()


def _record(kind: str, campaign: Campaign, by: Person | None, now: datetime, **body: object) -> None:
    clause = DOCUMENT_CLAUSES.get(campaign.document, "S1")
    put_on_record(kind, by, now, clause, campaign=campaign.pk, document=campaign.document, **body)

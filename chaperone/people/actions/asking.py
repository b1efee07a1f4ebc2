"""Asks people to agree to the text in force: at once, days before their earlier agreement lapses, on the day; tells the lead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from django.conf import settings
from django.db import transaction

from chaperone.outbox.actions import post
from chaperone.people.actions.campaigns import note_days_come, notice_texts
from chaperone.people.actions.on_record import put_on_record
from chaperone.people.agreement_models import Agreement, Campaign, Reminder
from chaperone.people.agreement_queries import counts_until_of
from chaperone.people.campaign_queries import (
    ASKED_FOR,
    TEACHER_TERMS,
    campaign_for,
    missing_from,
    numbers_on,
    title_of,
)
from chaperone.people.campaign_rules import lead_due, letter_due
from chaperone.people.models import Person
from chaperone.people.periods import in_words
from chaperone.people.queries import organisation, people_with_roles
from chaperone.people.roles import Role
from chaperone.people.rules import DOCUMENT_CLAUSES
from chaperone.policy.clauses import carries_out

LETTERS_A_SWEEP: Final = 200
"""No more in one go: the post and what else falls due must not wait for a campaign."""
NAMES_IN_A_LETTER: Final = 20
PAGES: Final = {TEACHER_TERMS: "/terms"}


class Letter(NamedTuple):
    """What one person is written: about what, which letter of it, its subject and its words."""

    about: str
    step: str
    subject: str
    text: str


@carries_out("S1", "Y1", "R3")
def sweep_campaigns(now: datetime) -> int:
    """Begin what has to begin, write to whoever is due a letter, note the days that have come; return how many letters went.

    However often it runs, in however many processes, and wherever it was cut short: each letter goes once to each person.
    """
    notice_texts(now)
    note_days_come(now)
    letters = 0
    for document in ASKED_FOR:
        campaign = campaign_for(document, now.date())
        if campaign is not None:
            letters += _ask_missing(campaign, now, LETTERS_A_SWEEP - letters)
            letters += _tell_leads(campaign, now)
    return letters


def about_campaign(campaign: Campaign) -> str:
    """Return what letters and reminders of a campaign are about."""
    return f"campaign:{campaign.pk}"


def _ask_missing(campaign: Campaign, now: datetime, most: int) -> int:
    """Write to those who agreed to an earlier text; to everybody else who is missing only when somebody asked for that by hand."""
    today, about = now.date(), about_campaign(campaign)
    missing = list(missing_from(campaign, today).order_by("pk"))
    until = counts_until_of(missing, campaign.document, today)
    before = set(
        Agreement.objects.filter(document=campaign.document, person__in=missing).values_list(
            "person_id", flat=True
        )
    )
    days = numbers_on(today).agreement_reminder_days
    done = set(Reminder.objects.filter(about=about).values_list("person_id", "step"))
    by_hand = _by_hand(campaign, today)
    letters = 0
    for person in missing:
        ends = until[person.pk]
        due = letter_due(ends, today, days) if person.pk in before else ""
        if due and (person.pk, due) not in done:
            step = due
        elif by_hand and (person.pk, by_hand) not in done:
            step = by_hand
        else:
            continue
        subject, text = _words(campaign, person, ends if person.pk in before else None, today)
        letters += write_once(
            person, Letter(about, step, subject, text), now, DOCUMENT_CLAUSES[campaign.document]
        )
        if letters >= most:
            break
    return letters


def _by_hand(campaign: Campaign, today: date) -> str:
    """Return the letter that somebody asked for today, or late yesterday; ``""`` when nobody did."""
    asked_on = campaign.reminded_on
    if asked_on is None or asked_on < today - timedelta(days=1):
        return ""
    return f"by hand {asked_on.isoformat()}"


def write_once(person: Person, letter: Letter, now: datetime, clause: str) -> bool:
    """Write one letter, unless its step went to this person before, or another letter about the same thing did today.

    The note that it went, the letter and the entry in the ledger stand or fall together, and the note can be written once only.
    """
    with transaction.atomic():
        if Reminder.objects.filter(person=person, about=letter.about, on=now.date()).exists():
            # Whoever was written to today has had this step's letter in other words: it is done with.
            Reminder.objects.get_or_create(
                person=person, about=letter.about, step=letter.step, defaults={"on": now.date()}
            )
            return False
        _, is_first = Reminder.objects.get_or_create(
            person=person, about=letter.about, step=letter.step, defaults={"on": now.date()}
        )
        if not is_first:
            return False
        post([person.email], letter.subject, letter.text, now=now, about=letter.about, kind="agreement_asked")
        put_on_record(
            "agreement.asked", None, now, clause, person=person.ref, about=letter.about, step=letter.step
        )
    return True


def _words(campaign: Campaign, person: Person, until: date | None, today: date) -> tuple[str, str]:
    """Return the subject and the words; ``until`` is from when the earlier agreement counts no more, None where there is none."""
    teaches = campaign.document == TEACHER_TERMS
    what = "terms for teachers" if teaches else "staff policy"
    lost = (
        "your class’s door stays shut"
        if teaches
        else "you cannot be put on a session, and you cannot go into the room of one"
    )
    if until is None:
        subject = f"Please agree to our {what}"
        said = f"you have not agreed to our {what} yet. Until you have, {lost}."
    elif today < until:
        last = in_words(until - timedelta(days=1))
        subject = f"Please agree to our {what} by {last}"
        said = (
            f"our {what} changed: version {campaign.version} is in force now. What you agreed to before still counts until"
            f" the end of {last}; after that, {lost} until you have agreed."
        )
    else:
        subject = f"Please agree to our {what} again"
        said = (
            f"our {what} changed: version {campaign.version} is in force now, and what you agreed to before counts no more."
            f" Until you have agreed, {lost}."
        )
    page = link_to(PAGES.get(campaign.document, f"/{campaign.document}"))
    reads = "The page shows what is new, word by word, and it takes a few minutes"
    return subject, f"Hello {person.first_name},\n\n{said} {reads}:\n\n{page}\n\n{from_us()}"


def _tell_leads(campaign: Campaign, now: datetime) -> int:
    """Tell the safeguarding lead and the deputy who is missing, some days before and on the day; once each."""
    today = now.date()
    step = lead_due(campaign.lapses_on, today, numbers_on(today).agreement_escalation_days)
    if not step or campaign.lapses_on == campaign.from_on:
        return 0
    missing = list(missing_from(campaign, today).order_by("full_name", "pk"))
    if not missing:
        return 0
    leads = people_with_roles([Role.SAFEGUARDING_LEAD, Role.DEPUTY_LEAD], today).order_by("pk")
    subject = f"{len(missing)} not agreed: {title_of(campaign)}"
    about = f"lead:{about_campaign(campaign)}"
    return sum(
        write_once(
            lead, Letter(about, step, subject[:200], _to_lead(lead, campaign, missing, today)), now, "S1"
        )
        for lead in leads
    )


def _to_lead(lead: Person, campaign: Campaign, missing: Sequence[Person], today: date) -> str:
    count = f"{len(missing)} people have" if len(missing) > 1 else "One person has"
    day = in_words(campaign.lapses_on)
    when = (
        f"Agreements to earlier versions count no more since {day}: they are kept from every session until they agree."
        if today >= campaign.lapses_on
        else f"From {day} on agreements to earlier versions count no more, and they are kept from every session."
    )
    names = "\n".join(f"- {one.full_name}" for one in missing[:NAMES_IN_A_LETTER])
    more = len(missing) - NAMES_IN_A_LETTER
    others = f"\n- and {more} more" if more > 0 else ""
    return (
        f"Hello {lead.first_name},\n\n{count} not agreed to “{title_of(campaign)}”, version {campaign.version}. {when}"
        f"\n\n{names}{others}\n\nThe page shows all of them:\n\n{link_to(f'/agreements/{campaign.pk}')}\n\n{from_us()}"
    )


def link_to(page: str) -> str:
    """Return the address of a page of ours, for a letter."""
    return f"{settings.CHAPERONE_PUBLIC_URL.rstrip('/')}{page}"


def from_us() -> str:
    """Return how a letter of ours ends."""
    ours = organisation()
    return f"With kind regards\n{ours.name if ours else 'Chaperone'}\n"

"""Asks staff for their yearly declaration in time: some days before it is due and on the day, each letter once; tells the lead."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from chaperone.people.actions.asking import Letter, from_us, link_to, write_once
from chaperone.people.actions.campaigns import begin_campaign
from chaperone.people.agreement_queries import text_on
from chaperone.people.campaign_queries import numbers_on
from chaperone.people.campaign_rules import AT_ONCE, lead_due, letter_due
from chaperone.people.declaration_queries import in_use_since, who_is_asked
from chaperone.people.declaring import PERSONAL_ACCOUNTS, Declared
from chaperone.people.models import Person
from chaperone.people.periods import in_words
from chaperone.people.queries import people_with_roles
from chaperone.people.roles import Role
from chaperone.policy.clauses import carries_out

PAGE: Final = "/personal-accounts"


@carries_out("S4", "S6")
def sweep_declarations(now: datetime) -> int:
    """Note that declarations are in use, and write to whoever is due a letter about theirs; return how many letters went."""
    today = now.date()
    if in_use_since() is None:
        begin_campaign(text_on(PERSONAL_ACCOUNTS, today), today, today, None, now)
    asked = who_is_asked(today)
    numbers, letters = numbers_on(today), 0
    for person, declared in asked.items():
        step = letter_due(declared.due_on, today, numbers.agreement_reminder_days)
        if step == AT_ONCE and declared.last_on is None:
            # Whoever is new finds it on their first page; a letter goes when that has not been enough.
            continue
        about = f"declaration:{declared.due_on.isoformat()}"
        subject, text = _words(person, declared, today)
        letters += write_once(person, Letter(about, step, subject, text), now, "S4")
    by_day = sorted(asked.items(), key=lambda pair: (pair[1].due_on, pair[0].full_name))
    for due_on, pairs in groupby(by_day, key=lambda pair: pair[1].due_on):
        step = lead_due(due_on, today, numbers.agreement_escalation_days)
        if step:
            letters += _tell_leads([person for person, _ in pairs], due_on, step, now)
    return letters


def _words(person: Person, declared: Declared, today: date) -> tuple[str, str]:
    due_on = declared.due_on
    if today < due_on:
        last = in_words(due_on - timedelta(days=1))
        subject = f"Please make your yearly declaration by {last}"
        said = f"please make the declaration about personal accounts by the end of {last}: it is made anew each year."
    else:
        subject = "Your yearly declaration is owed"
        said = f"your declaration about personal accounts has been owed since {in_words(due_on)}."
    lost = "Without one you cannot be put on a session. It takes two minutes"
    return subject, f"Hello {person.first_name},\n\n{said} {lost}:\n\n{link_to(PAGE)}\n\n{from_us()}"


def _tell_leads(people: list[Person], due_on: date, step: str, now: datetime) -> int:
    names = "\n".join(f"- {one.full_name}" for one in people)
    leads = people_with_roles([Role.SAFEGUARDING_LEAD, Role.DEPUTY_LEAD], now.date()).order_by("pk")
    about = f"lead:declaration:{due_on.isoformat()}"
    letters = 0
    for lead in leads:
        text = (
            f"Hello {lead.first_name},\n\nthe yearly declaration about personal accounts is due on {in_words(due_on)}, and not"
            f" there yet, from:\n\n{names}\n\nFrom that day they cannot be put on a session until they have made it.\n\n{from_us()}"
        )
        letters += write_once(
            lead, Letter(about, step, "Yearly declarations that are missing", text), now, "S4"
        )
    return letters

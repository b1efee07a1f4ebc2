"""Asks staff anew for their agreement when the text in force is not the one they agreed to: at once, after a week, after two."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from chaperone.outbox.actions import post
from chaperone.outbox.models import Letter
from chaperone.people.actions.on_record import put_on_record
from chaperone.people.models import Agreement, Person
from chaperone.people.queries import organisation, people_with_role, who_has_agreed
from chaperone.people.roles import STAFF_ROLES, Role
from chaperone.policy.clauses import carries_out
from chaperone.policy.documents import Document, document_named

DOCUMENT: Final = "staff-policy"
STEPS_DAYS: Final = (0, 7, 14)
"""When somebody is asked, counted from the first letter; with the last step the safeguarding lead is told as well."""


@carries_out("S1", "R3")
def ask_again(now: datetime) -> int:
    """Write to staff who agreed to an earlier staff policy and not to the one in force; return how many letters went.

    However often it runs, and after however long a pause, each step goes once to each person.
    """
    document = document_named(DOCUMENT)
    staff = {person.pk: person for role in STAFF_ROLES for person in people_with_role(role, now.date())}
    before = Agreement.objects.filter(document=DOCUMENT, person__in=staff).values_list("person_id", flat=True)
    lapsed = set(before) - who_has_agreed(staff.values(), DOCUMENT)
    return sum(_ask(staff[person_id], document, now) for person_id in sorted(lapsed))


def _ask(person: Person, document: Document, now: datetime) -> int:
    """Send the step that is due, unless it went before; the person's row is held, so that two sweeps at once send one."""
    about = f"agreement:{person.pk}:{document.name}:{document.version}:{document.hash[:12]}"
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        earlier = Letter.objects.filter(about=about).order_by("created_at")
        first = earlier.values_list("created_at", flat=True).first()
        days = 0 if first is None else (now - first).days
        step = max(one for one in STEPS_DAYS if one <= days)
        kind = f"asked_again_{step}"
        if earlier.filter(kind=kind).exists():
            return 0
        told = _leads(person, now) if step == STEPS_DAYS[-1] else []
        letters = [(person, "Please agree to our staff policy again", _words(person, document))]
        letters += [
            (lead, "Somebody has not agreed to the staff policy", _to_lead(lead, person)) for lead in told
        ]
        for reader, subject, text in letters:
            post([reader.email], subject, text, now=now, about=about, kind=kind)
        put_on_record("agreement.asked_again", None, now, "S1", person=person.ref, days=step, text=about)
    return len(letters)


def _leads(person: Person, now: datetime) -> list[Person]:
    leads = people_with_role(Role.SAFEGUARDING_LEAD, now.date())
    return [lead for lead in leads if lead.pk != person.pk]


def _words(person: Person, document: Document) -> str:
    return (
        f"Hello {person.first_name},\n\nour staff policy has changed: version {document.version} is in force now. Until you have"
        " agreed to it you cannot be put on a session, and you cannot go into the room of one. The page shows what is new, word by"
        f" word:\n\n{_link('/staff-policy')}\n\n{_from_us()}"
    )


def _to_lead(lead: Person, person: Person) -> str:
    return (
        f"Hello {lead.first_name},\n\n{person.full_name} was asked two weeks ago to agree to the staff policy in force, and has"
        f" not. They cannot be put on a session. Perhaps you can ask them why:\n\n{_link(f'/people/{person.pk}')}\n\n{_from_us()}"
    )


def _link(page: str) -> str:
    return f"{settings.CHAPERONE_PUBLIC_URL.rstrip('/')}{page}"


def _from_us() -> str:
    ours = organisation()
    return f"With kind regards\n{ours.name if ours else 'Chaperone'}\n"

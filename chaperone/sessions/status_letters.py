"""Tells how the clauses stand that letters about sessions keep to: to people we know, and copied to a second member of staff."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Substr

from chaperone.outbox.models import Letter
from chaperone.people.cases import cases
from chaperone.people.models import Person, Teacher
from chaperone.policy.evidence import Evidence
from chaperone.policy.status import Asked, tells_status

ABOUT_A_SESSION = "session/"
LETTERS = "letters about sessions that went out"


def _sent(asked: Asked) -> QuerySet[Letter]:
    about = Letter.objects.filter(
        about__startswith=ABOUT_A_SESSION, copy_of=None, sent_at__gte=asked.since, sent_at__lte=asked.now
    )
    return about.annotate(first=KT("to__0"), session=Substr("about", len(ABOUT_A_SESSION) + 1))


@tells_status(
    "S9",
    "Every letter about a session that went to a teacher: was it copied to another member of staff?",
)
def letters_copied(asked: Asked) -> Evidence:
    """Find letters to teachers that nobody else was copied into."""
    to_teachers = _sent(asked).filter(Exists(Teacher.objects.filter(person__email=OuterRef("first"))))
    alone = to_teachers.filter(copied_to=[])
    return Evidence(
        judged=to_teachers.count(),
        of="letters to teachers that went out",
        breaches=cases(alone, "session", "session", "sent_at", "A letter to a teacher went without a copy."),
    )


@tells_status(
    "M2",
    "Every letter about a session: did it go to somebody we know as staff or as a teacher? No pupil's address can be"
    " kept, so none can be written to.",
)
def letters_to_known_adults(asked: Asked) -> Evidence:
    """Find letters that went to an address that is nobody's we know."""
    sent = _sent(asked)
    strangers = sent.exclude(Exists(Person.objects.filter(email=OuterRef("first"))))
    return Evidence(
        judged=sent.count(),
        of=LETTERS,
        breaches=cases(
            strangers, "session", "session", "sent_at", "A letter went to an address we do not know."
        ),
    )

"""The sheets on which courses and drills are answered: one person's alone, with the answers in another order each time."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar

from django import forms
from django.core import signing

from chaperone.people.models import Person
from chaperone.training.actions import Sheet
from chaperone.training.courses import Course, Drill

SALT: Final = "chaperone.training.sheet"
LIFE_SECONDS: Final = 12 * 3600


class Keyed(Protocol):
    """Something to choose, with what a form sends for it."""

    @property
    def key(self) -> str:
        """What a form sends."""


Choice = TypeVar("Choice", bound=Keyed)


@dataclass(frozen=True, slots=True)
class Opened:
    """A sheet as it came back: what it is of, and when it was started, None without the clock."""

    sheet: Sheet
    started_at: float | None


def new_sheet(person: Person, of: Course | Drill, started_at: datetime | None = None) -> str:
    """Return a sheet of this course or drill for this person alone; ``started_at`` only by the clock."""
    at = started_at.timestamp() if started_at else None
    return signing.dumps([person.pk, of.name, of.hash, secrets.token_hex(16), at], salt=SALT)


def opened(text: str, person: Person, name: str = "") -> Opened | None:
    """Return what a sheet says; None when it is another's, of another course, made up, or half a day old."""
    try:
        whose, of, text_hash, ticket, at = signing.loads(text, salt=SALT, max_age=LIFE_SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    if whose != person.pk or (name and of != name):
        return None
    return Opened(Sheet(of, text_hash, ticket), at)


def in_an_order_of_its_own(choices: Iterable[Choice], sheet: str) -> list[Choice]:
    """Return choices in an order that belongs to this sheet: nobody learns that the first one is right."""
    return sorted(choices, key=lambda choice: hashlib.sha256(f"{sheet}{choice.key}".encode()).digest())


class CourseForm(forms.Form):
    """Every question of a course, one answer each."""

    sheet = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, course: Course, sheet: str) -> None:
        """Make a field of each question.

        Args:
            data: what was sent; None when the page was only asked for.
            course: whose questions.
            sheet: the sheet that travels along.
        """
        super().__init__(data, initial={"sheet": sheet})
        for number, question in enumerate(course.questions, start=1):
            answers = in_an_order_of_its_own(question.answers, sheet)
            self.fields[question.id] = forms.ChoiceField(
                label=f"{number}. {question.asks}",
                choices=[(answer.key, answer.text) for answer in answers],
                widget=forms.RadioSelect,
                error_messages={
                    "required": f"Question {number} has no answer yet.",
                    "invalid_choice": f"Question {number} has changed since you opened it. Choose an answer.",
                },
            )


class DrillForm(forms.Form):
    """What one would do now: tick all of it."""

    sheet = forms.CharField(widget=forms.HiddenInput)
    steps = forms.MultipleChoiceField(
        label="What do you do now?",
        help_text="Tick everything you would do. Some of it would do harm.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, *, drill: Drill, sheet: str) -> None:
        """Offer the drill's steps; the arguments are those of ``CourseForm``."""
        super().__init__(data, initial={"sheet": sheet})
        field = self.fields["steps"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(step.key, step.text) for step in in_an_order_of_its_own(drill.steps, sheet)]

"""The forms with which a session is planned and changed: when it is, who hosts it, who teaches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms

from chaperone.pages.forms import SeatsForm
from chaperone.people.models import Teacher
from chaperone.people.rules import NAME_LENGTH_LIMIT
from chaperone.sessions.plan import Role
from chaperone.sessions.queries.facts import StaffChoice
from chaperone.sessions.rules import MINUTES_HIGHEST, MINUTES_LOWEST, PURPOSE_LENGTH_LIMIT, TITLE_LENGTH_LIMIT


class WhenForm(forms.Form):
    """A day and a time on the school's own clock."""

    day = forms.DateField(
        label="Day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose a day.", "invalid": "Write the day like 2026-12-03."},
    )
    time = forms.TimeField(
        label="Time",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": "Choose a time.", "invalid": "Write the time like 14:00."},
    )
    minutes = forms.IntegerField(
        label="How long, in minutes",
        initial=60,
        min_value=MINUTES_LOWEST,
        max_value=MINUTES_HIGHEST,
        error_messages={
            "required": "Write how many minutes it lasts.",
            "invalid": "Write a number of minutes, such as 60.",
            "min_value": f"A session lasts at least {MINUTES_LOWEST} minutes.",
            "max_value": f"A session lasts at most {MINUTES_HIGHEST} minutes.",
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def wall_clock(self) -> datetime:
        """Return day and time as typed, without a zone: what the clock on the school's wall shows."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"])


class StaffForm(forms.Form):
    """Who leads the session and who speaks. Those who cannot are shown greyed with the reason; the server refuses them anyway."""

    facilitators = forms.MultipleChoiceField(
        label="Facilitators",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose who leads the session."},
    )
    speakers = forms.MultipleChoiceField(
        label="Speakers", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: Sequence[StaffChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = choices
        everybody = [(str(choice.person.pk), choice.person.full_name) for choice in choices]
        for name in ("facilitators", "speakers"):
            field = self.fields[name]
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = everybody

    def duties(self) -> list[tuple[int, Role]]:
        """Return the valid form's staff as person id and role."""
        chosen = [(int(pk), Role.FACILITATOR) for pk in self.cleaned_data["facilitators"]]
        return chosen + [(int(pk), Role.SPEAKER) for pk in self.cleaned_data["speakers"]]


class ChosenTeachers(forms.MultipleChoiceField):
    """Teachers out of those we know. It may stay empty when a new teacher is named instead; its form sees to that."""

    def validate(self, value: list[str]) -> None:
        """Refuse only what is not in the list."""
        if value:
            super().validate(value)


class TeacherChoiceForm(forms.Form):
    """Teachers of one school: those we know, or a new one by name and address at the school."""

    teachers = ChosenTeachers(
        label="Teachers who come with the pupils",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose teachers from the list."},
    )
    new_teacher_name = forms.CharField(
        label="A new teacher: title and name, as pupils know them",
        max_length=NAME_LENGTH_LIMIT,
        error_messages={"required": "Write the teacher’s name."},
    )
    new_teacher_email = forms.EmailField(
        label="Their e-mail address at the school",
        max_length=254,
        error_messages={
            "required": "Write the teacher’s address at the school.",
            "invalid": "That does not look like an e-mail address.",
        },
    )

    somebody_else = forms.BooleanField(
        label="I have checked: the new teacher is not the person of the same name whom we know already",
        required=False,
    )
    # Raised once a name turned out to be known already: only then is the box above shown.
    ask_somebody_else = False
    any_known = False

    def __init__(self, *args: Any, known: Iterable[Teacher], domain: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["teachers"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(str(teacher.pk), teacher.person.full_name) for teacher in known]
            self.any_known = bool(field.choices)
        for name in ("new_teacher_name", "new_teacher_email"):
            self.fields[name].required = not self.any_known
        if domain:
            self.fields["new_teacher_email"].help_text = f"It ends in @{domain}."

    def clean(self) -> dict[str, Any]:
        """Refuse a form without any teacher, and half of a new one."""
        found: dict[str, Any] = super().clean() or {}
        name, email = found.get("new_teacher_name"), found.get("new_teacher_email")
        if name and not email and "new_teacher_email" not in self.errors:
            self.add_error("new_teacher_email", "Write the new teacher’s address at the school.")
        if email and not name:
            self.add_error("new_teacher_name", "Write the new teacher’s name.")
        own_errors = {"teachers", "new_teacher_name", "new_teacher_email"} & set(self.errors)
        if not (name or email or found.get("teachers") or own_errors):
            where = "teachers" if self.any_known else "new_teacher_name"
            self.add_error(where, "Choose a teacher, or name a new one.")
        return found

    def new_teacher(self) -> tuple[str, str] | None:
        """Return the valid form's new teacher as name and address, or ``None``."""
        name = self.cleaned_data["new_teacher_name"]
        return (name, self.cleaned_data["new_teacher_email"]) if name else None


class AboutForm(forms.Form):
    """What a session is called and what it is for."""

    title = forms.CharField(
        label="Title",
        max_length=TITLE_LENGTH_LIMIT,
        help_text="What pupils and teachers see, such as “Meet an engineer”.",
        error_messages={"required": "Write a title."},
    )
    purpose = forms.CharField(
        label="Purpose",
        max_length=PURPOSE_LENGTH_LIMIT,
        help_text="Why the class and we meet. The teacher agrees to exactly these words.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the purpose. Every session needs one."},
    )

    def clean_purpose(self) -> str:
        """Return the purpose as one paragraph: it is kept, agreed to and printed as one."""
        return " ".join(str(self.cleaned_data["purpose"]).split())


class PlanForm(TeacherChoiceForm, WhenForm, StaffForm, SeatsForm, AboutForm):
    """All of a new session, once its school is chosen."""


class RearrangeForm(WhenForm, AboutForm):
    """Another day or time, or other words."""


class SchoolSeatsForm(SeatsForm):
    """More seats for one of the schools that take part."""

    school = forms.ChoiceField(
        label="For which school?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a school.", "invalid_choice": "Choose a school from the list."},
    )

    def __init__(self, *args: Any, schools: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["school"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(pk), name) for pk, name in schools]
            if len(schools) == 1:
                field.initial = str(schools[0][0])


class AddSchoolForm(TeacherChoiceForm, SeatsForm):
    """The teachers and seats of a school that joins."""


class CancelForm(forms.Form):
    """Why a session is cancelled; the teachers read it."""

    reason = forms.CharField(
        label="Why? The teachers read this.",
        max_length=300,
        error_messages={"required": "Write a reason. The teachers will ask."},
    )

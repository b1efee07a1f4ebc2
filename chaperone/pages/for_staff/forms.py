"""The forms of staff pages about people, schools and notes."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms

from chaperone.people.roles import STAFF_ROLES, Role
from chaperone.people.rules import NAME_LENGTH_LIMIT

LAST_YEAR: Final = 2200
CONTINENTS = frozenset(
    [
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    ]
)


def _role_title(role: Role) -> str:
    words = role.in_words
    return words[0].upper() + words[1:]


class ColleagueForm(forms.Form):
    """A colleague's name and own address."""

    full_name = forms.CharField(
        label="Full name",
        max_length=NAME_LENGTH_LIMIT,
        error_messages={"required": "Write their full name."},
    )
    email = forms.EmailField(
        label="Work e-mail address",
        max_length=254,
        help_text="Their own, not a mailbox that several people read.",
        error_messages={
            "required": "Write their e-mail address.",
            "invalid": "That does not look like an e-mail address.",
        },
    )


class AddPersonForm(ColleagueForm):
    """A colleague, how young people see their name, and their first role."""

    field_order = ("full_name", "first_name", "email")
    first_name = forms.CharField(
        label="First name, as young people see it",
        max_length=60,
        required=False,
        help_text="Empty: the first word of the full name.",
    )
    role = forms.ChoiceField(
        label="First role",
        required=False,
        help_text="More roles can be given afterwards.",
        choices=[("", "None yet"), *((r.value, _role_title(r)) for r in Role if r in STAFF_ROLES)],
    )
    somebody_else = forms.BooleanField(
        label="I have checked: this is not somebody we know already",
        required=False,
        help_text="Only needed when somebody of the same name is known. One person with two entries would count as two adults.",
    )


class ListForm(forms.Form):
    """A list of colleagues or teachers, made in a spreadsheet."""

    kind = forms.ChoiceField(
        label="Who is in the list?",
        choices=[
            ("staff", "Colleagues: staff, volunteers and trustees"),
            ("teachers", "Teachers of schools"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say who is in the list."},
    )
    file = forms.FileField(
        label="The file",
        help_text="Excel (.xlsx) or CSV.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": "Choose the file.",
            "empty": "That file is empty. Choose the file with your list.",
        },
    )


class RoleForm(forms.Form):
    """One role out of those that staff hold."""

    role = forms.ChoiceField(
        label="Role",
        choices=[(r.value, _role_title(r)) for r in Role if r in STAFF_ROLES],
        error_messages={"required": "Choose a role.", "invalid_choice": "Choose a role from the list."},
    )


class GiveRoleForm(RoleForm):
    """A role and the time for which it is given."""

    from_on = forms.DateField(
        label="From",
        required=False,
        help_text="Empty: from today.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write a day."},
    )
    last_on = forms.DateField(
        label="Last day",
        required=False,
        help_text="Empty: until somebody ends it.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write a day."},
    )

    def clean_last_on(self) -> date | None:
        """Refuse a day after which there is no other."""
        last: date | None = self.cleaned_data["last_on"]
        if last is not None and last.year > LAST_YEAR:
            raise forms.ValidationError("That is too far ahead.")
        return last


class SchoolByHandForm(forms.Form):
    """A school that the open register does not have."""

    name = forms.CharField(
        label="Name of the school",
        max_length=NAME_LENGTH_LIMIT,
        error_messages={"required": "Write the school’s name."},
    )
    town = forms.CharField(
        label="Town", max_length=100, error_messages={"required": "Write the town, so that others find it."}
    )
    postcode = forms.CharField(label="Postcode", max_length=10, required=False)
    email_domain = forms.CharField(
        label="The school’s own e-mail domain",
        max_length=120,
        required=False,
        help_text="What follows the @ in staff addresses. Take it from the school’s website.",
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
    )


class SchoolDomainForm(forms.Form):
    """The domain of a school's staff addresses (clause S8)."""

    email_domain = forms.CharField(
        label="The school’s own e-mail domain",
        max_length=120,
        help_text="What follows the @ in staff addresses. Take it from the school’s website.",
        error_messages={"required": "Write the school’s domain."},
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
    )


def every_zone() -> list[tuple[str, str]]:
    """Every zone that is a place, by its name; not those that are only an offset or an old spelling."""
    places = (zone for zone in available_timezones() if zone.partition("/")[0] in CONTINENTS)
    return [(zone, zone.replace("_", " ").replace("/", ": ")) for zone in sorted(places)]


class SchoolClockForm(forms.Form):
    """The time zone of a school's clocks."""

    timezone = forms.ChoiceField(
        label="Where its clocks are set",
        choices=every_zone,
        help_text="Sessions planned from now on keep this time. Those planned already stay as they are.",
        error_messages={"invalid_choice": "Choose a place from the list."},
    )


class TeacherForm(forms.Form):
    """A teacher's name and address at the school."""

    full_name = forms.CharField(
        label="Title and name, as pupils know them",
        max_length=NAME_LENGTH_LIMIT,
        error_messages={"required": "Write the teacher’s name."},
    )
    email = forms.EmailField(
        label="Their e-mail address at the school",
        max_length=254,
        error_messages={
            "required": "Write the teacher’s address at the school.",
            "invalid": "That does not look like an e-mail address.",
        },
    )
    somebody_else = forms.BooleanField(
        label="I have checked: this is not somebody of the same name whom we know already", required=False
    )
    elsewhere = forms.BooleanField(
        label="The school uses another address for this teacher: a colleague will confirm it",
        required=False,
        help_text="For an address not at the school’s domain. They count once a second person here has confirmed it.",
    )


class VouchForm(forms.Form):
    """How a second person made sure that a teacher's address elsewhere is right (clause S8)."""

    reason = forms.CharField(
        label="How did you make sure?",
        max_length=300,
        help_text="Such as: I rang the school’s office on the number of its website.",
        error_messages={"required": "Say how you made sure."},
    )


_NO_NAMES = "Join names and numbers only: no pupil’s own name."


class NotesForm(forms.Form):
    """What every session must leave in writing (clause M10)."""

    what_happened = forms.CharField(
        label="What happened",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Say what happened. One sentence is enough."},
    )
    attendance = forms.CharField(
        label="Who attended",
        max_length=3000,
        help_text=f"How many pupils, and which adults. {_NO_NAMES}",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say who attended."},
    )
    concerns = forms.CharField(
        label="Anything that worried you",
        max_length=5000,
        required=False,
        help_text="Empty means: nothing. What you write here goes to the safeguarding lead’s queue as well. "
        + _NO_NAMES,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    follow_up = forms.CharField(
        label="What has to happen next, and who does it",
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    recording = forms.CharField(
        label="Why it was not recorded, or not all of it",
        max_length=2000,
        help_text="Every session is recorded where that is possible. When it was not, the record says why.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why. One sentence is enough."},
    )

    def __init__(self, *args: Any, recording_unexplained: bool, **kwargs: Any) -> None:
        """Ask about the recording only where something of it is missing and nobody has said why."""
        super().__init__(*args, **kwargs)
        if not recording_unexplained:
            del self.fields["recording"]

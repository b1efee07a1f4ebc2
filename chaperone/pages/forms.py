"""The forms that staff and teachers share: agreeing to a text, naming a school's safeguarding lead, asking for seats."""

from __future__ import annotations

from django import forms

from chaperone.sessions.plan import SeatKind
from chaperone.sessions.seat_rules import CLASS_HIGHEST, SEATS_HIGHEST, SeatsAsked

RELOAD = "Reload the page and read the text once more."


class AgreeForm(forms.Form):
    """A typed name under an exact text; the text's hash travels along, so that nobody agrees to words they did not see."""

    text_hash = forms.CharField(widget=forms.HiddenInput, error_messages={"required": RELOAD})
    # When the page was opened, signed: an agreement says how long the text could be read.
    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    name_typed = forms.CharField(
        label="Type your full name to agree",
        max_length=120,
        help_text="Your name, the version of this text and the time are kept.",
        error_messages={"required": "Type your name to agree."},
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )


class PurposeForm(forms.Form):
    """Agreement to a purpose; the words that were on the screen travel along."""

    purpose_seen = forms.CharField(
        max_length=2000, widget=forms.HiddenInput, error_messages={"required": RELOAD}
    )


class ConfirmForm(forms.Form):
    """Nothing but a button: for a step that needs a yes."""


class SchoolContactForm(forms.Form):
    """Who the school's own safeguarding lead is, and how a pupil reaches them (clause Y11)."""

    dsl_name = forms.CharField(
        label="Name of the school’s safeguarding lead",
        max_length=120,
        help_text="Pupils see this name on every screen, so that they know whom to tell.",
        error_messages={"required": "Write the name of the school’s safeguarding lead."},
    )
    dsl_route = forms.CharField(
        label="Where pupils find them",
        max_length=300,
        help_text="A place or a school number, such as “room 12, next to the library”.",
        error_messages={"required": "Write where pupils find them."},
    )


class SeatsForm(forms.Form):
    """How many pupils come, and what they sit at."""

    kind = forms.ChoiceField(
        label="How do the pupils take part?",
        choices=[
            (SeatKind.INDIVIDUAL.value, "Each pupil has a device: one seat and one code each"),
            (SeatKind.CLASSROOM.value, "One classroom screen for a class: one code"),
            (SeatKind.TEACHER_SCREEN.value, "The teacher’s own laptop on the projector: no code"),
        ],
        initial=SeatKind.INDIVIDUAL.value,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how the pupils take part."},
    )
    pupils = forms.IntegerField(
        label="How many pupils?",
        min_value=1,
        max_value=SEATS_HIGHEST,
        help_text="Only the number. No names: a pupil sits under a name that we make.",
        error_messages={
            "required": "Write how many pupils come.",
            "invalid": "Write a number, such as 28.",
            "min_value": "There must be at least one pupil.",
            "max_value": f"A session has at most {SEATS_HIGHEST} seats.",
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, object]:
        """Refuse a class too large for one screen."""
        found: dict[str, object] = super().clean() or {}
        pupils = found.get("pupils")
        shared = found.get("kind") != SeatKind.INDIVIDUAL.value
        if shared and isinstance(pupils, int) and pupils > CLASS_HIGHEST:
            self.add_error("pupils", f"At most {CLASS_HIGHEST} pupils can share a screen.")
        return found

    def asked(self) -> SeatsAsked:
        """Return the valid form's seats: one each, or one screen with all of them behind it."""
        kind, pupils = SeatKind(self.cleaned_data["kind"]), int(self.cleaned_data["pupils"])
        if kind is SeatKind.INDIVIDUAL:
            return SeatsAsked(kind, count=pupils)
        return SeatsAsked(kind, pupils=pupils)

"""The forms of a case: one for each step that may be taken in it, in the words of whoever works on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from chaperone.cases.rules import TEXT_LENGTH_LIMIT, Agency, Decision, FourC
from chaperone.concerns.models import Concern, KeptFrom

NO_NAMES = "Seats, schools and adults only, never a pupil’s name: the school’s safeguarding lead holds it."
_A_DAY = {"type": "date"}
_CHOOSE = {"required": "Choose one.", "invalid_choice": "Choose one from the list."}


def _choice(label: str, choices: Sequence[tuple[str, str]], *, radios: bool = False) -> forms.ChoiceField:
    blank = [] if radios else [("", "Choose")]
    return forms.ChoiceField(
        label=label,
        choices=[*blank, *choices],
        widget=forms.RadioSelect if radios else forms.Select,
        error_messages=_CHOOSE,
    )


class Words(forms.Form):
    """A step that needs words; they are sealed in the case."""

    label = "Why?"
    text = forms.CharField(
        max_length=TEXT_LENGTH_LIMIT,
        help_text=NO_NAMES,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": "Write it down: one sentence is enough."},
    )
    field_order: Sequence[str] = ()

    def __init__(self, *args: Any, **more: Any) -> None:
        """Give the words their own question."""
        super().__init__(*args, **more)
        self.fields["text"].label = self.label


class TriageForm(Words):
    """What this is, and how grave."""

    label = "Why do you think so?"
    kind = _choice("What kind of concern is it?", Concern.Kind.choices)
    four_c = _choice("How did it come?", [(one.value, one.in_words) for one in FourC], radios=True)
    risk = _choice("How grave is it?", Concern.Risk.choices, radios=True)
    field_order = ("kind", "four_c", "risk", "text")


class DecisionForm(Words):
    """What was decided, and why; not to refer is a decision too."""

    what = _choice("What did you decide?", [(one.value, one.in_words) for one in Decision])
    field_order = ("what", "text")


class ReferralForm(Words):
    """To whom it was referred."""

    label = "What did you tell them, and who took it?"
    agency = _choice("To whom?", [(one.value, one.in_words) for one in Agency])
    reference = forms.CharField(label="Their reference", max_length=80, required=False)
    field_order = ("agency", "reference", "text")


class NumberedForm(Words):
    """What came of a task or a referral."""

    label = "What came of it?"
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=30000)


class TaskForm(Words):
    """Something that somebody does by a day."""

    label = "What is to be done?"
    person = _choice("Who does it?", ())
    due_on = forms.DateField(
        label="By the end of",
        widget=forms.DateInput(attrs=_A_DAY, format="%Y-%m-%d"),
        error_messages={"required": "Write the day.", "invalid": "Write a day."},
    )
    field_order = ("text", "person", "due_on")


class ReaderForm(Words):
    """A colleague who needs to know."""

    label = "Why do they need to know?"
    person = _choice("Who may read this case?", ())
    field_order = ("person", "text")


class ReaderEndForm(forms.Form):
    """A colleague who no longer needs to know."""

    person = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**53)


class KeptFromForm(forms.Form):
    """An adult whom it is about, or who answers to them."""

    person = _choice("Which adult?", ())
    why = _choice("Why must they not read it?", KeptFrom.Why.choices, radios=True)


class AnsweredForm(Words):
    """That whoever reported it was answered."""

    label = "What were they told, by whom, and how?"


class ReviewForm(Words):
    """How it stands today."""

    label = "How does it stand today?"


class CloseForm(Words):
    """The end of the case."""

    label = "Why can this case be closed?"


class CorrectionForm(Words):
    """What is wrong in an entry; the entry stays."""

    label = "What is right?"
    number = forms.IntegerField(
        label="The number of the entry that is wrong",
        min_value=1,
        max_value=10**9,
        error_messages={
            "required": "Write its number: it stands in the list above.",
            "invalid": "Write its number.",
        },
    )
    field_order = ("number", "text")

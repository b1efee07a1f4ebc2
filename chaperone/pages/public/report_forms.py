"""The forms of the report page: telling us, coming back with the phrase, adding something; none has room for a file."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from chaperone.people.models import School
from chaperone.people.roles import Role
from chaperone.reporting.phrases import TYPED_LENGTH_LIMIT
from chaperone.reporting.rules import (
    NAME_LENGTH_LIMIT,
    NOTHING_WRITTEN,
    SESSION_LENGTH_LIMIT,
    AnswerWanted,
    Report,
    Teller,
    may_send,
    without_pictures,
)

# Nothing typed here is remembered by the browser, nor sent to whoever checks its spelling.
KEPT_NOWHERE = {"autocomplete": "off", "spellcheck": "false", "autocorrect": "off"}
NO_SCHOOL = NOBODY = ""


def _words(label: str, hint: str, rows: int) -> forms.CharField:
    box = forms.Textarea(attrs={**KEPT_NOWHERE, "rows": rows, "dir": "auto"})
    none_yet = {"required": f"{NOTHING_WRITTEN.sentence} {NOTHING_WRITTEN.next_step}"}
    return forms.CharField(label=label, help_text=hint, strip=False, widget=box, error_messages=none_yet)


def _line(label: str, hint: str, longest: int) -> forms.CharField:
    line = forms.TextInput(attrs={**KEPT_NOWHERE, "dir": "auto"})
    too_long = {"max_length": f"At most {longest} characters fit here; put the rest with what happened."}
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=longest,
        widget=line,
        error_messages=too_long,
    )


class ReportForm(forms.Form):
    """What somebody tells us from outside. Only the words are needed."""

    teller = forms.ChoiceField(
        label="Who are you?",
        choices=[
            (Teller.YOUNG_PERSON.value, "A young person"),
            (Teller.PARENT.value, "A parent or carer"),
            (Teller.TEACHER.value, "A teacher, or I work at a school"),
            (Teller.OTHER.value, "Somebody else"),
        ],
        initial=Teller.YOUNG_PERSON.value,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one; “Somebody else” is fine."},
    )
    words = _words(
        "What happened, or what worries you?",
        "In your own words and your own language. It need not be tidy, and you need not prove anything."
        " If there is a picture, do not describe more of it than you must: say where it is.",
        9,
    )
    name = _line(
        "Your name, and how we can reach you",
        "Leave it empty if you like: then we do not know who you are, and nobody tries to find out. We still act on it, and"
        " can still answer you here; but we cannot come to you. If you write it, only those who look after this see it, and"
        " they can help sooner.",
        NAME_LENGTH_LIMIT,
    )
    session = _line(
        "Which session with us was it?",
        "If it was in one, and you know: what it was about, or the day.",
        SESSION_LENGTH_LIMIT,
    )
    find = _line(
        "Your school",
        "If a school has to do with it. Type its name or town and press “Find it”. Nothing is kept of the search.",
        100,
    )
    school = forms.ChoiceField(label="Is it one of these?", required=False, widget=forms.RadioSelect)
    about = forms.ChoiceField(
        label="Is it about somebody who would read this?",
        help_text="They will not see it, or even know that it is there. Somebody else reads it.",
        choices=[
            (NOBODY, "No, or I do not know"),
            (Role.SAFEGUARDING_LEAD.value, "It is about your safeguarding lead"),
            (Role.DEPUTY_LEAD.value, "It is about your deputy safeguarding lead"),
        ],
        initial=NOBODY,
        required=False,
        widget=forms.RadioSelect,
    )
    answer = forms.ChoiceField(
        label="Would you like an answer?",
        choices=[
            (AnswerWanted.HERE.value, "Yes, here: I come back with the five words you give me"),
            (AnswerWanted.REACH.value, "Yes, the way I wrote above"),
            (AnswerWanted.NONE.value, "No, I only want you to know"),
        ],
        initial=AnswerWanted.HERE.value,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )

    def __init__(self, *args: object, schools: Sequence[School] = (), **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type] # handed on as they came
        self.fields["school"].choices = [  # type: ignore[attr-defined] # a choice field's
            *((school.ref, _in_words(school)) for school in schools),
            (NO_SCHOOL, "None of these"),
        ]
        self.shows_schools = bool(schools)

    def report(self) -> Report:
        """Return the valid form's report."""
        said = self.cleaned_data
        return Report(
            teller=Teller(said["teller"]),
            words=said["words"],
            name=said["name"],
            school_ref=said["school"],
            session=said["session"],
            answer=AnswerWanted(said["answer"]),
            about=Role(said["about"]) if said["about"] else None,
        )

    def clean_words(self) -> str:
        """Let the rule judge the words, so that its sentence stands at their box."""
        return _judged(self.cleaned_data["words"])


def _in_words(school: School) -> str:
    return f"{school.name}, {school.town}" if school.town else school.name


def _judged(words: str) -> str:
    verdict = may_send(words)
    if not verdict:
        raise forms.ValidationError(f"{verdict.sentence} {verdict.next_step}")
    return words


class PhraseForm(forms.Form):
    """The five words somebody wrote down."""

    phrase = forms.CharField(
        label="Your five words",
        help_text="In the same order, with a space between them.",
        max_length=TYPED_LENGTH_LIMIT,
        error_messages={
            "required": "Type the five words we gave you.",
            "max_length": "That is much longer than five words. Type only those we gave you.",
        },
        widget=forms.TextInput(attrs={**KEPT_NOWHERE, "autocapitalize": "none"}),
    )


class AddForm(forms.Form):
    """Something more, for a report that is on record."""

    words = _words(
        "Is there anything you want to add?", "It goes to those who look after what you told us.", 5
    )

    def clean_words(self) -> str:
        """Let the rule judge the words."""
        return _judged(self.cleaned_data["words"])


def shown_again(sent: dict[str, str]) -> dict[str, str]:
    """Return what was typed, for the form that is shown again: all of it, but for a picture written out as text."""
    return {**sent, "words": without_pictures(sent.get("words", ""))}

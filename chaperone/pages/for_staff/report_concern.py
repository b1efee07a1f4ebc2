""" "Report a concern": what a colleague saw or heard, from any screen; danger comes first, and nothing typed is lost."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chaperone.concerns.actions import Report, raise_report
from chaperone.concerns.models import Concern
from chaperone.pages.for_staff.case_forms import NO_NAMES
from chaperone.pages.visitor import adult, plain_text, sent
from chaperone.people.queries import people_with_roles
from chaperone.people.roles import STAFF_ROLES
from chaperone.policy.clauses import carries_out
from chaperone.sessions.queries import standing_in

WORDS_LENGTH_LIMIT = 100_000


def _words(label: str, help_text: str, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=WORDS_LENGTH_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={
            "required": "Write what you saw or heard. A few words are enough.",
            "max_length": "This is very long. Send the most important part first; you can report the rest after it.",
        },
    )


class ReportForm(forms.Form):
    """What was seen or said; the young person's own words and one's own opinion stand apart."""

    session = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    danger = forms.ChoiceField(
        label="Is somebody in danger right now?",
        choices=[
            ("no", "No, or not any more"),
            ("called", "Yes, and 999 has been called"),
            ("now", "Yes, now"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether somebody is in danger.", "invalid_choice": "Choose one."},
    )
    words = _words("What did you see or hear?", f"Facts only. {NO_NAMES}", required=True)
    own_words = _words(
        "The young person’s own words", "As exactly as you remember. Do not ask them for more."
    )
    opinion = _words("What do you think about it?", "Your own opinion, apart from what happened.")
    where = _words(
        "Where and when?", "Such as the session, the letter or the account. Never a link to a picture."
    )
    adult = forms.ChoiceField(
        label="Is it about one of our own adults?",
        help_text="It is never there for the person you choose, whatever they do here.",
        required=False,
        error_messages={"invalid_choice": "Choose somebody from the list."},
    )


@carries_out("U4", "A2", "S12", "R2")
def report(request: HttpRequest) -> HttpResponse:
    """Take a report from a colleague. While somebody is in danger it asks for 999 first, and keeps everything that was typed."""
    viewer, now = adult(request), timezone.now()
    form = ReportForm(sent(request), initial={"session": plain_text(request, "session", 20)})
    staff = people_with_roles(STAFF_ROLES, now.date()).exclude(pk=viewer.pk).order_by("full_name", "pk")
    about = form.fields["adult"]
    if isinstance(about, forms.ChoiceField):
        about.choices = [("", "No, or I do not know"), *((str(one.pk), one.full_name) for one in staff)]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if said["danger"] != "now":
            session = said["session"] if standing_in(viewer, said["session"], now) else ""
            raise_report(
                Report(
                    source=Concern.Source.STAFF,
                    words=said["words"],
                    session_ref=session,
                    about=(int(said["adult"]),) if said["adult"] else (),
                    by=viewer.ref,
                    answers={
                        "own_words": said["own_words"],
                        "opinion": said["opinion"],
                        "where": said["where"],
                        "danger": "999 has been called." if said["danger"] == "called" else "",
                    },
                ),
                now,
            )
            messages.success(
                request, "It is in the safeguarding lead’s queue, and they have been written to. Thank you."
            )
            return redirect("home")
        form.add_error("danger", "Call 999 now, then come back. Everything you wrote waits here.")
    return render(
        request, "for_staff/report_concern.html", {"form": form}, status=422 if form.errors else 200
    )

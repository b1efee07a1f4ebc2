"""What a teacher may see of the past: their own pupils' concerns, and the record without other schools' parts."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from chaperone.concerns import actions as concerns_do
from chaperone.concerns.queries import concern_for, concerns_for
from chaperone.pages.answers import answer_on_next_page
from chaperone.pages.dossier_pdf import dossier_pdf_answer
from chaperone.pages.for_staff.concerns import ActionForm, page_of_case
from chaperone.pages.for_teachers.own import own_part
from chaperone.pages.visitor import adult
from chaperone.policy.clauses import carries_out
from chaperone.records import actions as records_do


@carries_out("Y11", "U4")
def concerns(request: HttpRequest, session_ref: str) -> HttpResponse:
    """List the concerns that came from this school's seats in this session; no words are shown here."""
    own, now = own_part(request, session_ref), timezone.now()
    found = concerns_for(adult(request), now).filter(session_ref=own.session.ref, school=own.school)
    context = {"session": own.session, "concerns": found, "now": now}
    return render(request, "for_teachers/concerns.html", context)


def _must_be_of_this_session(request: HttpRequest, session_ref: str, concern_ref: str) -> None:
    """Refuse a concern that is not this school's in this session, before it is opened.

    Raises:
        Http404: it is another's, or there is none.
    """
    own = own_part(request, session_ref)
    found = concern_for(adult(request), concern_ref, timezone.now())
    if found is None or found.session_ref != own.session.ref or found.school_id != own.school.pk:
        raise Http404


@carries_out("Y11")
def concern(request: HttpRequest, session_ref: str, concern_ref: str) -> HttpResponse:
    """Open one concern; that this teacher read it is written in its case."""
    _must_be_of_this_session(request, session_ref, concern_ref)
    opened = concerns_do.read_concern(adult(request), concern_ref, timezone.now())
    if opened is None:
        raise Http404
    context = {
        **page_of_case(opened),
        "session_ref": session_ref,
        "session_url": reverse("teaching-session", args=[session_ref]),
        "form": ActionForm(),
    }
    return render(request, "for_teachers/concern.html", context)


@carries_out("Y11")
def concern_note(request: HttpRequest, session_ref: str, concern_ref: str) -> HttpResponse:
    """Write in the case what the school has done."""
    _must_be_of_this_session(request, session_ref, concern_ref)
    form = ActionForm(request.POST)
    if form.is_valid():
        done = concerns_do.note_action(adult(request), concern_ref, form.cleaned_data["text"], timezone.now())
        answer_on_next_page(request, done, "Written down in the case. The safeguarding lead sees it.")
    else:
        messages.warning(request, "Write what you have done.")
    return redirect("teaching-concern", session_ref=session_ref, concern_ref=concern_ref)


@carries_out("M12", "S13")
def dossier(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Show the record without other schools' parts; that it was opened is on record."""
    own = own_part(request, session_ref)
    opened = records_do.open_dossier(adult(request), own.session.ref, timezone.now())
    if opened is None:
        raise Http404
    return render(request, "for_teachers/dossier.html", {"dossier": opened})


@carries_out("M12", "S13")
def dossier_pdf(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Hand over the same as a PDF, on record as well."""
    own = own_part(request, session_ref)
    opened = records_do.open_dossier(adult(request), own.session.ref, timezone.now(), "pdf")
    if opened is None:
        raise Http404
    return dossier_pdf_answer(request, opened)

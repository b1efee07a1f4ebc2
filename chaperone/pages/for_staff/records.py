"""After a session: the notes it must have, its closing, and its sealed record as page and PDF."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chaperone.concerns.actions import raise_concern
from chaperone.pages.answers import refuse_on_form, refuse_on_next_page
from chaperone.pages.dossier_pdf import dossier_pdf_answer
from chaperone.pages.for_staff.forms import NotesForm
from chaperone.pages.for_staff.sessions import seen_session
from chaperone.pages.visitor import adult, sent
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.records import actions as records_do
from chaperone.sessions import actions as sessions_do
from chaperone.sessions.actions import Notes
from chaperone.sessions.models import Session
from chaperone.sessions.queries import recording_unexplained
from chaperone.sessions.school_time import moment_in_words


@carries_out("M10", "U4")
def notes(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Take the notes of a session; what worried the writer goes to the queue of concerns in the same breath."""
    seen, now = seen_session(request, session_ref), timezone.now()
    here = seen.session
    form = NotesForm(sent(request), recording_unexplained=recording_unexplained(here))
    if request.method == "POST" and form.is_valid():
        kept = _keep_notes(request, here, Notes(**form.cleaned_data))
        if not isinstance(kept, Refused):
            return redirect("session", session_ref=here.ref)
        refuse_on_form(form, kept)
    context = {
        "form": form,
        "session": here,
        "due": moment_in_words(here.notes_due_at, here.timezone),
        "late": now > here.notes_due_at and here.notes_written_at is None,
        "written": here.notes_written_at is not None,
    }
    return render(request, "for_staff/notes.html", context)


def _keep_notes(request: HttpRequest, here: Session, said: Notes) -> object:
    by, now = adult(request), timezone.now()
    with transaction.atomic():
        kept = sessions_do.write_notes(here, said, by, now)
        if isinstance(kept, Refused):
            return kept
        if kept.has_concerns:
            raise_concern("notes", "", here.ref, "", said.concerns, now)
    told = "The notes are kept."
    if kept.has_concerns:
        told += " What worried you is in the safeguarding lead’s queue now."
    messages.success(request, told)
    return kept


@carries_out("M10", "M12")
def close(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Close the session and seal its record, together."""
    here, now = seen_session(request, session_ref).session, timezone.now()
    with transaction.atomic():
        closed = sessions_do.close_session(here, adult(request), now)
        sealed = closed if isinstance(closed, Refused) else records_do.seal_dossier(here.ref, now)
        if isinstance(sealed, Refused):
            transaction.set_rollback(True)
    if isinstance(sealed, Refused):
        refuse_on_next_page(request, sealed)
    else:
        day = f"{sealed.destroy_on.day} {sealed.destroy_on:%B %Y}"
        messages.success(request, f"Closed. The record is sealed, and will be destroyed on {day}.")
    return redirect("session", session_ref=here.ref)


@carries_out("M12", "S13")
def dossier(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Show the whole record; the action that opens it writes down who was shown it."""
    opened = records_do.open_dossier(adult(request), session_ref, timezone.now())
    if opened is None:
        raise Http404
    return render(request, "for_staff/dossier.html", {"dossier": opened})


@carries_out("M12", "S13")
def dossier_pdf(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Hand over the same record as a PDF, on record as well."""
    opened = records_do.open_dossier(adult(request), session_ref, timezone.now(), "pdf")
    if opened is None:
        raise Http404
    return dossier_pdf_answer(request, opened)

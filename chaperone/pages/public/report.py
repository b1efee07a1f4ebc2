"""The report page: anybody tells us what worries them, without an account, and comes back with five words.

No cookie is set or asked for. What protects other forms against a foreign page posting in somebody's name (CSRF) has nothing to
protect here: nobody is signed in towards these pages, so a foreign page could do no more than its writer can do alone.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from chaperone.pages.answers import as_shown, in_words, refuse_on_form
from chaperone.pages.public.no_files import FORM_TYPE
from chaperone.pages.public.report_forms import AddForm, PhraseForm, ReportForm, shown_again
from chaperone.people.models import School
from chaperone.people.queries import school_by_id
from chaperone.people.school_search import search_schools
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.reporting import actions as reporting_do
from chaperone.reporting import queries as reporting
from chaperone.reporting.models import Receipt
from chaperone.reporting.rules import NO_FILES, NOT_SENT, TOO_LONG, holds_picture
from chaperone.sessions.code_sheet import qr_picture

SCHOOLS_SHOWN: Final = 8
# After that the five words are asked for again: the page may have been left open on a computer that others use.
OPEN_SECONDS: Final = 30 * 60
_FORM_SALT, _OPEN_SALT = "chaperone.report.form", "chaperone.report.open"


@csrf_exempt
@never_cache
@carries_out("U4", "Y11", "Y12", "U2")
def report(request: HttpRequest) -> HttpResponse:
    """Show help and the form; find a school; or take a report and show its five words, once it is on record."""
    if request.method != "POST":
        return _form_page(request, ReportForm())
    refused = _unreadable(request)
    if refused is not None:
        return _form_page(request, ReportForm(), status=422, refused_as_shown=as_shown(refused))
    now, typed = timezone.now(), _typed(request)
    schools = _schools(typed)
    form = ReportForm(typed, schools=schools)
    if "find_school" in typed:
        # Only the search was asked for: nothing is judged yet.
        looked = ReportForm(initial=typed, schools=schools)
        return _form_page(request, looked, token=typed.get("token", ""), found=len(schools), looked=True)
    if not form.is_valid():
        return _given_back(request, typed, schools)
    token = _token_in(typed)
    if token is None:
        form.add_error(None, in_words(NOT_SENT))
        return _form_page(request, form, status=422)
    sent = reporting_do.send_report(form.report(), token, now)
    if isinstance(sent, Refused):
        refuse_on_form(form, sent)
        return _form_page(request, form, status=422)
    context = {"words": sent.phrase, "address": _where().partition("://")[2]}
    return render(request, "public/report_sent.html", context)


def _where() -> str:
    return settings.CHAPERONE_PUBLIC_URL.rstrip("/") + reverse("report")


@carries_out("U4", "Y11")
def poster(request: HttpRequest) -> HttpResponse:
    """Show the page's address as words and as a picture to scan, to be printed for a wall."""
    context = {"address": _where().partition("://")[2], "qr": qr_picture(_where())}
    return render(request, "public/report_poster.html", context)


def _unreadable(request: HttpRequest) -> Refused | None:
    """Say why a form cannot be read: it carries files (nothing of it is read then), or it is a flood."""
    if request.content_type != FORM_TYPE:
        return NO_FILES
    try:
        return None if request.POST is not None else NO_FILES
    except RequestDataTooBig:
        return TOO_LONG


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: str(value).replace("\x00", "") for name, value in request.POST.items()}


def _schools(typed: dict[str, str]) -> list[School]:
    """Return the schools that were searched for, and the one that was chosen before; nothing is written down."""
    found = search_schools(typed.get("find", ""), SCHOOLS_SHOWN)
    number = typed.get("school", "").removeprefix("school:")
    chosen = (
        school_by_id(int(number)) if number.isascii() and number.isdecimal() and len(number) < 12 else None
    )
    return found if chosen is None or chosen in found else [chosen, *found]


def _given_back(request: HttpRequest, typed: dict[str, str], schools: list[School]) -> HttpResponse:
    """Show the form again with what must be put right; a picture that was written out is cut from the words first."""
    judged = ReportForm(typed, schools=schools)
    judged.is_valid()
    if holds_picture(typed.get("words", "")):
        cleaned = ReportForm(shown_again(typed), schools=schools)
        cleaned.is_valid()
        cleaned.errors["words"] = judged.errors["words"]
        judged = cleaned
    return _form_page(request, judged, token=typed.get("token", ""), status=422)


def _form_page(
    request: HttpRequest, form: ReportForm, *, status: int = 200, token: str = "", **more: Any
) -> HttpResponse:
    context = {"form": form, "token": token or _new_token(), **more}
    return render(request, "public/report.html", context, status=status)


def _new_token() -> str:
    return signing.Signer(salt=_FORM_SALT).sign(secrets.token_urlsafe(24))


def _token_in(typed: dict[str, str]) -> str | None:
    """Return the form's own token, if we made it: it must be long and random, because the phrase follows from it."""
    try:
        return signing.Signer(salt=_FORM_SALT).unsign(typed.get("token", ""))
    except signing.BadSignature:
        return None


@csrf_exempt
@never_cache
@carries_out("U4", "Y11", "Y12")
def answers(request: HttpRequest) -> HttpResponse:
    """Ask for the five words; show what they open; take what is added."""
    if request.method != "POST":
        return _phrase_page(request, PhraseForm())
    refused = _unreadable(request)
    if refused is not None:
        return _phrase_page(request, PhraseForm(), status=422, refused_as_shown=as_shown(refused))
    typed = _typed(request)
    return _added(request, typed) if "open" in typed else _opened(request, typed)


def _opened(request: HttpRequest, typed: dict[str, str]) -> HttpResponse:
    form = PhraseForm(typed)
    if not form.is_valid():
        return _phrase_page(request, form, status=422)
    receipt = reporting_do.open_by_phrase(form.cleaned_data["phrase"], timezone.now())
    if isinstance(receipt, Refused):
        refuse_on_form(form, receipt, "phrase")
        return _phrase_page(request, form, status=422, words=typed.get("words", ""))
    kept = typed.get("words", "")
    return _answers_page(request, receipt, AddForm(initial={"words": kept}))


def _added(request: HttpRequest, typed: dict[str, str]) -> HttpResponse:
    now = timezone.now()
    receipt = _still_open(typed["open"], now)
    if receipt is None:
        return _phrase_page(request, PhraseForm(), status=422, words=typed.get("words", ""), is_closed=True)
    form = AddForm(typed)
    if not form.is_valid():
        cleaned = AddForm(shown_again(typed))
        cleaned.is_valid()
        cleaned.errors["words"] = form.errors["words"]
        return _answers_page(request, receipt, cleaned, status=422)
    done = reporting_do.add_to_report(receipt, form.cleaned_data["words"], now)
    if isinstance(done, Refused):
        refuse_on_form(form, done, "words")
        return _answers_page(request, receipt, form, status=422)
    return _answers_page(request, receipt, AddForm(), is_added=True)


def _still_open(mark: str, now: datetime) -> Receipt | None:
    try:
        receipt_id, opened_at = signing.loads(mark, salt=_OPEN_SALT)
    except signing.BadSignature:
        return None
    return reporting.receipt_by_id(receipt_id, now) if now.timestamp() - opened_at < OPEN_SECONDS else None


def _phrase_page(request: HttpRequest, form: PhraseForm, *, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "public/report_phrase.html", {"form": form, **more}, status=status)


def _answers_page(
    request: HttpRequest, receipt: Receipt, form: AddForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    turns = reporting.turns_of(receipt.concern)
    context = {
        "turns": turns,
        "is_answered": any(turn.is_ours for turn in turns),
        "is_taken_on": receipt.concern.acknowledged_at is not None,
        "open": signing.dumps([receipt.pk, timezone.now().timestamp()], salt=_OPEN_SALT),
        "form": form,
        "address": reverse("report-answers"),
        **more,
    }
    return render(request, "public/report_answers.html", context, status=status)

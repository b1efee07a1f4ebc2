"""How an adult agrees to a text, whoever they are: what changed since they last did, the text, a typed name, and a certificate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone

from chaperone.pages.answers import refuse_on_form
from chaperone.pages.forms import AgreeForm
from chaperone.pages.printed import printed
from chaperone.pages.visitor import adult, sent
from chaperone.people import actions as people_do
from chaperone.people import queries as people
from chaperone.people.models import Agreement, Person
from chaperone.people.reading import seconds_to_read
from chaperone.policy.clauses import carries_out
from chaperone.policy.differences import differences
from chaperone.policy.documents import Document, as_agreed, document_named
from chaperone.policy.refusal import Refused
from chaperone.sessions.code_sheet import typefaces
from chaperone.sessions.paper import pdf_of

OPENED: Final = "chaperone.agreeing"


@carries_out("S1", "Y1")
def take_agreement(request: HttpRequest, name: str) -> tuple[Agreement | None, dict[str, Any]]:
    """Take the typed name under the text in force, if one was sent.

    Returns:
        The agreement, once it is made; and what a page needs that shows the text and asks.
    """
    visitor, document = adult(request), document_named(name)
    said = sent(request)
    seen = _seen(said, visitor)
    form = AgreeForm(
        _with_what_is_shown_now(said, seen, visitor, document), initial=_shown(visitor, document)
    )
    form.fields[
        "name_typed"
    ].help_text += f" The text takes at least {seconds_to_read(document.text)} seconds to read."
    already = people.agreement_of(visitor, name)
    if already is not None and request.method == "POST":
        # They agreed in another window meanwhile, perhaps to a newer text than this one shows: that is what counts.
        return already, {}
    if request.method == "POST" and form.is_valid():
        agreed = people_do.agree_to_document(
            visitor, name, form.cleaned_data["name_typed"], timezone.now(), seen=seen
        )
        if not isinstance(agreed, Refused):
            return agreed, {}
        refuse_on_form(form, agreed)
    return None, {"form": form, **_words(visitor, document)}


def _shown(visitor: Person, document: Document) -> dict[str, str]:
    """Return what a page takes along: the hash of its text, and when it was opened and by whom, sealed."""
    opened = signing.dumps([visitor.pk, document.hash, timezone.now().timestamp()], salt=OPENED)
    return {"text_hash": document.hash, "opened": opened}


def _with_what_is_shown_now(
    said: QueryDict | None, seen: people_do.SeenText, visitor: Person, document: Document
) -> QueryDict | None:
    """Return what was sent; where the answer will show another text than theirs, or one of unknown age, it begins anew with it."""
    if said is None or not seen.text_hash:
        return said
    if seen.text_hash == document.hash and seen.open_seconds is not None:
        return said
    anew = said.copy()
    for name, value in _shown(visitor, document).items():
        anew[name] = value
    return anew


def _words(visitor: Person, document: Document) -> dict[str, Any]:
    before = people.last_agreed_text(visitor, document.name)
    until = people.asked_until(visitor, document.name)
    return {
        "document": document,
        "agreement": people.agreement_of(visitor, document.name),
        "before": before,
        "last_day": until - timedelta(days=1) if until else None,
        "changes": differences(before.text, document.text) if before else (),
    }


def _seen(said: QueryDict | None, visitor: Person) -> people_do.SeenText:
    """Return which text was on the page, and for how long; that is unknown when the page did not say, or was another's."""
    text_hash = said.get("text_hash", "") if said is not None else ""
    try:
        whose, told, at = signing.loads(said.get("opened", "") if said is not None else "", salt=OPENED)
    except (signing.BadSignature, ValueError):
        return people_do.SeenText(text_hash)
    known = (whose, told) == (visitor.pk, text_hash)
    return people_do.SeenText(text_hash, max(0, int(timezone.now().timestamp() - at)) if known else None)


@carries_out("S1", "Y1")
def certificate(request: HttpRequest, document: str) -> HttpResponse:
    """Hand over, as a PDF, what the visitor agreed to: the words with their hash, the name, the time, the place in the record."""
    visitor = adult(request)
    try:
        text = document_named(document)
        agreement = people.agreement_of(visitor, document)
    except LookupError:
        agreement = None
    if agreement is None:
        messages.warning(request, "You have not agreed to the text in force, so there is no certificate yet.")
        return redirect("front")
    kept = people.words_agreed_to(agreement)
    if kept is not None:
        # A declaration stands for its year, whatever the words are by now.
        text = as_agreed(document, kept.version, kept.title, kept.text, kept.text_hash)
    words = {
        "document": text,
        "agreement": agreement,
        "organisation": people.organisation(),
        "fonts": typefaces(),
    }
    return printed(
        request,
        make=lambda: pdf_of(render_to_string("printed/agreement.html", words)),
        filename=f"agreement-{document}-{agreement.version}.pdf",
        page="/",
    )

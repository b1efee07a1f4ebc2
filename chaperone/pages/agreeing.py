"""How an adult agrees to a text, whoever they are: what changed since they last did, the text, a typed name, and a certificate."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
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
from chaperone.policy.clauses import carries_out
from chaperone.policy.differences import differences
from chaperone.policy.documents import Document, document_named
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
    opened = signing.dumps([document.hash, timezone.now().timestamp()], salt=OPENED)
    form = AgreeForm(sent(request), initial={"text_hash": document.hash, "opened": opened})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        agreed = people_do.agree_to_document(
            visitor,
            name,
            said["name_typed"],
            timezone.now(),
            seen=people_do.SeenText(said["text_hash"], _open_seconds(said["opened"], said["text_hash"])),
        )
        if not isinstance(agreed, Refused):
            return agreed, {}
        refuse_on_form(form, agreed)
    return None, {"form": form, **_words(visitor, document)}


def _words(visitor: Person, document: Document) -> dict[str, Any]:
    before = people.last_agreed_text(visitor, document.name)
    return {
        "document": document,
        "agreement": people.agreement_of(visitor, document.name),
        "before": before,
        "changes": differences(before.text, document.text) if before else (),
    }


def _open_seconds(opened: str, text_hash: str) -> int | None:
    """Return how long the text had been open; None when the page did not say, or said it of another text."""
    try:
        told, at = signing.loads(opened, salt=OPENED)
    except signing.BadSignature:
        return None
    return max(0, int(timezone.now().timestamp() - at)) if told == text_hash else None


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

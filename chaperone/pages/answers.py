"""Carries what a rule or an action answered to the person on the page: on the form, or on top of the next page."""

from __future__ import annotations

from dataclasses import asdict

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from chaperone.policy.pack import Pack
from chaperone.policy.refusal import Refused, Verdict


def in_words(refused: Refused) -> str:
    """Return the refusal as people read it: what is not possible, what they can do now, and the clause that says so."""
    words = f"{refused.sentence} {refused.next_step}".strip()
    return f"{words} (Policy clause {refused.clause}.)" if refused.clause else words


def as_shown(verdict: Verdict) -> dict[str, str] | None:
    """Return a refusal for a template, or ``None``: a refusal itself is false, and a template's ``if`` would not see it."""
    return asdict(verdict) if isinstance(verdict, Refused) else None


def refuse_on_form(form: forms.Form, refused: Refused, field: str | None = None) -> None:
    """Put the refusal into the form, so that it is shown again with everything typed kept."""
    form.add_error(field, in_words(refused))


def refuse_on_next_page(request: HttpRequest, refused: Refused) -> None:
    """Put the refusal on top of the page that comes next."""
    messages.warning(request, in_words(refused))


def answer_on_next_page(request: HttpRequest, done: object, told: str) -> bool:
    """Say on the page that comes next how it went, and return whether it was done.

    Args:
        done: what the action answered; everything but a ``Refused`` means that it was done.
        told: what is said then, in the person's own words.
    """
    if isinstance(done, Refused):
        refuse_on_next_page(request, done)
        return False
    messages.success(request, told)
    return True


def strip_of(pack: Pack) -> dict[str, str]:
    """Return the strip on top of a page about one session that is held under a rehearsal pack; nothing for the real thing."""
    return {"rehearsal": pack.label} if pack.rehearsal else {}

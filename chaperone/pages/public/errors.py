"""The pages people see when something is wrong. A pupil may be looking at any of them, so Childline is on each (clause Y12)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from chaperone.pages.context import CHILDLINE_PHONE
from chaperone.policy.clauses import carries_out


@carries_out("Y12")
def _page(name: str, status: int) -> HttpResponse:
    # Without the request: no lookup of who is asking, so that the page still comes when the database does not.
    html = render_to_string(f"public/errors/{name}.html", {"childline_phone": CHILDLINE_PHONE})
    return HttpResponse(html, status=status)


def bad_request(_request: HttpRequest, _exception: Exception | None = None) -> HttpResponse:
    """Answer a request that makes no sense."""
    return _page("bad_request", 400)


def forbidden(_request: HttpRequest, _exception: Exception | None = None) -> HttpResponse:
    """Answer where Django itself forbids; our own rules answer "not there" instead."""
    return _page("forbidden", 403)


def form_too_old(_request: HttpRequest, **_why: str) -> HttpResponse:
    """Answer a form without a valid CSRF token: usually a page that stayed open overnight, or cookies switched off."""
    return _page("form_too_old", 403)


def not_there(_request: HttpRequest, _exception: Exception | None = None) -> HttpResponse:
    """Answer what is not there, and what this visitor may not know is there."""
    return _page("not_there", 404)


def our_fault(_request: HttpRequest) -> HttpResponse:
    """Answer when we failed."""
    return _page("our_fault", 500)

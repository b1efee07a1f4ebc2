"""The pages people see when something is wrong. A pupil may be looking at any of them, so Childline is on each (clause Y12)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from chaperone.policy.clauses import carries_out

# What a script is told, which cannot show a page; the room's own module puts it on the screen.
SENTENCES = {
    400: ("We could not read that.", "Reload the page and try once more."),
    403: ("This page was open too long.", "Reload the page and try once more."),
    404: ("There is nothing here for you.", "Reload the page, or ask your teacher for a new code."),
    500: ("Something went wrong, and it was us.", "Wait a minute, then reload the page."),
}


@carries_out("Y12")
def _answer(request: HttpRequest, name: str, status: int) -> HttpResponse:
    if request.headers.get("Accept", "").startswith("application/json"):
        sentence, next_step = SENTENCES[status]
        return JsonResponse({"sentence": sentence, "next_step": next_step}, status=status)
    # Without the request: no lookup of who is asking, so that the page still comes when the database does not.
    return HttpResponse(render_to_string(f"public/errors/{name}.html"), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's call
    """Answer a request that makes no sense."""
    return _answer(request, "bad_request", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's call
    """Answer where Django itself forbids; our own rules answer "not there" instead."""
    return _answer(request, "forbidden", 403)


def form_too_old(request: HttpRequest, **_why: object) -> HttpResponse:
    """Answer a form without a valid CSRF token: usually a page that stayed open overnight, or cookies switched off."""
    return _answer(request, "form_too_old", 403)


def not_there(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's call
    """Answer what is not there, and what this visitor may not know is there."""
    return _answer(request, "not_there", 404)


def our_fault(request: HttpRequest) -> HttpResponse:
    """Answer when we failed."""
    return _answer(request, "our_fault", 500)

"""Who is asking, once the gate has let them in, and what they sent."""

from __future__ import annotations

from django.http import Http404, HttpRequest, QueryDict

from chaperone.people.models import Person


def adult(request: HttpRequest) -> Person:
    """Return the signed-in adult.

    Raises:
        Http404: when nobody is signed in; the access table has asked before, so this is a second lock and not the first.
    """
    if isinstance(request.user, Person):
        return request.user
    raise Http404


def sent(request: HttpRequest) -> QueryDict | None:
    """Return the form that was sent, be it empty, or ``None`` when the page was only asked for."""
    return request.POST if request.method == "POST" else None


def plain_text(request: HttpRequest, name: str, longest: int) -> str:
    """Return what was typed into a search box: at most ``longest`` characters, without the NUL that a database refuses."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:longest]

"""Who is asking, once the gate has let them in: the signed-in adult of a page that only adults may see."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from chaperone.people.models import Person


def adult(request: HttpRequest) -> Person:
    """Return the signed-in adult.

    Raises:
        Http404: when nobody is signed in; the access table has asked before, so this is a second lock and not the first.
    """
    if isinstance(request.user, Person):
        return request.user
    raise Http404

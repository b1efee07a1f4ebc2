"""Treats whoever opened their link and still owes a second step as a stranger: nothing behind it can take them for signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from chaperone.pages.browser_mark import known_mark, mark_of
from chaperone.pages.browser_words import in_words
from chaperone.people import actions as people_do
from chaperone.people import sign_in_queries as sign_ins
from chaperone.people.models import Person
from chaperone.people.sign_in_models import SignIn
from chaperone.people.sign_in_rules import Owed, is_fresh_enough, owed_by
from chaperone.policy.clauses import carries_out

_HERE = "chaperone_here"


@dataclass(slots=True)
class Here:
    """Who came in by a link in this browser, the sign-in, and what it still owes."""

    person: Person
    sign_in: SignIn | None
    owed: Owed


class SecondStepFirst:
    """Middleware, right behind the one that finds out who is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; who asks is found out only when somebody wants to know."""
        by_link = request.user
        request.user = SimpleLazyObject(lambda: _whole(request, by_link))  # type: ignore[assignment] # as Django's own
        return self.get_response(request)


@carries_out("A3", "U2")
def _whole(request: HttpRequest, by_link: object) -> Person | AnonymousUser:
    """Return whoever is signed in and owes nothing; everybody else is a stranger."""
    if not isinstance(by_link, Person):
        return AnonymousUser()
    sign_in = sign_ins.sign_in_of(by_link, known_mark(request))
    if sign_in is not None and sign_in.ended_at is not None:
        # It was ended from another browser, or by too many wrong tries.
        request.session.flush()
        return AnonymousUser()
    here = settle(request, by_link, sign_in)
    if here.owed is not Owed.NOTHING:
        return AnonymousUser()
    if sign_in is not None:
        people_do.note_seen(sign_in, timezone.now())
    return by_link


def settle(request: HttpRequest, person: Person, sign_in: SignIn | None) -> Here:
    """Work out what this sign-in owes, and keep it for the rest of the request."""
    confirmed = sign_in is not None and sign_in.confirmed_at is not None
    owed = Owed.NOTHING if confirmed else owed_by(sign_ins.facts_of(person, sign_in, timezone.now()))
    here = Here(person, sign_in, owed)
    vars(request)[_HERE] = here
    request.user = person if owed is Owed.NOTHING else AnonymousUser()
    return here


def here_of(request: HttpRequest) -> Here | None:
    """Return who came in by a link in this browser, whole or half-way, or None."""
    bool(request.user.is_authenticated)  # finds out, if nobody wanted to know yet
    here = vars(request).get(_HERE)
    return here if isinstance(here, Here) else None


def owed_here(request: HttpRequest) -> Owed:
    """Return what whoever came in by a link here still owes; nothing when nobody did."""
    here = here_of(request)
    return here.owed if here else Owed.NOTHING


def person_here(request: HttpRequest) -> Person:
    """Return who came in by a link here, whole or half-way; 404 when nobody did (a second lock)."""
    here = here_of(request)
    if here is not None:
        return here.person
    if isinstance(request.user, Person):
        return request.user
    raise Http404


def sign_in_here(request: HttpRequest) -> SignIn:
    """Return this browser's sign-in; one that began before sign-ins were kept is kept from now on."""
    here, person = here_of(request), person_here(request)
    found = here.sign_in if here else sign_ins.sign_in_of(person, known_mark(request))
    return found or begin_here(request, person)


def begin_here(request: HttpRequest, person: Person) -> SignIn:
    """Keep that this person is signed in with this browser from now on."""
    kind = in_words(request.headers.get("User-Agent", ""))
    return people_do.begin_sign_in(person, mark_of(request), kind, timezone.now())


def is_fresh_here(request: HttpRequest, fresh_minutes: int) -> bool:
    """Say whether the second step was shown lately enough in this browser for a page that asks for it."""
    here = here_of(request)
    if here is None or not fresh_minutes:
        return True
    now = timezone.now()
    return is_fresh_enough(sign_ins.facts_of(here.person, here.sign_in, now), now, fresh_minutes)

"""Adults sign in by a personal link that comes by e-mail; there is no password to guess, share or lose."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from chaperone.pages.answers import as_shown
from chaperone.pages.browser_mark import forget_mark, known_mark
from chaperone.pages.half_way import begin_here, here_of, settle
from chaperone.pages.public import short_code
from chaperone.pages.public.forms import AskForLink
from chaperone.pages.public.going_on import LINK_SESSION, first_page, remember_wanted_page
from chaperone.pages.visitor import adult, sent
from chaperone.people import actions as people_do
from chaperone.people import queries as people
from chaperone.people.account_rules import Provider
from chaperone.people.models import Person
from chaperone.people.sign_in_rules import Owed
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused


def ask(request: HttpRequest) -> HttpResponse:
    """Send a link to an address; what we answer is the same whether or not we know the address."""
    remember_wanted_page(request)
    form = AskForLink(sent(request))
    if request.method == "POST" and form.is_valid():
        people_do.ask_for_link(form.cleaned_data["email"], timezone.now())
        return redirect("sign-in-asked")
    accounts = [Provider(name) for name in settings.CHAPERONE_ACCOUNTS]
    return render(request, "public/sign_in.html", {"form": form, "accounts": accounts})


def asked(request: HttpRequest) -> HttpResponse:
    """Say where to look now, the same to everybody."""
    return render(request, "public/sign_in_asked.html")


@never_cache
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show whose link this is; the button signs in. Fetching alone does nothing: mail scanners fetch links."""
    now = timezone.now()
    link = people.link_of_token(token, now)
    if not isinstance(link, Refused) and request.method == "POST":
        person = people_do.sign_in_by_link(token, now)
        if isinstance(person, Person):
            return redirect(begin(request, person, link.session_ref))
        link = person
    if isinstance(link, Refused):
        return render(request, "public/sign_in_link.html", {"refused": as_shown(link)}, status=410)
    return render(request, "public/sign_in_link.html", {"person": link.person})


def begin(request: HttpRequest, person: Person, session_ref: str = "", *, by_account: bool = False) -> str:
    """Begin the sign-in, and return where it goes on: the second step or code where one is owed, else the first page.

    Args:
        by_account: they showed an account of their organisation, which needs no code from a letter.
    """
    before = here_of(request)
    if before is not None and before.person == person and before.owed in (Owed.NOTHING, Owed.CODE):
        # They were signed in here already and their rooms stay open; or pressed again, and the code they were sent stays good.
        sign_in = before.sign_in
        login(request, person)
    else:
        _signed_out_here(request)  # whoever was signed in here before is not any more
        login(request, person)
        forget_mark(request)
        sign_in = begin_here(request, person)
    request.session[LINK_SESSION] = session_ref
    if by_account:
        sign_in = sign_in or begin_here(request, person)
        people_do.account_stands_for_code(sign_in, timezone.now())
    here = settle(request, person, sign_in)
    if here.owed is Owed.CODE:
        return short_code.begin(request)
    return first_page(request) if here.owed is Owed.NOTHING else reverse("second-step")


@carries_out("M9")
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign the adult out of this browser, its other tabs in a room too; a pupil's seat in it is another thing and stays."""
    _signed_out_here(request)
    logout(request)
    return redirect("front")


def _signed_out_here(request: HttpRequest) -> None:
    mark, here = known_mark(request), here_of(request)
    if here is not None and mark:
        people_do.sign_out(here.person, mark, timezone.now())


def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """Kill every link of whoever is signed in, after a question: a telephone or a laptop with one of them is lost."""
    person = adult(request)
    if request.method == "POST":
        people_do.revoke_links(person, person, timezone.now())
        logout(request)
        messages.success(request, "You are signed out everywhere, and your old links no longer work.")
        return redirect("sign-in")
    return render(request, "public/sign_out_everywhere.html")

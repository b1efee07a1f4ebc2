"""Adults sign in by a personal link that comes by e-mail; there is no password to guess, share or lose."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from chaperone.pages.access import Who
from chaperone.pages.answers import as_shown
from chaperone.pages.browser_mark import known_mark, mark_of
from chaperone.pages.public.forms import AskForLink
from chaperone.pages.standing import standing_of
from chaperone.pages.visitor import adult, sent
from chaperone.people import actions as people_do
from chaperone.people import queries as people
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused

WANTED_PAGE = "wanted_page"


def ask(request: HttpRequest) -> HttpResponse:
    """Send a link to an address; what we answer is the same whether or not we know the address."""
    _remember_wanted_page(request)
    form = AskForLink(sent(request))
    if request.method == "POST" and form.is_valid():
        people_do.ask_for_link(form.cleaned_data["email"], timezone.now())
        return redirect("sign-in-asked")
    return render(request, "public/sign_in.html", {"form": form})


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
            wanted = request.session.get(WANTED_PAGE, "")
            if request.user != person:
                _signed_out_here(request)  # whoever was signed in here before is not any more
            login(request, person)
            mark_of(request)
            return redirect(_first_page(request, link.session_ref, str(wanted)))
        link = person
    if isinstance(link, Refused):
        return render(request, "public/sign_in_link.html", {"refused": as_shown(link)}, status=410)
    return render(request, "public/sign_in_link.html", {"person": link.person})


@carries_out("M9")
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign the adult out of this browser, its other tabs in a room too; a pupil's seat in it is another thing and stays."""
    _signed_out_here(request)
    logout(request)
    return redirect("front")


def _signed_out_here(request: HttpRequest) -> None:
    mark = known_mark(request)
    if isinstance(request.user, Person) and mark:
        people_do.sign_out(request.user, mark, timezone.now())


def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """Kill every link of whoever is signed in, after a question: a telephone or a laptop with one of them is lost."""
    person = adult(request)
    if request.method == "POST":
        people_do.revoke_links(person, person, timezone.now())
        logout(request)
        messages.success(request, "You are signed out everywhere, and your old links no longer work.")
        return redirect("sign-in")
    return render(request, "public/sign_out_everywhere.html")


def _remember_wanted_page(request: HttpRequest) -> None:
    wanted = request.GET.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        request.session[WANTED_PAGE] = wanted


def _first_page(request: HttpRequest, session_ref: str, wanted: str) -> str:
    """Return where to go after signing in: the page they came for, the link's session, or their own front page."""
    if session_ref:
        standing = standing_of(request, {"session_ref": session_ref})
        if Who.TEACHER_OF_SESSION in standing:
            return f"/teaching/{session_ref}"
        if Who.STAFF_OF_SESSION in standing:
            return f"/sessions/{session_ref}"
    if wanted:
        return wanted
    standing = standing_of(request, {})
    return "/home" if Who.STAFF in standing else "/teaching" if Who.TEACHER in standing else "/"

"""A teacher's short code: after their link, in a browser we do not know yet; it came by letter to the same address."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from chaperone.pages.answers import as_shown, in_words
from chaperone.pages.half_way import Here, here_of, settle, sign_in_here
from chaperone.pages.public.going_on import first_page, wanted_after, with_next
from chaperone.people import actions as people_do
from chaperone.people.short_code_rules import LINKS_ENDED, WRONG_TOO_OFTEN
from chaperone.people.sign_in_models import SignIn
from chaperone.people.sign_in_rules import Owed
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused


def begin(request: HttpRequest) -> str:
    """Send the code to whoever has just opened their link, and return the page that asks for it.

    Pressed twice within a minute, no second letter goes; the first one's code is good.
    """
    done = people_do.send_code(sign_in_here(request), timezone.now())
    if done == LINKS_ENDED:
        return _stop(request, LINKS_ENDED)
    return reverse("sign-in-code")


@never_cache
@carries_out("S8")
def page(request: HttpRequest) -> HttpResponse:
    """Ask for the code and let in by it; the other button sends it once more."""
    here = here_of(request)
    if here is None or here.owed is not Owed.CODE:
        return redirect(first_page(request))
    if request.method != "POST":
        return _asked(request, here)
    sign_in, now = sign_in_here(request), timezone.now()
    if "again" in request.POST:
        done = people_do.send_code(sign_in, now)
        if isinstance(done, SignIn):
            messages.success(request, "The code is on its way to you once more.")
            return redirect(with_next("sign-in-code", wanted_after(request)))
    else:
        done = people_do.show_code(sign_in, request.POST.get("code", "")[:100], now)
    if done in (LINKS_ENDED, WRONG_TOO_OFTEN) and isinstance(done, Refused):
        return redirect(_stop(request, done))
    if isinstance(done, Refused):
        return _asked(request, here, done)
    request.session.cycle_key()
    settle(request, done.person, done)
    return redirect(wanted_after(request) or first_page(request))


def _stop(request: HttpRequest, refused: Refused) -> str:
    """End this sign-in in this browser, say why, and return where one begins anew."""
    logout(request)
    messages.warning(request, in_words(refused))
    return reverse("sign-in")


def _asked(request: HttpRequest, here: Here, refused: Refused | None = None) -> HttpResponse:
    context = {
        "who": here.person,
        "action": with_next("sign-in-code", wanted_after(request)),
        "refused": as_shown(refused) if refused is not None else None,
    }
    return render(request, "public/sign_in_code.html", context)

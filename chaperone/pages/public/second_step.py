"""The second step, asked for: after the link, and again before what needs it fresh; what was typed meanwhile is not lost."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from chaperone.pages.answers import as_shown, in_words
from chaperone.pages.half_way import here_of, person_here, settle, sign_in_here
from chaperone.pages.public import keys
from chaperone.pages.public.going_on import first_page, wanted_after, with_next
from chaperone.people import sign_in_queries as sign_ins
from chaperone.people.actions import second_steps as steps_do
from chaperone.people.sign_in_models import SignIn
from chaperone.people.sign_in_rules import Owed
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused

OURS = frozenset(
    {"csrfmiddlewaretoken", "step_way", "step_code", "step_recovery", "step_answer", "step_kept"}
)


@never_cache
@carries_out("A3")
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the second step, and go on to where they were going."""
    here, wanted = here_of(request), wanted_after(request)
    if here is not None and here.owed is Owed.SET_UP:
        return redirect(with_next("second-step-set-up", wanted))
    if here is not None and here.owed is Owed.CODE:
        return redirect(with_next("sign-in-code", wanted))
    if not sign_ins.has_step(person_here(request)):
        return redirect(wanted or "own-sign-in")
    if request.method != "POST":
        return _page(request, wanted)
    sign_in = sign_in_here(request)
    done = _show(request, sign_in)
    if isinstance(done, Refused):
        sign_in.refresh_from_db()
        if sign_in.ended_at is not None:
            logout(request)
            messages.warning(request, in_words(done))
            return redirect("sign-in")
        return _page(request, wanted, done)
    request.session.cycle_key()
    settle(request, done.person, done)
    if request.POST.get("step_kept") and wanted:
        # The browser sends the form they had filled in once more, to where it was going.
        return HttpResponse(status=307, headers={"Location": wanted})
    return redirect(wanted or first_page(request))


def _show(request: HttpRequest, sign_in: SignIn) -> SignIn | Refused:
    sent, now = request.POST, timezone.now()
    way = sent.get("step_way", "")
    if way == "key":
        return steps_do.show_key(sign_in, keys.shown(sign_in.person, sent.get("step_answer", "")), now)
    if way == "recovery_code":
        return steps_do.show_recovery_code(sign_in, sent.get("step_recovery", "")[:100], now)
    return steps_do.show_phone_code(sign_in, sent.get("step_code", "")[:100], now)


@carries_out("M12", "M13", "R2")
def ask_again(request: HttpRequest) -> HttpResponse:
    """Ask for the second step before a page that needs it fresh; a form that was on its way is carried along."""
    if request.method != "POST":
        return redirect(with_next("second-step", request.get_full_path()))
    return _page(request, request.get_full_path(), status=403)


def _page(
    request: HttpRequest, wanted: str, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    person = person_here(request)
    ways = sign_ins.ways_of(person)
    typed = [(name, value) for name, values in request.POST.lists() if name not in OURS for value in values]
    context = {
        "action": with_next("second-step", wanted),
        "ways": ways,
        "to_show": keys.to_show(person) if "key" in ways else None,
        "refused": as_shown(refused) if refused is not None else None,
        "kept": typed,
        "is_again": request.user.is_authenticated,
        "lost_files": bool(request.FILES),
        "who": person,
    }
    return render(request, "second_step/ask.html", context, status=status)

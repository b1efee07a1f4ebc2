"""The second step, set up: a key or a phone, the recovery codes, and taking one of them away."""

from __future__ import annotations

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from chaperone.ledger.seal import CannotOpen
from chaperone.pages.answers import answer_on_next_page, as_shown
from chaperone.pages.half_way import owed_here, person_here, settle, sign_in_here
from chaperone.pages.public import keys
from chaperone.pages.public.going_on import first_page, wanted_after, with_next
from chaperone.pages.visitor import adult
from chaperone.people import sign_in_queries as sign_ins
from chaperone.people.actions import second_steps as steps_do
from chaperone.people.second_step_seal import open_secret, seal_secret
from chaperone.people.sign_in_models import SignIn
from chaperone.people.sign_in_rules import KEY_NOT_KNOWN, Owed
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused

# The secret of a phone that is being set up, sealed, until its first code has come.
_PHONE_SECRET = "phone_secret"  # noqa: S105 - the name it is kept under, no secret itself


@carries_out("A3")
def choose(request: HttpRequest) -> HttpResponse:
    """Offer the two kinds of second step."""
    context = {"is_owed": owed_here(request) is Owed.SET_UP, "wanted": _query(request)}
    return render(request, "second_step/choose.html", context)


@never_cache
def phone(request: HttpRequest) -> HttpResponse:
    """Show the square to photograph, and take the phone's first code."""
    now, person, refused = timezone.now(), person_here(request), None
    steps_do.ready_to_seal(now)
    sealed = str(request.session.get(_PHONE_SECRET, ""))
    if request.method == "POST" and sealed:
        done = steps_do.add_phone(sign_in_here(request), sealed, request.POST.get("step_code", "")[:100], now)
        if not isinstance(done, Refused):
            del request.session[_PHONE_SECRET]
            return _after(request, done, "Your phone is set up.")
        refused = done
    secret = _opened(sealed)
    if not secret:
        secret = generate_totp_secret()
        request.session[_PHONE_SECRET] = seal_secret(secret)
    square = segno.make(get_adapter().build_totp_url(person, secret), error="m")
    context = {
        "square": square.svg_data_uri(scale=5, border=3, light="white"),
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "refused": as_shown(refused) if refused is not None else None,
        "replaces": any(not step.is_key for step in sign_ins.steps_of(person)),
        "wanted": _query(request),
    }
    return render(request, "second_step/phone.html", context)


def _opened(sealed: str) -> str:
    try:
        return open_secret(sealed) if sealed else ""
    except CannotOpen:
        return ""


@never_cache
def key(request: HttpRequest) -> HttpResponse:
    """Let the browser make a key, and keep what it answers."""
    person, refused = person_here(request), None
    if request.method == "POST":
        made = keys.made(request.POST.get("step_answer", ""))
        if made is not None:
            name = request.POST.get("step_name", "").replace("\x00", "")
            done = steps_do.add_key(sign_in_here(request), name, made, timezone.now())
            return _after(request, done, "Your key is set up.")
        refused = KEY_NOT_KNOWN
    context = {
        "to_make": keys.to_make(person),
        "refused": as_shown(refused) if refused is not None else None,
        "wanted": _query(request),
    }
    return render(request, "second_step/key.html", context)


def _after(request: HttpRequest, done: SignIn, told: str) -> HttpResponse:
    request.session.cycle_key()
    settle(request, done.person, done)
    messages.success(request, told)
    if sign_ins.are_codes_to_be_kept(done.person):
        return redirect(with_next("second-step-codes", wanted_after(request)))
    return redirect("own-sign-in")


@never_cache
def codes(request: HttpRequest) -> HttpResponse:
    """Show the recovery codes once, until their owner says that they are kept; then only offer new ones."""
    person, now = adult(request), timezone.now()
    if request.method == "POST" and request.POST.get("step_way") == "anew":
        steps_do.make_recovery_codes(person, now)
        return redirect("second-step-codes")
    if request.method == "POST":
        steps_do.note_codes_kept(person)
        return redirect(wanted_after(request) or first_page(request))
    held = sign_ins.recovery_codes_of(person)
    to_be_kept = sign_ins.are_codes_to_be_kept(person)
    shown = held.get_unused_codes() if held and to_be_kept else []
    context = {
        "codes": [f"{code[:4]} {code[4:8]} {code[8:]}" for code in shown],
        "left": sign_ins.recovery_codes_left(person),
        "has_step": sign_ins.has_step(person),
    }
    return render(request, "second_step/codes.html", context)


def remove(request: HttpRequest, step_id: int) -> HttpResponse:
    """Take one of one's second steps away, after a question; the last one stays."""
    person = adult(request)
    if request.method == "POST":
        done = steps_do.remove_step(person, step_id, timezone.now())
        answer_on_next_page(request, done, "It is removed.")
        return redirect("own-sign-in")
    step = next((step for step in sign_ins.steps_of(person) if step.id == step_id), None)
    return render(request, "second_step/remove.html", {"step": step})


def _query(request: HttpRequest) -> str:
    wanted = wanted_after(request)
    return with_next("second-step", wanted).partition("?")[2]

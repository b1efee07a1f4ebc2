"""Signing in with Google or Microsoft, where the operator set it up: nobody is asked there before a person presses the button."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from chaperone.adapters.accounts import AccountKeys, AccountNotTold, send_there, who_came_back
from chaperone.pages.answers import in_words
from chaperone.pages.public.sign_in import begin
from chaperone.people import actions as people_do
from chaperone.people.account_rules import Provider
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused

NOT_TOLD = Refused(
    "S8", "That did not work: we were not told who you are.", "Try once more, or ask for a link by e-mail."
)
NOT_SET_UP = Refused("", "That way to sign in is not set up here.", "Ask for a link by e-mail.")


def keys_of(provider: str) -> AccountKeys | None:
    """Return the keys of a provider, or None where it is not set up."""
    found = settings.CHAPERONE_ACCOUNTS.get(provider)
    return AccountKeys(Provider(provider), **found) if found else None


def back_url(provider: str) -> str:
    """Return the one address that the provider sends people back to; it is registered there."""
    return str(settings.CHAPERONE_PUBLIC_URL.rstrip("/") + reverse("account-back", args=[provider]))


@never_cache
def there(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Send the browser to the provider."""
    keys = keys_of(provider)
    if keys is None:
        return _not(request, NOT_SET_UP)
    try:
        return send_there(keys, request, back_url(provider))
    except AccountNotTold:
        return _not(request, NOT_TOLD)


@never_cache
@carries_out("S8", "A3")
def back(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Take what the provider says, and begin the sign-in of whoever we know by it."""
    keys = keys_of(provider)
    if keys is None:
        return _not(request, NOT_SET_UP)
    try:
        account = who_came_back(keys, request)
    except AccountNotTold:
        return _not(request, NOT_TOLD)
    person = people_do.sign_in_by_account(account, settings.CHAPERONE_MICROSOFT_TENANTS, timezone.now())
    if isinstance(person, Refused):
        return _not(request, person)
    return redirect(begin(request, person, by_account=True))


def _not(request: HttpRequest, refused: Refused) -> HttpResponseBase:
    messages.warning(request, in_words(refused))
    return redirect("sign-in")

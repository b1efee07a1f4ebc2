"""Google and Microsoft, asked who somebody is: OpenID Connect by Authlib, which checks state, nonce, signature and issuer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.http import HttpRequest, HttpResponseBase
from joserfc.errors import JoseError

from chaperone.people.account_rules import Account, Provider

SECONDS_TO_ANSWER: Final = 10
# No name, no picture. Microsoft tells the tenant only to whoever asks for the profile.
_SCOPES: Final = {Provider.GOOGLE: "openid email", Provider.MICROSOFT: "openid email profile"}


class AccountNotTold(Exception):
    """The provider could not be asked, or what came back proves nothing; there is nothing in it for anybody to read."""


@dataclass(frozen=True, slots=True)
class AccountKeys:
    """One provider as the operator set it up: where it describes itself, and by which keys it knows us."""

    provider: Provider
    url: str
    client_id: str
    secret: str


def send_there(keys: AccountKeys, request: HttpRequest, back_url: str) -> HttpResponseBase:
    """Return the redirect to the provider; what must come back with the answer is kept in this browser's session.

    Raises:
        AccountNotTold: the provider cannot be reached.
    """
    try:
        answer: HttpResponseBase = _asks(keys).authorize_redirect(request, back_url, prompt="select_account")
    except (requests.RequestException, AuthlibBaseError, RuntimeError, ValueError) as fault:
        raise AccountNotTold(type(fault).__name__) from fault
    return answer


def who_came_back(keys: AccountKeys, request: HttpRequest) -> Account:
    """Exchange the code in the address for what the provider says of the account.

    Raises:
        AccountNotTold: it was refused there, is not meant for this browser or for us, is too old, or is not signed by the provider.
    """
    try:
        told = _asks(keys).authorize_access_token(request, claims_options=_must_be(keys)).get("userinfo")
    except (
        requests.RequestException,
        AuthlibBaseError,
        JoseError,
        RuntimeError,
        ValueError,
        TypeError,
        KeyError,
    ) as fault:
        # The words of the fault may hold an address: only its kind goes on.
        raise AccountNotTold(type(fault).__name__) from None
    if not told:
        raise AccountNotTold("no id token")
    return _account(keys.provider, told)


def _account(provider: Provider, told: Mapping[str, Any]) -> Account:
    says = told.get("email_verified", told.get("xms_edov"))
    return Account(
        provider,
        str(told.get("email", "")).strip().lower(),
        None if says is None else says in (True, "true", 1, "1"),
        hosted_domain=str(told.get("hd", "")),
        tenant=str(told.get("tid", "")),
        # Microsoft names where a guest came from; for its own people it says nothing, or itself.
        is_guest=told.get("idp", told.get("iss")) != told.get("iss"),
    )


def _must_be(keys: AccountKeys) -> dict[str, Any]:
    issuer = str(_asks(keys).load_server_metadata().get("issuer", ""))

    def is_issuer(claims: Mapping[str, Any], value: object) -> bool:
        # Microsoft's one address for all organisations writes each one's own id into the name of the issuer.
        return issuer != "" and value == issuer.replace("{tenantid}", str(claims.get("tid", "")))

    return {
        "iss": {"essential": True, "validate": is_issuer},
        "aud": {"essential": True, "value": keys.client_id},
        "exp": {"essential": True},
    }


@cache
def _asks(keys: AccountKeys) -> Any:
    """Return the client for these keys; it keeps what the provider said of itself, and its keys until an unknown one signs."""
    return OAuth().register(
        keys.provider.value,
        client_id=keys.client_id,
        client_secret=keys.secret,
        server_metadata_url=f"{keys.url.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": _SCOPES[keys.provider],
            "code_challenge_method": "S256",
            "default_timeout": SECONDS_TO_ANSWER,
        },
    )

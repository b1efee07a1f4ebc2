"""Reads from the environment whether people may sign in with Google or Microsoft, and refuses half a setting."""

from __future__ import annotations

import re
from typing import Final

from chaperone.config.environment import SettingRefused, environ_text

# By provider: the variables that hold id, secret and place, and the place it usually has.
_VARIABLES: Final = {
    "google": (
        "CHAPERONE_GOOGLE_CLIENT_ID",
        "CHAPERONE_GOOGLE_SECRET",
        "CHAPERONE_GOOGLE_URL",
        "https://accounts.google.com",
    ),
    "microsoft": (
        "CHAPERONE_MICROSOFT_CLIENT_ID",
        "CHAPERONE_MICROSOFT_SECRET",
        "CHAPERONE_MICROSOFT_URL",
        "https://login.microsoftonline.com/organizations/v2.0",
    ),
}
_TENANT: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def environ_accounts() -> dict[str, dict[str, str]]:
    """Return by provider where it describes itself, and by which id and secret it knows us; only those that are set up.

    Raises:
        SettingRefused: an id without a secret or the reverse, or an address that letters could be read from on the way.
    """
    found = {}
    for provider, (id_name, secret_name, url_name, usual) in _VARIABLES.items():
        client_id, secret = environ_text(id_name, ""), environ_text(secret_name, "")
        if bool(client_id) != bool(secret):
            raise SettingRefused(f"{id_name} and {secret_name} belong together: set both or neither.")
        url = environ_text(url_name, usual)
        if not url.startswith(("https://", "http://localhost:")):
            raise SettingRefused(f"{url_name} is {url!r}: it must begin with https://.")
        if client_id:
            found[provider] = {"url": url, "client_id": client_id, "secret": secret}
    return found


def environ_tenants(accounts: dict[str, dict[str, str]]) -> dict[str, str]:
    """Return by domain the id of the one Microsoft tenant that stands for it.

    Raises:
        SettingRefused: what is no pair of domain and tenant, or Microsoft is set up without one: in a tenant of their own
            anybody may write any address into an account.
    """
    name = "CHAPERONE_MICROSOFT_TENANTS"
    tenants = {}
    for pair in filter(None, map(str.strip, environ_text(name, "").lower().split(","))):
        domain, equals, tenant = pair.partition("=")
        if not equals or "." not in domain or not _TENANT.fullmatch(tenant):
            raise SettingRefused(
                f"{name} holds {pair!r}: write domain=tenant, such as school.example=00000000-0000-0000-0000-000000000000."
            )
        tenants[domain] = tenant
    if "microsoft" in accounts and not tenants:
        raise SettingRefused(f"Microsoft's sign-in needs {name}: which tenant stands for which mail domain.")
    return tenants

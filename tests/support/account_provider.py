"""A real OpenID Connect provider on this computer; its accounts tell what Google's or Microsoft's would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests
from oidc_provider_mock import User, run_server_in_thread

TENANT = "0a1b2c3d-0000-4000-8000-00000000cafe"
CLIENT_ID, SECRET = "chaperone", "a secret between two"
LIMIT_SECONDS = 30


@contextmanager
def provider_with(accounts: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Run a provider with these accounts (what it tells of each, by its name), and return where it is."""
    users = [User(sub=name, claims=told) for name, told in accounts.items()]
    with run_server_in_thread(user_claims=users, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


def agrees_there(where: str, name: str) -> str:
    """Let the owner of this account sign in at the provider's own page, and return the path that it sends them back to."""
    answer = requests.post(where, data={"sub": name}, allow_redirects=False, timeout=LIMIT_SECONDS)
    assert answer.status_code == 302, answer.text
    return path_of(answer.headers["Location"])


def refuses_there(where: str) -> str:
    """The same for somebody who thinks better of it."""
    answer = requests.post(where, data={"action": "deny"}, allow_redirects=False, timeout=LIMIT_SECONDS)
    return path_of(answer.headers["Location"])


def path_of(address: str) -> str:
    """Return an address of ours without its host."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"

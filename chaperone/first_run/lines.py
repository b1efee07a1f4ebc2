"""The lines of the environment that change what the first set-up can only look at, to be copied by whoever runs the server."""

from __future__ import annotations

import re
import shlex
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?")


def lines_of(step: str, typed: str = "") -> list[str]:
    """Return the lines for one step, with what holds now or what was typed; never a password.

    Args:
        step: such as ``"address"``; a step that needs no line has none.
        typed: what was typed there; what is no address is not written into a line.
    """
    if step == "address":
        wanted = typed.strip().rstrip("/")
        address = wanted if _ADDRESS.fullmatch(wanted) else settings.CHAPERONE_PUBLIC_URL.rstrip("/")
        return _lines(CHAPERONE_PUBLIC_URL=address, CHAPERONE_HOSTS=urlsplit(address).hostname or "localhost")
    if step == "post":
        security = "tls" if settings.EMAIL_USE_SSL else "starttls" if settings.EMAIL_USE_TLS else "none"
        return _lines(
            CHAPERONE_MAIL_FROM=settings.DEFAULT_FROM_EMAIL,
            CHAPERONE_SMTP_HOST=settings.EMAIL_HOST,
            CHAPERONE_SMTP_PORT=str(settings.EMAIL_PORT),
            CHAPERONE_SMTP_SECURITY=security,
            CHAPERONE_SMTP_USER=settings.EMAIL_HOST_USER,
            CHAPERONE_SMTP_PASSWORD="",
        )
    return []


def _lines(**values: str) -> list[str]:
    return [f"{name}={shlex.quote(value) if value else ''}" for name, value in values.items()]

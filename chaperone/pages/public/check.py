"""The check before a session: can this computer, on this network, take part? For teachers and technicians, without signing in."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie

from chaperone.adapters.janus.setup import first_address, why_none

# Enough to time a line by, little enough to ask of a phone.
BYTES = 384 * 1024
OWN_NAMES = ("localhost", "127.0.0.1", "::1")
STEPS = (
    ("browser", "Browser", "New enough for sound and picture?"),
    ("socket", "Live connection", "Does the chat get through, both ways?"),
    ("speed", "Speed", "How much does the line carry at this moment?"),
    ("udp", "Sound and picture, directly", "Does UDP get through to our server? That is the best way."),
    ("relay", "Sound and picture through the relay", "The way round, for networks that block UDP."),
    ("camera", "Camera", "Only adults need one."),
    ("microphone", "Microphone", "For adults, and for a pupil who is asked to answer aloud."),
    ("speaker", "Speaker or headphones", "For everybody."),
)


@dataclass(frozen=True, slots=True)
class Way:
    """One line of what a school's network must let through."""

    what: str
    host: str
    protocol: str
    ports: str


@ensure_csrf_cookie
def check(request: HttpRequest) -> HttpResponse:
    """Show the check, and the list of addresses and ports for a technician."""
    context = {
        "steps": [{"name": name, "title": title, "what": what} for name, title, what in STEPS],
        "doors": ways(),
        "facts": facts(),
        "way_round": _way_round(),
    }
    return render(request, "public/check.html", context)


@never_cache
def some_bytes(request: HttpRequest) -> HttpResponse:
    """Give a few hundred kilobytes to time a line by, or take as many and forget them (413 for more)."""
    if request.method == "POST":
        return HttpResponse(status=204 if len(request.read(BYTES + 1)) <= BYTES else 413)
    # Random, so that nothing on the way makes them smaller.
    return HttpResponse(os.urandom(BYTES), content_type="application/octet-stream")


def facts() -> dict[str, Any]:
    """Return what the check in the browser needs: where the bytes are, the media port that answers, the relay's addresses."""
    return {"bytes_url": reverse("check-bytes"), "direct": direct_urls(), "relay": list(relay_urls())}


def direct_urls() -> list[str]:
    """Return the last of the media ports, where ``adapters/janus/echo.py`` answers; nothing while there is no sound and picture."""
    here = settings.CHAPERONE_MEDIA_ADDRESS or first_address()
    if settings.CHAPERONE_VIDEO == "off" or why_none(here):
        return []
    return [f"stun:{_media_address()}:{settings.CHAPERONE_MEDIA_PORTS[1]}"]


def relay_urls() -> tuple[str, ...]:
    """Return the relay's addresses; no credentials: the check needs none, and a stranger gets none."""
    if settings.CHAPERONE_TURN == "elsewhere":
        return tuple(settings.CHAPERONE_TURN_URLS)
    if settings.CHAPERONE_TURN == "off":
        return ()
    site = _domain()
    # As in ``config/media.py``: another computer cannot reach this one as "localhost", nor can the relay be reached there.
    host = settings.CHAPERONE_TURN_HOST or (_media_address() if site in OWN_NAMES else site)
    port = settings.CHAPERONE_TURN_PORT
    secure = (
        (f"turns:{host}:{settings.CHAPERONE_TURN_TLS_PORT}?transport=tcp",)
        if settings.CHAPERONE_TURN_CERTIFICATE
        else ()
    )
    return (f"turn:{host}:{port}?transport=udp", f"turn:{host}:{port}?transport=tcp", *secure)


def _way_round() -> str:
    """Return how sound and picture travel where UDP is blocked: over ``TLS``, over ``TCP``, or not at all (empty)."""
    urls = relay_urls()
    if any(url.startswith("turns:") for url in urls):
        return "TLS"
    return "TCP" if any(url.endswith("transport=tcp") for url in urls) else ""


def ways() -> list[Way]:
    """Return everything a school's network must let through, the page itself first."""
    public = urlsplit(settings.CHAPERONE_PUBLIC_URL)
    web_port = public.port or (443 if public.scheme == "https" else 80)
    secure = public.scheme == "https"
    found = [
        Way(
            "Pages and chat",
            _domain(),
            "TCP: HTTPS and WebSocket" if secure else "TCP: HTTP and WebSocket",
            str(web_port),
        )
    ]
    if settings.CHAPERONE_VIDEO != "off":
        first, last = settings.CHAPERONE_MEDIA_PORTS
        found.append(Way("Sound and picture", _media_address(), "UDP", f"{first} to {last}"))
    return found + [_way_of(url) for url in relay_urls()]


def _way_of(url: str) -> Way:
    """Return one of the relay's addresses, such as ``turns:relay.example:5349?transport=tcp``, as a line of the list."""
    scheme, _, rest = url.partition(":")
    address, _, options = rest.partition("?")
    host, _, port = address.partition(":")
    secure = scheme == "turns"
    protocol = "UDP" if options.endswith("udp") else "TCP: TLS" if secure else "TCP"
    return Way("Sound and picture, the way round", host, protocol, port or ("5349" if secure else "3478"))


def _media_address() -> str:
    """Return the address that sound and picture come to, as browsers are told."""
    return (
        settings.CHAPERONE_MEDIA_PUBLIC_ADDRESS
        or settings.CHAPERONE_MEDIA_ADDRESS
        or first_address()
        or _domain()
    )


def _domain() -> str:
    return urlsplit(settings.CHAPERONE_PUBLIC_URL).hostname or "localhost"

"""Gives every template what the frame of every page needs: who runs this, which policy, and where the visitor may go."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from chaperone.pages.access import may
from chaperone.pages.standing import standing_of
from chaperone.people.queries import organisation
from chaperone.policy.in_force import pack_in_force
from chaperone.policy.pack import Pack

# The main row of links; each is shown to those the access table lets in.
NAVIGATION = (
    ("home", "Today"),
    ("teaching", "Your sessions"),
    ("sessions", "Sessions"),
    ("concerns", "Concerns"),
    ("report-concern", "Report a concern"),
    ("training", "Training"),
    ("people", "People"),
    ("schools", "Schools"),
    ("clauses", "Policy"),
)


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Return what every page may show.

    ``rehearsal`` is shown as a strip on top of every page, so that nobody mistakes a rehearsal or the demo for the real thing.
    """
    pack = pack_in_force(settings.CHAPERONE_PACK, timezone.now())
    signed_in = request.user.is_authenticated
    nav_items = _nav_items(request) if signed_in else []
    return {
        "organisation": organisation(),
        "pack": pack,
        "rehearsal": _strip(pack),
        "demo": settings.CHAPERONE_DEMO,
        "childline_phone": pack.parameters.helpline_phone,
        "nav_items": nav_items,
        # The card "What do I do now?" leads staff there.
        "may_report": any(item["href"] == reverse("report-concern") for item in nav_items),
        "sign_out_url": reverse("sign-out") if signed_in else "",
    }


def _strip(pack: Pack) -> str:
    """Return what the strip on top of every page says; pages of one session say what that session's own pack says."""
    if pack.rehearsal:
        return pack.label
    return "Demo: nobody here is real, and no e-mail leaves this computer" if settings.CHAPERONE_DEMO else ""


def _nav_items(request: HttpRequest) -> list[dict[str, Any]]:
    standing = standing_of(request, {})
    here = request.path
    items = []
    for route, title in NAVIGATION:
        if may(route, standing):
            href = reverse(route)
            items.append(
                {"title": title, "href": href, "current": here == href or here.startswith(f"{href}/")}
            )
    return items

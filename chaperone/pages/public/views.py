"""The pages anybody may read: the front page, what we keep, what we cannot stop, who runs our accounts."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from chaperone.people import queries as people
from chaperone.people.roles import Role
from chaperone.policy.clauses import carries_out
from chaperone.policy.in_force import pack_in_force


def front(request: HttpRequest) -> HttpResponse:
    """Say what this is, and show the two ways in."""
    return render(request, "public/front.html")


@carries_out("Y10")
def clear(request: HttpRequest) -> HttpResponse:
    """Show a page that says nothing, for somebody who does not want to be seen reading the last one."""
    return render(request, "public/clear.html")


@never_cache
def health(_request: HttpRequest) -> HttpResponse:
    """Answer ``well`` when the database answers, for the machine that watches this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("well\n", content_type="text/plain")


def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept and for how long, in the numbers of the pack in force (clauses M11 to M13)."""
    years = pack_in_force(settings.CHAPERONE_PACK, timezone.now()).parameters.retention_years
    return render(
        request, "public/privacy.html", {"retention": "one year" if years == 1 else f"{years} years"}
    )


@carries_out("S13")
def phones(request: HttpRequest) -> HttpResponse:
    """Say honestly that nobody can stop a phone from taking a picture of a screen, and where to report one."""
    return render(request, "public/phones.html")


@carries_out("P10", "Y6")
def official_channels(request: HttpRequest) -> HttpResponse:
    """Show today's card: our channels, who looks after them by first name, and whom to tell."""
    now = timezone.now()
    today = now.date()
    holders = []
    for role in pack_in_force(settings.CHAPERONE_PACK, now).parameters.card_roles:
        names = [person.first_name for person in people.people_with_role(Role(role), today)]
        if names:
            title = Role(role).in_words
            holders.append((title[0].upper() + title[1:], ", ".join(names)))
    return render(request, "public/official_channels.html", {"holders": holders, "today": today})

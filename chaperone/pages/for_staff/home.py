"""The first page of staff: what needs me today; and the staff policy that comes before everything else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from chaperone.concerns.queries import concerns_for
from chaperone.governance.queries.reviews import late_review
from chaperone.pages.access import TABLE, WRITE, Who, may
from chaperone.pages.agreeing import take_agreement
from chaperone.pages.for_staff.campaigns import pressing
from chaperone.pages.standing import standing_of
from chaperone.pages.visitor import adult
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.recordings.queries import failed_recordings
from chaperone.sessions import queries as sessions
from chaperone.sessions.queries import Need

UPCOMING_SHOWN = 5
STAFF_POLICY = "staff-policy"


@carries_out("A1", "R2")
def today(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person, the most pressing first, and their next sessions."""
    visitor, now = adult(request), timezone.now()
    standing = standing_of(request, {})
    needs: list[dict[str, Any]] = []
    if Who.READS_CONCERNS in standing:
        waiting = list(concerns_for(visitor, now).filter(status="waiting"))
        if waiting:
            late = any(concern.due_at < now for concern in waiting)
            count = "1 concern waits" if len(waiting) == 1 else f"{len(waiting)} concerns wait"
            needs.append(
                {
                    "title": f"{count} for you",
                    "sentences": [
                        ("The time to take it on has passed." if late else "Somebody is worried.", "R2")
                    ],
                    "tone": "alert",
                    "href": reverse("concerns"),
                    "label": "Open the queue",
                    "posts": False,
                }
            )
    needs += _late_review(standing, now)
    needs += pressing(standing, now.date())
    needs += _failed_recordings(visitor, now)
    needs += _cards(sessions.what_needs_me(visitor, now))
    upcoming = sessions.upcoming_page(visitor, now).rows[:UPCOMING_SHOWN]
    may_plan = may("plan-session", standing)
    context = {"needs": needs, "upcoming": upcoming, "may_plan": may_plan, "today": now}
    return render(request, "for_staff/home.html", context)


@carries_out("R3")
def _late_review(standing: frozenset[Who], now: datetime) -> list[dict[str, Any]]:
    """A yearly review that is overdue stands on top for everybody who takes part in it, until it is closed or set aside."""
    review = late_review(now.date()) if may("review", standing) else None
    if review is None:
        return []
    due = f"It was due on {review.due_on.day} {review.due_on:%B %Y}. A lead and a trustee sign it."
    return [
        {
            "title": f"The review of {review.year} is overdue",
            "sentences": [(due, "R3")],
            "tone": "alert",
            "href": reverse("review", args=[review.year]),
            "label": "Open the review",
            "posts": False,
        }
    ]


@carries_out("M13")
def _failed_recordings(visitor: Person, now: datetime) -> list[dict[str, Any]]:
    """A recording that could not be put together is a task for everybody who sees its session, until it has been."""
    failed = list(failed_recordings())
    seen = sessions.sessions_seen_by(visitor, now).filter(ref__in=[row.session_ref for row in failed])
    titles = dict(seen.values_list("ref", "title"))
    return [
        {
            "title": titles[row.session_ref],
            "sentences": [
                (f"Its recording could not be put together. {row.trouble} The parts are kept sealed.", "M13"),
                (f"Ask whoever runs the server for: chaperone recordings retry {row.session_ref}", ""),
            ],
            "tone": "alert",
            "href": reverse("session", args=[row.session_ref]),
            "label": "Open the session",
            "posts": False,
        }
        for row in failed
        if row.session_ref in titles
    ]


def _cards(needs: Sequence[Need]) -> list[dict[str, Any]]:
    """Put what one session needs into one card, so that five lines about it do not push everything else off the page."""
    cards = []
    for (title, _due_at), found in groupby(needs, key=lambda need: (need.title, need.due_at)):
        of_one = list(found)
        first = of_one[0]
        cards.append(
            {
                "title": title,
                "sentences": [(need.sentence, need.clause) for need in of_one],
                "tone": "alert" if first.late else "lamp",
                "href": reverse(first.action.route, kwargs=dict(first.action.subject)),
                "label": first.action.label,
                "posts": TABLE[first.action.route].methods == WRITE,
                "session_ref": _session_of(of_one) if len(of_one) > 1 else "",
            }
        )
    return cards


def _session_of(needs: Sequence[Need]) -> str:
    """Return the session that several needs are about."""
    refs = (need.action.subject.get("session_ref") for need in needs)
    return str(next((ref for ref in refs if ref), ""))


@carries_out("S1")
def staff_policy(request: HttpRequest) -> HttpResponse:
    """Show the staff policy in force, and take a typed name under exactly that text."""
    agreed, context = take_agreement(request, STAFF_POLICY)
    if agreed:
        messages.success(request, f"You agreed to version {agreed.version}. Thank you.")
        return redirect("home")
    return render(request, "for_staff/staff_policy.html", {**context, "staff_view": True})

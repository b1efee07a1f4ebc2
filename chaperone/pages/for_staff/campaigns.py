"""Campaigns on screen: how far each text is, who is missing, a reminder by hand, another day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from chaperone.pages.access import Who, may
from chaperone.pages.answers import answer_on_next_page, as_shown, refuse_on_form
from chaperone.pages.standing import standing_of
from chaperone.pages.visitor import adult, plain_text, sent
from chaperone.people import queries as people
from chaperone.people.actions.campaigns import move_day, remind_missing
from chaperone.people.agreement_models import Campaign
from chaperone.people.campaign_queries import (
    ASKED_FOR,
    TEACHER_TERMS,
    Missing,
    campaign_by_id,
    campaign_for,
    campaigns,
    facts_of,
    groups_of,
    missing_page,
    numbers_on,
    progress_of,
    title_of,
)
from chaperone.people.campaign_rules import may_move_day, may_remind
from chaperone.people.lapsing import NOT_AT_ALL
from chaperone.people.periods import in_words
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused

GROUPS_SHOWN = 50


class DayForm(forms.Form):
    """Another day."""

    lapses_on = forms.DateField(
        label="Earlier agreements count no more from",
        help_text="Whoever has not agreed by then has no duty with young people; a teacher’s door stays shut.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose a day.", "invalid": "Choose a day, such as 1 October."},
    )


@carries_out("S1", "Y1", "R3")
def everything(request: HttpRequest) -> HttpResponse:
    """List the campaigns, the newest first, with how far each is that still matters."""
    today = timezone.now().date()
    rows = [_row(one, today) for one in campaigns()]
    return render(request, "for_staff/policy/campaigns.html", {"rows": rows})


def _row(campaign: Campaign, today: date) -> dict[str, Any]:
    facts = facts_of(campaign, today)
    row: dict[str, Any] = {"campaign": campaign, "title": title_of(campaign)}
    if not facts.is_newest:
        return {**row, "state": "Followed by another", "tone": "plain"}
    if campaign.from_on > today:
        return {**row, "state": "To come", "tone": "wait"}
    progress = progress_of(campaign, today)
    if not progress.missing:
        return {**row, "state": "Everybody agreed", "tone": "good", "progress": progress}
    is_over = campaign.lapses_on <= today
    return {
        **row,
        "state": "Kept out until they agree" if is_over else "Being asked",
        "progress": progress,
    } | {"tone": "bad" if is_over else "wait"}


def _found(campaign_id: int) -> Campaign:
    campaign = campaign_by_id(campaign_id)
    if campaign is None:
        raise Http404
    return campaign


@carries_out("S1", "Y1")
def one(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Show one campaign: its days, how far each role or school is, and who is missing."""
    campaign, today = _found(campaign_id), timezone.now().date()
    standing = standing_of(request, {})
    group, words = plain_text(request, "group", 30), plain_text(request, "q", 80)
    groups = groups_of(campaign, today)
    rows, more = missing_page(campaign, today, group, words, plain_text(request, "after", 20))
    asker, facts = people.asker(adult(request), timezone.now()), facts_of(campaign, today)
    context = {
        **_row(campaign, today),
        "progress": progress_of(campaign, today),
        "of_teachers": campaign.document == TEACHER_TERMS,
        "groups": groups[:GROUPS_SHOWN],
        "groups_left": max(0, len(groups) - GROUPS_SHOWN),
        "group": group,
        "group_name": next((one.name for one in groups if one.mark == group), ""),
        "words": words,
        "missing": [_told(row, today) for row in rows],
        "more": more,
        "may_act": may("campaign-remind", standing),
        "remind_refused": as_shown(may_remind(asker, facts, today)),
        "may_move": bool(may_move_day(asker, facts, max(campaign.lapses_on, today), today)),
        "reminder_days": numbers_on(today).agreement_reminder_days,
    }
    return render(request, "for_staff/policy/campaign.html", context)


def _told(missing: Missing, today: date) -> dict[str, Any]:
    until = missing.counts_until
    if until == NOT_AT_ALL:
        said = ("Has not agreed", "bad")
    elif until <= today:
        said = (f"Counted until {in_words(until - timedelta(days=1))}", "bad")
    else:
        said = (f"Counts until {in_words(until - timedelta(days=1))}", "wait")
    return {"person": missing.person, "groups": missing.groups, "said": said[0], "tone": said[1]}


@carries_out("S1", "Y1")
def remind(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Have those missing reminded."""
    done = remind_missing(campaign_id, adult(request), timezone.now())
    told = "They are written to within a few minutes; whoever had a letter today is left in peace."
    answer_on_next_page(request, done, told)
    return redirect("campaign", campaign_id=campaign_id)


@carries_out("S1", "Y1", "R3")
def day(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Set another day from which earlier agreements count no more."""
    campaign = _found(campaign_id)
    form = DayForm(sent(request), initial={"lapses_on": campaign.lapses_on})
    if request.method == "POST" and form.is_valid():
        done = move_day(campaign_id, form.cleaned_data["lapses_on"], adult(request), timezone.now())
        if not isinstance(done, Refused):
            answer_on_next_page(
                request, done, f"Earlier agreements count no more from {in_words(done.lapses_on)}."
            )
            return redirect("campaign", campaign_id=campaign_id)
        refuse_on_form(form, done)
    context = {"campaign": campaign, "title": title_of(campaign), "form": form}
    return render(request, "for_staff/policy/campaign_day.html", context)


@carries_out("S1", "Y1", "R2")
def pressing(standing: frozenset[Who], today: date) -> list[dict[str, Any]]:
    """Return cards for the first page of those who look after people: who is still missing when the day is near or has come."""
    cards = []
    for document in ASKED_FOR if may("campaign", standing) else ():
        campaign = campaign_for(document, today)
        soon = timedelta(days=numbers_on(today).agreement_escalation_days)
        if campaign is None or campaign.lapses_on == campaign.from_on or today < campaign.lapses_on - soon:
            continue
        missing = progress_of(campaign, today).missing
        if missing:
            is_over = campaign.lapses_on <= today
            when = "stopped counting on" if is_over else "count no more from"
            sentence = f"Earlier agreements {when} {in_words(campaign.lapses_on)}."
            cards.append(
                {
                    "title": f"{missing} not agreed: {title_of(campaign)}",
                    "sentences": [(sentence, "S1")],
                    "tone": "alert" if is_over else "lamp",
                    "href": reverse("campaign", args=[campaign.pk]),
                    "label": "See who is missing",
                    "posts": False,
                }
            )
    return cards

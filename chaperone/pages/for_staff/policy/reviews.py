"""The yearly review: the year's evidence, what it waits for, two signatures, the statement."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from chaperone.assurance.yearly import year_in_numbers
from chaperone.governance.actions.reviews import Signing, open_review, set_review_aside, sign_review
from chaperone.governance.models import Review
from chaperone.governance.queries.reviews import facts_of_review, late_review, review_of
from chaperone.governance.queries.versions import open_draft, our_pack
from chaperone.pages.access import may
from chaperone.pages.answers import refuse_on_form
from chaperone.pages.for_staff.policy.deciding import WordsForm
from chaperone.pages.printed import printed
from chaperone.pages.standing import standing_of
from chaperone.pages.visitor import adult, sent
from chaperone.people.queries import organisation
from chaperone.people.roles import Role
from chaperone.policy.clauses import carries_out
from chaperone.policy.evidence import Lack
from chaperone.policy.refusal import Refused
from chaperone.policy.typed import said
from chaperone.sessions.code_sheet import typefaces
from chaperone.sessions.paper import pdf_of

FEWEST_SHOWN: Final = 10
"""A smaller number of concerns could point at somebody, so the statement never shows one."""

Reports = Callable[[], Sequence[Any]]


class AsideForm(WordsForm):
    """Until when, and why."""

    until = forms.DateField(
        label="Until",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Three months at most.",
    )


def everything(request: HttpRequest) -> HttpResponse:
    """List the reviews, the newest first; one whose day has come is opened here too, should the clerk not have done it yet."""
    now = timezone.now()
    parameters = our_pack(now).parameters
    open_review(parameters, now)
    context = {
        "reviews": list(Review.objects.order_by("-year")),
        "late": late_review(now.date()),
        "parameters": parameters,
        "opens": said("review_opens_month", parameters.review_opens_month),
        "due": said("review_month", parameters.review_month),
        "may_open": may("review", standing_of(request, {})),
    }
    return render(request, "for_staff/policy/reviews.html", context)


def _review(year: int) -> Review:
    review = review_of(year)
    if review is None:
        raise Http404
    return review


def _numbers(reports: Reports, review: Review) -> dict[str, Any]:
    """Return the numbers of the year: frozen once the review is closed, as they stand before."""
    if review.closed_at is not None:
        return dict(review.numbers)
    now = timezone.now()
    lacks: Mapping[str, Lack] = {one.clause.id: one.lack for one in reports() if one.lack is not None}
    return year_in_numbers(our_pack(now), lacks, now)


@carries_out("R3", "R1")
def one(request: HttpRequest, year: int, reports: Reports) -> HttpResponse:
    """Show a review: the year's evidence, linked policies to confirm, the proposed changes, the replay, and who signed."""
    review, now = _review(year), timezone.now()
    facts = facts_of_review(review, our_pack(now).parameters)
    standing = standing_of(request, {})
    late = late_review(now.date())
    context = {
        "review": review,
        "facts": facts,
        "numbers": _numbers(reports, review),
        "draft": open_draft(),
        "signatures": list(review.signatures.select_related("by").order_by("at")),
        "late": late is not None and late.pk == review.pk,
        "may_sign": may("review-sign", standing) and not facts.is_closed,
        "may_set_aside": may("review-aside", standing) and not facts.is_closed,
    }
    return render(request, "for_staff/policy/review.html", context)


@carries_out("R3")
def sign(request: HttpRequest, year: int, side: str, reports: Reports) -> HttpResponse:
    """Sign a review as a lead or as a trustee."""
    review, now = _review(year), timezone.now()
    if side not in {"lead", "trustee"}:
        raise Http404
    form = WordsForm("What you say about the year", "It stands in the yearly statement.", sent(request))
    if request.method == "POST" and form.is_valid():
        signing = Signing(year, side, form.cleaned_data["words"])
        parameters = our_pack(now).parameters
        done = sign_review(signing, _numbers(reports, review), parameters, adult(request), now)
        if not isinstance(done, Refused):
            messages.success(request, "You have signed the review.")
            return redirect("review", year=year)
        refuse_on_form(form, done)
    role = Role.TRUSTEE if side == "trustee" else Role.SAFEGUARDING_LEAD
    context = {"review": review, "form": form, "title": f"Sign the review of {year} as {role.in_words}"}
    return render(request, "for_staff/policy/review_step.html", context)


@carries_out("R3")
def set_aside(request: HttpRequest, year: int) -> HttpResponse:
    """Set an overdue review aside until a day, with a reason."""
    review, now = _review(year), timezone.now()
    form = AsideForm(
        "Why it is late",
        "It stays on record.",
        sent(request),
        initial={"until": now.date() + timedelta(days=30)},
    )
    if request.method == "POST" and form.is_valid():
        said_ = form.cleaned_data
        done = set_review_aside(year, said_["until"], said_["words"], adult(request), now)
        if not isinstance(done, Refused):
            messages.success(request, "The review is set aside until then.")
            return redirect("review", year=year)
        refuse_on_form(form, done)
    context = {"review": review, "form": form, "title": f"Set the review of {year} aside"}
    return render(request, "for_staff/policy/review_step.html", context)


@carries_out("R1")
def statement(request: HttpRequest, year: int) -> HttpResponse:
    """Hand over the yearly statement as a PDF, made of the numbers that were frozen when the review closed."""
    review = _review(year)
    if review.closed_at is None:
        messages.warning(request, "The statement is written when the review is closed.")
        return redirect("reviews")
    words = {
        "review": review,
        "numbers": review.numbers,
        "concerns": [(kind, _plain(count)) for kind, count in review.numbers.get("concerns", {}).items()],
        "signatures": list(review.signatures.select_related("by").order_by("at")),
        "organisation": organisation(),
        "fonts": typefaces(),
    }
    return printed(
        request,
        make=lambda: pdf_of(render_to_string("printed/statement.html", words)),
        filename=f"statement-{year}.pdf",
        page=reverse("reviews"),
    )


def _plain(count: int) -> str:
    return f"{count}" if count >= FEWEST_SHOWN else "fewer than ten"

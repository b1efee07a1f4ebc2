"""Another mail domain for a school: a second person looks at what a colleague asked for, and confirms it by name or says no."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chaperone.pages.answers import answer_on_next_page, refuse_on_form
from chaperone.pages.for_staff.forms import VouchForm
from chaperone.pages.visitor import adult, sent
from chaperone.people import actions as people_do
from chaperone.people import queries as people
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused


@carries_out("S8")
def confirm(request: HttpRequest, school_id: int) -> HttpResponse:
    """Show what was asked for; the one button changes the domain, the other leaves it."""
    school, by, now = people.school_by_id(school_id), adult(request), timezone.now()
    if school is None:
        raise Http404
    if request.method == "POST" and "no" in request.POST:
        done = people_do.drop_asked_domain(school, by, now)
        answer_on_next_page(request, done, "The domain stays as it is.")
        return redirect("school", school_id=school_id)
    form = VouchForm(sent(request))
    if request.method == "POST" and form.is_valid():
        wanted = request.POST.get("domain", "")[:200]
        confirmed = people_do.confirm_domain(school, wanted, form.cleaned_data["reason"], by, now)
        if not isinstance(confirmed, Refused):
            messages.success(request, "The school’s domain is changed.")
            return redirect("school", school_id=school_id)
        refuse_on_form(form, confirmed)
    return render(request, "for_staff/school_domain.html", {"form": form, "school": school})

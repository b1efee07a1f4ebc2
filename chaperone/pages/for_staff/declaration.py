"""The yearly declaration about personal accounts: its words, a typed name, and how to say that something has happened."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chaperone.pages.agreeing import take_agreement
from chaperone.pages.visitor import adult
from chaperone.people.declaration_queries import declared_by
from chaperone.people.declaring import PERSONAL_ACCOUNTS
from chaperone.policy.clauses import carries_out


@carries_out("S4", "S6")
def page(request: HttpRequest) -> HttpResponse:
    """Show the declaration, and take a typed name under exactly these words."""
    agreed, context = take_agreement(request, PERSONAL_ACCOUNTS)
    if agreed:
        messages.success(request, "Your declaration is on record. Thank you.")
        return redirect("home")
    today = timezone.now().date()
    declared = declared_by([adult(request)], today).get(adult(request).pk)
    last = declared.due_on - timedelta(days=1) if declared else None
    context |= {"last_declared": declared.last_on if declared else None, "declare_by": last}
    return render(request, "for_staff/declaration.html", context)

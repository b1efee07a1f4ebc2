"""Joins the pages' addresses and the pages for when something is wrong, and hands the policy page what only config knows."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.urls import include, path

from chaperone.config.proofs import proofs
from chaperone.config.registry import ClauseReport, clause_reports
from chaperone.demo import local_outbox
from chaperone.pages.for_staff.clauses import every_clause
from chaperone.policy.pack import pack_named


@cache
def reports_of_this_release() -> tuple[ClauseReport, ...]:
    """Return how each clause stands in this release; it cannot change while the process runs."""
    return clause_reports(pack_named(settings.CHAPERONE_PACK), proofs())


urlpatterns = [
    path("", include("chaperone.pages.urls")),
    path("policy", every_clause, {"reports": reports_of_this_release}, name="clauses"),
    # The demo's post room: the access table shuts it everywhere else.
    path("demo/outbox", local_outbox.letters, name="demo-outbox"),
    path("demo/outbox/<int:letter_id>", local_outbox.letter, name="demo-letter"),
    path("demo/outbox/<int:letter_id>/files/<int:number>", local_outbox.attachment, name="demo-attachment"),
]

handler400 = "chaperone.pages.public.errors.bad_request"
handler403 = "chaperone.pages.public.errors.forbidden"
handler404 = "chaperone.pages.public.errors.not_there"
handler500 = "chaperone.pages.public.errors.our_fault"

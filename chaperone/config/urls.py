"""Joins the pages' addresses and the pages for when something is wrong, and hands the policy page what only config knows."""

from __future__ import annotations

from django.urls import include, path

from chaperone.config.registry import reports_of_this_release
from chaperone.demo import local_outbox
from chaperone.pages.for_staff.clauses import every_clause, one_clause, publish_all
from chaperone.pages.for_staff.policy import replays, reviews

urlpatterns = [
    path("", include("chaperone.pages.urls")),
    path("policy", every_clause, {"reports": reports_of_this_release}, name="clauses"),
    path("policy/reviews", reviews.everything, name="reviews"),
    path("policy/reviews/<int:year>", reviews.one, {"reports": reports_of_this_release}, name="review"),
    path(
        "policy/reviews/<int:year>/sign/<slug:side>",
        reviews.sign,
        {"reports": reports_of_this_release},
        name="review-sign",
    ),
    path("policy/reviews/<int:year>/aside", reviews.set_aside, name="review-aside"),
    path("policy/reviews/<int:year>/replay", replays.held_again, name="review-replay"),
    path("policy/reviews/<int:year>/statement.pdf", reviews.statement, name="review-statement"),
    path("policy/publish", publish_all, name="clauses-publish"),
    path("policy/<clause:clause_id>", one_clause, {"reports": reports_of_this_release}, name="clause"),
    # The demo's post room: the access table shuts it everywhere else.
    path("demo/outbox", local_outbox.letters, name="demo-outbox"),
    path("demo/outbox/<int:letter_id>", local_outbox.letter, name="demo-letter"),
    path("demo/outbox/<int:letter_id>/files/<int:number>", local_outbox.attachment, name="demo-attachment"),
]

handler400 = "chaperone.pages.public.errors.bad_request"
handler403 = "chaperone.pages.public.errors.forbidden"
handler404 = "chaperone.pages.public.errors.not_there"
handler500 = "chaperone.pages.public.errors.our_fault"

"""The rows of the access table about what adults agree to: campaigns for those who look after people, and everybody's own texts."""

from __future__ import annotations

from chaperone.pages.access_words import FORM, READ, WRITE, Who, row

_OFFICE = (Who.ADMINISTRATOR, Who.SAFEGUARDING)
_WATCHERS = (*_OFFICE, Who.TRUSTEE)

CAMPAIGNS = (
    row("campaigns", READ, _WATCHERS, "S1", "which texts people are asked to agree to, and how far each is"),
    row("campaign", READ, _WATCHERS, "S1", "one of them: who is missing, by role or by school"),
    row("campaign-remind", WRITE, _OFFICE, "S1", "have those missing reminded, once a day"),
    row("campaign-day", FORM, _OFFICE, "R3", "move the day from which earlier agreements count no more"),
)

OF_STAFF = (row("declaration", FORM, (Who.STAFF,), "S4", "the yearly declaration about personal accounts"),)

OF_TEACHERS = (
    row("own-terms", FORM, (Who.TEACHER,), "Y1", "read and agree to the terms, with no session"),
    row("teaching-rules", FORM, (Who.TEACHER_OF_SESSION,), "Y3", "say that the rules were gone through"),
)

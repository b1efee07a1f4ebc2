"""The addresses of what is told from outside: the report page, its way back, its poster, and where a lead answers."""

from __future__ import annotations

from django.urls import path

from chaperone.pages.for_staff import reporters
from chaperone.pages.public import report

REPORTS = [
    path("report", report.report, name="report"),
    path("report/answers", report.answers, name="report-answers"),
    path("report/poster", report.poster, name="report-poster"),
    path("concerns/<slug:concern_ref>/answer", reporters.answer, name="concern-answer"),
]

"""Hands over a session's record as a PDF; the file's name holds the session's reference and never anybody's name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from chaperone.pages.printed import printed
from chaperone.pages.visitor import adult
from chaperone.policy.clauses import carries_out
from chaperone.records.dossier import Dossier
from chaperone.records.pdf import dossier_pdf


@carries_out("M12", "S13")
def dossier_pdf_answer(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Return the record as a file to save; every page of it says whose copy it is."""
    return printed(
        request,
        make=lambda: dossier_pdf(dossier, adult(request).full_name, timezone.now()),
        filename=f"record-{dossier.session_ref}.pdf",
        page=request.path.removesuffix(".pdf"),
    )

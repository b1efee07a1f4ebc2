"""Hands over what was printed as a PDF to save; where the server cannot print, leads back to the page that says the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from chaperone.pages.answers import refuse_on_next_page
from chaperone.policy.refusal import Refused
from chaperone.sessions.paper import CannotPrint

NO_PAPER: Final = Refused(
    "",
    "The server cannot make PDF files just now.",
    "Print this page from your browser, and tell whoever looks after the server.",
)


def printed(request: HttpRequest, make: Callable[[], bytes], filename: str, page: str) -> HttpResponse:
    """Answer with a PDF.

    Args:
        make: prints it.
        filename: never holds anybody's name.
        page: address of the page that shows the same.
    """
    try:
        pdf = make()
    except CannotPrint:
        refuse_on_next_page(request, NO_PAPER)
        return redirect(page)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response

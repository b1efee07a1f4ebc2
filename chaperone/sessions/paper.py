"""Makes PDF files of our own HTML, fetching nothing; on a machine without the library for it everything else works."""

from __future__ import annotations

from contextlib import redirect_stdout
from typing import Any

try:
    with redirect_stdout(None):  # it would print a page of advice; ``chaperone doctor`` says it in a line
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
except OSError:  # Pango comes with the operating system, not with Python, and may be missing (decision 0004)
    HTML = URLFetcher = None


class CannotPrint(Exception):
    """This machine has no Pango library; ``chaperone doctor`` says so too."""


def pdf_of(html: str) -> bytes:
    """Return a page of HTML as a PDF.

    Raises:
        CannotPrint: this machine lacks the library.
    """
    if HTML is None:
        raise CannotPrint
    pdf: bytes = HTML(string=html, base_url=None, url_fetcher=only_what_is_here()).write_pdf()
    return pdf


def only_what_is_here() -> Any:
    """Return what WeasyPrint asks for every address: it gives what the address itself holds (``data:``, our typefaces), no more.

    Any other address stops the printing: nothing is printed rather than printed with something missing, and nobody is asked.
    """
    return URLFetcher(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)

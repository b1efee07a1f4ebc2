"""The demo's post room: letters that real SMTP carried no further than this computer. It exists in the demo only."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from chaperone.adapters.mail.local_outbox import ReadLetter, list_letters, read_letter

LETTERS_SHOWN = 100


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "outbox"


def letters(request: HttpRequest) -> HttpResponse:
    """List what arrived, newest first."""
    return render(request, "for_staff/outbox.html", {"letters": list_letters(_folder())[:LETTERS_SHOWN]})


def _letter(number: int) -> ReadLetter:
    found = read_letter(_folder(), number)
    if found is None:
        raise Http404
    return found


def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Show one letter as plain text, its links pressable; its HTML is never rendered here."""
    return render(request, "for_staff/letter.html", {"letter": _letter(letter_id)})


def attachment(_request: HttpRequest, letter_id: int, number: int) -> HttpResponse:
    """Hand over a file that came with a letter, always to be saved and never shown inside the site."""
    files = _letter(letter_id).enclosed
    if not 1 <= number <= len(files):
        raise Http404
    file = files[number - 1]
    response = HttpResponse(file.content, content_type="application/octet-stream")
    name = "".join(sign for sign in file.filename if sign.isalnum() or sign in "-_. ")
    response["Content-Disposition"] = f'attachment; filename="{name or "file"}"'
    return response

"""Lets a text have been open for a while before somebody agrees to it, so that no test has to wait as a reader must."""

from __future__ import annotations

from django.core import signing
from django.utils import timezone

from chaperone.pages.agreeing import OPENED
from chaperone.people.models import Person
from chaperone.people.reading import seconds_to_read
from chaperone.policy.documents import document_named


def read_by(person: Person, name: str, seconds: int | None = None) -> dict[str, str]:
    """Return what the page of a text takes along that this person opened so many seconds ago, or just long enough."""
    document = document_named(name)
    ago = seconds_to_read(document.text) if seconds is None else seconds
    opened = signing.dumps([person.pk, document.hash, timezone.now().timestamp() - ago], salt=OPENED)
    return {"text_hash": document.hash, "opened": opened}


def opened_earlier(opened: str, seconds: int, key: str) -> str:
    """Return a page's mark of when it was opened, as if that was so much earlier; ``key`` is the server's own."""
    whose, text_hash, at = signing.loads(opened, key=key, salt=OPENED)
    return signing.dumps([whose, text_hash, at - seconds], key=key, salt=OPENED)

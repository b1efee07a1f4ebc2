"""Writes docs/access.md, the page on which a person can check the access table: every address, its methods, and who may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import django
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from chaperone.pages.access import DEMO, PUBLIC, PUPILS, ROOM, SIGN_IN, STAFF, TEACHERS, Row, Who

ACCESS_PAGE: Final = "docs/access.md"
PARTS: Final = (
    ("Anybody", PUBLIC),
    ("One's own sign-in", SIGN_IN),
    ("Pupils", PUPILS),
    ("The room, for adults", ROOM),
    ("Teachers", TEACHERS),
    ("Staff", STAFF),
    ("The demo only", DEMO),
)
OPENING: Final = """# Who may ask for which page

Written from `chaperone/pages/access.py` by `python -m chaperone.pages.access_page` and never by hand; a test fails when it is not
current, and another asks for every address as everybody, own and other's (`tests/house_rules/test_access_table.py`).

A page that is not in the table is shut. Whoever is one of those named may ask; to everybody else the page is not there (404), and
what is forbidden looks the same as what does not exist. A stranger is shown the way to sign in, or to type a code, whatever
there is behind the address.

Whoever opened their sign-in link and owes a second step is a stranger to all these pages but those that settle it. A page with a
number in the last column asks for the second step again when it was shown longer ago.
"""


def access_page(addresses: Mapping[str, str]) -> str:
    """Write the page.

    Args:
        addresses: each route's address, such as ``{"session": "/sessions/<slug:session_ref>"}``.
    """
    lines = [OPENING]
    for title, rows in PARTS:
        lines += [
            f"## {title}",
            "",
            "| address | methods | what for | who may | clause | second step shown within |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        lines += [_line(row, addresses[row.route]) for row in rows]
        lines.append("")
    return "\n".join(lines)


def _line(row: Row, address: str) -> str:
    who = "; ".join(one.value for one in Who if one in row.who)
    fresh = f"{row.fresh_minutes} minutes" if row.fresh_minutes else ""
    return f"| `{address}` | {', '.join(row.methods)} | {row.sees} | {who} | {row.clause} | {fresh} |"


def addresses_of(resolver: URLResolver | None = None) -> Iterator[tuple[str, str]]:
    """Yield the name and address of every page the site answers to."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses_of(entry)
        elif isinstance(entry, URLPattern):
            yield str(entry.name), f"/{entry.pattern}"


if __name__ == "__main__":
    django.setup()
    page = access_page(dict(addresses_of()))
    (Path(settings.BASE_DIR) / ACCESS_PAGE).write_text(page, encoding="utf-8")

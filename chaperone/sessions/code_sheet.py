"""Prints a school's sheet as a PDF: a letter to the teacher, the rules, whom to tell, and one card to cut out for each seat."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import segno
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from chaperone.policy.clauses import carries_out
from chaperone.sessions.letters import seconds_in_words
from chaperone.sessions.paper import pdf_of
from chaperone.sessions.plan import SeatKind
from chaperone.sessions.queries import SeatCode, SheetFacts
from chaperone.sessions.school_time import day_in_words, local, span_in_words, time_in_words, zone_in_words

CARDS_PER_PAGE: Final = 8
JOIN_PATH: Final = "/join"
TYPEFACES: Final = {
    "Chaperone Text": "built/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "Chaperone Head": "built/fonts/bricolage-grotesque-latin-wght-normal.woff2",
}


@dataclass(frozen=True, slots=True)
class Card:
    """One card: what is printed of a seat."""

    join_name: str
    code: str
    qr: SafeString
    pupils: int


@carries_out("Y8", "P10", "Y4", "Y11", "Y12")
def code_sheet_pdf(sheet: SheetFacts, public_url: str, now: datetime) -> bytes:
    """Return the printable sheet (A4, black on white).

    Args:
        sheet: from ``queries.code_sheet``, which decides who may have it.
        public_url: where the product is, without a slash at the end.
        now: for the date on the sheet.

    Raises:
        CannotPrint: this machine lacks the library.
    """
    return pdf_of(render_to_string("sessions/code_sheet/sheet.html", sheet_words(sheet, public_url, now)))


def sheet_words(sheet: SheetFacts, public_url: str, now: datetime) -> dict[str, Any]:
    """Return everything the sheet's template prints, in the words and on the clock of the school."""
    session, numbers, zone = sheet.session, sheet.pack.parameters, sheet.school.timezone
    sign_in_at = session.starts_at - timedelta(seconds=numbers.door_lead_seconds)
    individual = [seat for seat in sheet.seats if seat.seat.kind == SeatKind.INDIVIDUAL]
    return {
        "sheet": sheet,
        "session": session,
        "rehearsal": sheet.pack.label if sheet.pack.rehearsal else "",
        "when": span_in_words(session.starts_at, session.duration_minutes, zone),
        "zone": zone_in_words(zone),
        "opens": time_in_words(session.starts_at - timedelta(minutes=numbers.room_opens_minutes), zone),
        "sign_in": time_in_words(sign_in_at.replace(second=0, microsecond=0), zone),
        "starts": time_in_words(session.starts_at, zone),
        "ends": time_in_words(session.ends_at, zone),
        "lead": seconds_in_words(numbers.door_lead_seconds),
        "printed": f"{day_in_words(local(now, zone).date())}, {time_in_words(now, zone)}",
        "join_address": _spoken(f"{public_url}{JOIN_PATH}"),
        "helpline": (numbers.helpline_name, numbers.helpline_phone),
        "card_day": day_in_words(sheet.card.on),
        "pages": _pages([_card(seat, public_url) for seat in individual if seat.code]),
        "classrooms": [
            _card(seat, public_url)
            for seat in sheet.seats
            if seat.seat.kind == SeatKind.CLASSROOM and seat.code
        ],
        "screens": [seat.seat for seat in sheet.seats if seat.seat.kind == SeatKind.TEACHER_SCREEN],
        "used": [seat.seat.join_name for seat in sheet.seats if seat.state == "used"],
        "individual": individual,
        "short_day": f"on {local(session.starts_at, zone):%A}",
        "fonts": typefaces(),
    }


@cache
def typefaces() -> SafeString:
    """Return the style rules that bring our two typefaces along; ``""`` before the pages are built: any sans-serif will do."""
    rules = []
    for family, file in TYPEFACES.items():
        path = finders.find(file)
        if path:
            content = base64.b64encode(Path(path).read_bytes()).decode()
            source = f"url(data:font/woff2;base64,{content}) format('woff2')"
            rules.append(f"@font-face {{ font-family: '{family}'; src: {source}; }}")
    return mark_safe("\n".join(rules))  # noqa: S308 - our own files, in base64


def _card(seat: SeatCode, public_url: str) -> Card:
    # The code stands behind the "#": a browser keeps that part to itself, so it reaches no log on the way.
    return Card(
        join_name=seat.seat.join_name,
        code=seat.code,
        qr=qr_picture(f"{public_url}{JOIN_PATH}#{seat.code}"),
        pupils=seat.seat.pupil_count,
    )


def qr_picture(address: str) -> SafeString:
    """Return the QR code of an address as SVG to stand in the page: black on white, a quiet edge around it."""
    picture = segno.make(address, error="m", micro=False)
    svg: str = picture.svg_inline(
        border=2, scale=4, omitsize=True, light="#fff", svgclass="qr", lineclass=None
    )
    return mark_safe(svg)  # noqa: S308 - made here from signs of our own alphabet


def _pages(cards: Sequence[Card]) -> list[Sequence[Card]]:
    return [cards[start : start + CARDS_PER_PAGE] for start in range(0, len(cards), CARDS_PER_PAGE)]


def _spoken(address: str) -> str:
    return address.partition("://")[2]

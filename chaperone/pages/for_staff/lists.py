"""Taking in a list of colleagues or teachers: choose a file, see what would become of every row, and only then confirm."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from typing import Any, Final

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chaperone.pages.answers import in_words
from chaperone.pages.for_staff.forms import ListForm
from chaperone.pages.visitor import adult, sent
from chaperone.people import actions as people_do
from chaperone.people import queries as people
from chaperone.people.actions import Line
from chaperone.people.candidates import EXAMPLES, Candidate, ListKind, candidates_in
from chaperone.people.models import Person
from chaperone.people.sheets import BYTES_LIMIT, SheetUnreadable, read_sheet
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.safer_recruitment.actions import write_down
from chaperone.safer_recruitment.listed import disclosure_in
from chaperone.safer_recruitment.rules import Seen, may_write_down

SALT: Final = "chaperone.list"
# Long enough for a cup of tea between looking and confirming; afterwards the list may be an old one.
SECONDS_TO_CONFIRM: Final = 3600
TOO_LATE: Final = (
    "That was too long ago, or the list was looked through by somebody else. Choose the file again."
)


@carries_out("U6", "S8")
def take_in(request: HttpRequest) -> HttpResponse:
    """Ask for the file; show what would become of each row; take in what was allowed once that is confirmed."""
    if "list" in request.POST:
        return _confirmed(request)
    form = ListForm(sent(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kind = ListKind(form.cleaned_data["kind"])
        try:
            # One byte more than may be read says that there is more; the rest stays where it is.
            content = form.cleaned_data["file"].read(BYTES_LIMIT + 1)
            candidates = candidates_in(read_sheet(content), kind)
        except SheetUnreadable as unreadable:
            form.add_error("file", f"{unreadable.sentence} {unreadable.next_step}")
        else:
            sound, wrong = _checks_of(candidates, adult(request))
            lines = [*wrong, *people_do.look_through(kind, sound, adult(request), timezone.now())]
            return render(
                request, "for_staff/list_preview.html", _preview(adult(request), kind, candidates, lines)
            )
    return render(request, "for_staff/list.html", {"form": form, "kinds": EXAMPLES})


def example(request: HttpRequest, kind: str) -> HttpResponse:  # noqa: ARG001 - what Django hands to every view
    """Hand over a list to take as a pattern."""
    if kind not in EXAMPLES:
        raise Http404
    page = io.StringIO()
    csv.writer(page).writerows(EXAMPLES[ListKind(kind)])
    # The mark in front lets spreadsheets know that this is UTF-8.
    answer = HttpResponse("\ufeff" + page.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    return answer


def _confirmed(request: HttpRequest) -> HttpResponse:
    opened = _opened(request.POST["list"], adult(request))
    if opened is None:
        messages.warning(request, TOO_LATE)
        return redirect("people-list")
    kind, candidates = opened
    ticked = {int(number) for number in request.POST.getlist("somebody_else") if number.isdecimal()}
    by, now = adult(request), timezone.now()
    sound, wrong = _checks_of(candidates, by)
    lines = [*wrong, *people_do.take_in(kind, sound, by, now, ticked)]
    _write_down_checks(lines, by)
    added, left_out = _counted(lines)
    if not left_out:
        messages.success(
            request, f"{added} added. Each asks for a link at the sign-in page when they need one."
        )
        return redirect("people" if kind is ListKind.STAFF else "schools")
    context = {
        "added": added,
        "lines": _shown([line for line in lines if line.refused is not None]),
        "kind": kind.value,
    }
    return render(request, "for_staff/list_taken.html", context)


def _checks_of(candidates: list[Candidate], by: Person) -> tuple[list[Candidate], list[Line]]:
    """Part the rows whose check, if they name one, makes sense from those whose does not."""
    wrong = []
    for candidate in candidates:
        found = disclosure_in(candidate)
        if isinstance(found, Seen):
            verdict = may_write_down(people.asker(by, timezone.now()), 0, found, timezone.now().date())
            found = verdict if isinstance(verdict, Refused) else None
        if isinstance(found, Refused):
            wrong.append(Line(candidate, found))
    rows = {line.candidate.row for line in wrong}
    return [candidate for candidate in candidates if candidate.row not in rows], wrong


def _write_down_checks(lines: list[Line], by: Person) -> None:
    for line in lines:
        found = disclosure_in(line.candidate) if line.goes_in else None
        person = people.person_by_email(line.candidate.email) if isinstance(found, Seen) else None
        if person is not None and isinstance(found, Seen):
            write_down(person, found, by, timezone.now())


def _preview(by: Person, kind: ListKind, candidates: list[Candidate], lines: list[Line]) -> dict[str, Any]:
    packed = {"by": by.pk, "kind": kind.value, "rows": [asdict(candidate) for candidate in candidates]}
    goes_in, left_out = _counted(lines)
    return {
        "kind": kind.value,
        # The rows travel with the page, signed: nothing is kept here of people whom nobody confirmed.
        "list": signing.dumps(packed, salt=SALT, compress=True),
        "lines": _shown(lines),
        "goes_in": goes_in,
        "left_out": left_out,
        "known": sum(line.known for line in lines),
        "may_be_ticked": any(line.may_be_somebody_else for line in lines),
    }


def _counted(lines: list[Line]) -> tuple[int, int]:
    return sum(line.goes_in for line in lines), sum(line.refused is not None for line in lines)


def _shown(lines: list[Line]) -> list[dict[str, Any]]:
    """Return the rows as the page shows them, those with a problem first."""
    shown = [
        {
            "row": line.candidate,
            "problem": in_words(line.refused) if line.refused is not None else "",
            "known": line.known,
            "may_be_ticked": line.may_be_somebody_else,
        }
        for line in lines
    ]
    return sorted(shown, key=lambda line: not line["problem"])


def _opened(packed: str, by: Person) -> tuple[ListKind, list[Candidate]] | None:
    """Return the list that was looked through; None when it is too old, not ours, or was another person's."""
    try:
        found = signing.loads(packed, salt=SALT, max_age=SECONDS_TO_CONFIRM)
    except signing.BadSignature:
        return None
    if found["by"] != by.pk:
        return None
    return ListKind(found["kind"]), [Candidate(**row) for row in found["rows"]]

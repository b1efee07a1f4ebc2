"""Shows everybody how the policy is kept, in plain words and without small numbers, if the organisation has said so."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from chaperone.assurance.models import DayStanding
from chaperone.assurance.queries import last_day, published_at
from chaperone.pages.standings import SIGNS, SLUGS, TONES
from chaperone.policy.clauses import carries_out
from chaperone.policy.evidence import Standing
from chaperone.policy.in_force import pack_in_force
from chaperone.policy.pack import Clause, Strength

FEWEST_SHOWN: Final = 10
"""A smaller number could point at somebody, so it is never shown."""

# Their numbers say how many young people were worried: no size of them is anybody's business.
NEVER_COUNTED: Final = frozenset({"R2", "U4", "U5", "S12", "Y9", "Y10", "Y11"})

WORDS: Final = {
    Standing.KEPT: ("Kept", "We looked, and nothing broke it."),
    Standing.BREACHED: (
        "Not kept every time",
        "We found at least one time when it was not kept.",
    ),
    Standing.AT_RISK: ("Needs attention", "Nothing was broken, but something has to be done soon."),
    Standing.NO_EVIDENCE: ("Nothing to go by", "Nothing has happened lately that would show it."),
    Standing.NOT_YET: ("Not checked yet", "Our software does not do all of this yet, so people have to."),
}

# The first clause is the worst of all others: one set of late notes must not read as if nobody were safe.
OF_THE_WHOLE: Final = {
    Standing.BREACHED: "Not every rule below was kept every time",
    Standing.AT_RISK: "A rule below needs attention",
}


@carries_out("R1")
def for_everybody(request: HttpRequest) -> HttpResponse:
    """Show how each clause stood when it was last looked at; only the promises, while the organisation does not show more."""
    pack = pack_in_force(settings.CHAPERONE_PACK, timezone.now())
    since = published_at()
    stood = last_day() if since is not None else {}
    rows = [_row(clause, stood.get(clause.id)) for clause in pack.clauses.values()]
    context = {
        "areas": [(area, list(some)) for area, some in groupby(rows, key=lambda row: row["clause"].area)],
        "is_published": since is not None,
        "as_of": max((row.at for row in stood.values()), default=None),
        "words": [(*WORDS[standing], TONES[standing], SIGNS[standing]) for standing in Standing],
    }
    return render(request, "public/assurance.html", context)


def _row(clause: Clause, stood: DayStanding | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "clause": clause,
        "text": clause.for_pupils or clause.text,
        "is_only_promised": only_promised(clause),
    }
    if stood is not None:
        standing = Standing(stood.standing)
        word, _ = WORDS[standing]
        row |= {
            "word": OF_THE_WHOLE.get(standing, word) if clause.id == "A1" else word,
            "tone": TONES[standing],
            "sign": SIGNS[standing],
            "slug": SLUGS[standing],
            "checks": checks_in_words(clause.id, stood.judged) if standing is Standing.KEPT else "",
        }
    return row


def only_promised(clause: Clause) -> bool:
    """Say whether some of a clause can only be promised: what people do outside the product, as on their own telephones."""
    return Strength.RECORDED in (clause.strength, clause.strength_outside)


def checks_in_words(clause_id: str, judged: int) -> str:
    """Say roughly how often it was looked at: never a small number, never an exact one, and none at all about worries."""
    if clause_id in NEVER_COUNTED or judged == 0:
        return ""
    if judged < FEWEST_SHOWN:
        return "We looked fewer than ten times."
    rounded = judged // FEWEST_SHOWN * FEWEST_SHOWN
    return f"We looked at least {rounded:,} times."

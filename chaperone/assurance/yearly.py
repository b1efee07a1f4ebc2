"""Puts the evidence of a year into plain numbers for the review and the yearly statement: no words and no names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Sum

from chaperone.assurance.queries import how_clauses_stand, tally_since
from chaperone.assurance.whole import is_unread
from chaperone.concerns.queries import concerns_to_count
from chaperone.people.models import Agreement
from chaperone.policy.clauses import carries_out
from chaperone.policy.evidence import Lack, Standing, Status
from chaperone.policy.pack import Pack
from chaperone.policy.status import Asked
from chaperone.records.models import RuleOutcome
from chaperone.training.models import CourseTaken, DrillTaken

YEAR_DAYS: Final = 365


@carries_out("R1", "R3")
def year_in_numbers(pack: Pack, lacks: Mapping[str, Lack], now: datetime) -> dict[str, Any]:
    """Return what the last year came to, in plain values that can be kept.

    Args:
        pack: by whose numbers.
        lacks: what of each clause is not carried out.
        now: the end of the year that is told of, UTC.
    """
    stand = how_clauses_stand(pack, lacks, now, YEAR_DAYS)
    since = now - timedelta(days=YEAR_DAYS)
    tally = tally_since(since, now)
    concerns = concerns_to_count().filter(raised_at__gte=since, raised_at__lte=now)
    agreed = Agreement.objects.filter(at__gte=since, at__lte=now).values("document")
    numbers = {
        "since": since.date().isoformat(),
        "until": now.date().isoformat(),
        "pack": f"{pack.title}, version {pack.version}",
        "sessions": len(tally.with_pupils()),
        "standings": dict(Counter(str(status.standing) for status in stand.values())),
        "broken": {
            one: stand[one].evidence.breaches.count for one in stand if stand[one].evidence.breaches.count
        },
        "waivers": {
            one: stand[one].evidence.waivers.count for one in stand if stand[one].evidence.waivers.count
        },
        "refusals": dict(sorted(tally.refusals.items())),
        "concerns": {
            str(row["source"]): row["n"] for row in concerns.values("source").annotate(n=Count("pk"))
        },
        "drills": _passed(DrillTaken.objects.filter(at__gte=since, at__lte=now)),
        "courses": _passed(CourseTaken.objects.filter(at__gte=since, at__lte=now)),
        "agreements": {str(row["document"]): row["n"] for row in agreed.annotate(n=Count("pk"))},
        "false_alarms": _false_alarms(since),
        "is_counted": not is_unread(Asked(now, since, pack.parameters, tally)),
    }
    return {**numbers, "missing": _missing(numbers, stand)}


def _missing(numbers: Mapping[str, Any], stand: Mapping[str, Status]) -> list[list[str]]:
    """Return what the year's evidence lacks: a plain sentence and the next step for each."""
    lacks = []
    if not numbers["is_counted"]:
        lacks.append(
            [
                "The record of the year has not been counted to its end, so these numbers are too small.",
                "The server counts by itself every few minutes; look again then. If it stays so, whoever looks after the server"
                " types: chaperone assurance sweep",
            ]
        )
    if not numbers["sessions"]:
        lacks.append(
            ["No session with pupils was held in this year.", "Say so in your own words when you sign."]
        )
    for kind, words in (("drills", "response drill"), ("courses", "training course")):
        if not numbers[kind]["passed"]:
            lacks.append(
                [
                    f"Nobody passed a {words} in this year.",
                    "Ask everybody who needs it to take it, on the page “Training”.",
                ]
            )
    silent = [one for one, status in stand.items() if status.standing is Standing.NO_EVIDENCE]
    if silent:
        lacks.append(
            [
                f"Nothing happened by which these clauses could be judged: {', '.join(silent)}.",
                "Each has a page that says what would count. Say in your own words how it was kept.",
            ]
        )
    return lacks


def _false_alarms(since: datetime) -> dict[str, list[int]]:
    """Return how often adults found each screening rule wrong and right, the most often wrong first."""
    rules = RuleOutcome.objects.filter(month__gte=since.date().replace(day=1)).values("rule")
    counted = rules.annotate(wrong=Sum("fine"), right_ones=Sum("right")).order_by("-wrong", "rule")[:20]
    return {str(row["rule"]): [row["wrong"], row["right_ones"]] for row in counted}


def _passed(taken: Iterable[DrillTaken | CourseTaken]) -> dict[str, int]:
    passed = [one.passed for one in taken]
    return {"passed": sum(passed), "not passed": len(passed) - sum(passed)}

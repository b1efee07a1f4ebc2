"""Puts the evidence of a year into plain numbers for the review and the yearly statement: no words and no names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Sum

from chaperone.assurance.queries import how_clauses_stand, tally_since
from chaperone.concerns.models import Concern
from chaperone.people.models import Agreement
from chaperone.policy.clauses import carries_out
from chaperone.policy.evidence import Lack
from chaperone.policy.pack import Pack
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
    concerns = Concern.objects.filter(raised_at__gte=since, raised_at__lte=now)
    rules = RuleOutcome.objects.filter(month__gte=since.date().replace(day=1)).values("rule")
    agreed = Agreement.objects.filter(at__gte=since, at__lte=now).values("document")
    return {
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
        "false_alarms": {
            str(row["rule"]): [row["wrong"], row["right_ones"]]
            for row in rules.annotate(wrong=Sum("fine"), right_ones=Sum("right")).order_by("-wrong", "rule")[
                :20
            ]
        },
    }


def _passed(taken: Iterable[DrillTaken | CourseTaken]) -> dict[str, int]:
    passed = [one.passed for one in taken]
    return {"passed": sum(passed), "not passed": len(passed) - sum(passed)}

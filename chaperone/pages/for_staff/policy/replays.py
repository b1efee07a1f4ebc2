"""Last year's rooms held once more with another number, on screen: what would have been different, and what nobody can say."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from chaperone.governance.queries.replays import ROOMS_AT_A_TIME, replay
from chaperone.governance.queries.reviews import review_of
from chaperone.governance.queries.versions import our_pack
from chaperone.pages.answers import as_shown
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.policy.typed import as_typed, limits_of, said, title_of, typed
from chaperone.room.replayable import NOT_REPLAYED, ONE_WAY, REPLAYED


@carries_out("R3")
def held_again(request: HttpRequest, year: int) -> HttpResponse:
    """Hold last year's rooms once more with another number, and show which sessions would have gone otherwise."""
    review, now = review_of(year), timezone.now()
    if review is None:
        raise Http404
    parameters = our_pack(now).parameters
    name = request.GET.get("number", REPLAYED[0])
    name = name if name in REPLAYED else REPLAYED[0]
    text = request.GET.get("value", "")[:40]
    skip = request.GET.get("skip", "0")
    skipped = int(skip) if skip.isdecimal() and len(skip) < 6 else 0
    value = typed(name, text) if text else None
    found = None
    if value is not None and not isinstance(value, Refused):
        found = replay({name: value}, now, skipped)
    context = {
        "review": review,
        "names": [(one, title_of(one)) for one in REPLAYED],
        "name": name,
        "in_force": [
            (title_of(one), said(one, getattr(parameters, one)), limits_of(one)) for one in REPLAYED
        ],
        "text": text or as_typed(getattr(parameters, name)),
        "asked": f"{title_of(name)}: {said(name, value)}" if found else "",
        "one_way": ONE_WAY.get(name, "") if found else "",
        "never": [(title_of(one), why) for one, why in NOT_REPLAYED.items()],
        "refused": as_shown(value) if isinstance(value, Refused) else None,
        "found": found,
        "next": skipped + ROOMS_AT_A_TIME if found and found.more else 0,
    }
    return render(request, "for_staff/policy/replay.html", context)

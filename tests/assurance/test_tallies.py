"""Queries that read only what was counted of rooms: whatever was counted, none is kept while a counter-example is among it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.assurance.judges import every_judge
from chaperone.policy.evidence import Standing, Status
from chaperone.policy.pack import pack_named
from chaperone.policy.status import Asked
from chaperone.policy.tally import RoomFacts, Tally
from chaperone.room import status

AT = datetime(2026, 11, 1, tzinfo=UTC)
LATE: Final = "slowest_alert_seconds"
# What in a room breaks which clauses, written here by hand so that the queries are measured against it.
BREAKS: Final = {
    "door_early": {"M8"},
    "waiver_one_name": {"M8"},
    "without_their_teacher": {"M9"},
    "door_unguarded": {"M9"},
    "let_in_unready": {"M9"},
    "one_adult_alone": {"S7"},
    "words_unguarded": {"S7"},
    "spoke_from_outside": {"U2"},
    "private_words": {"S6"},
    "let_in_unagreed": {"Y3"},
    "agreed_for_another": {"Y3"},
    "too_long": {"Y5"},
    "pupil_unasked": {"Y5"},
    "pupil_picture": {"S14", "Y2"},
    "alert_untold": {"Y9"},
    LATE: {"Y9"},
    "no_reason_given": {"Y10"},
    "unreadable": {"Y4"},
}
HARMLESS: Final = (
    "doors",
    "door_waived",
    "sign_ins",
    "let_in",
    "agreed",
    "seats",
    "shown",
    "alerts",
    "pauses",
    "muted",
)
ROOMS = st.dictionaries(st.sampled_from([*BREAKS, *HARMLESS]), st.integers(0, 9), max_size=8)


@pytest.mark.proves("A1")
@given(st.lists(ROOMS, max_size=4))
def test_no_room_query_is_kept_while_a_counter_example_was_counted(rooms: list[dict[str, int]]) -> None:
    parameters = pack_named("online-safeguarding").parameters
    facts = tuple(RoomFacts(f"r{number}", AT, numbers, {}) for number, numbers in enumerate(rooms))
    asked = Asked(AT, AT - timedelta(days=30), parameters, Tally(AT, rooms=facts))
    broken = {
        clause
        for numbers in rooms
        for name, count in numbers.items()
        if count > (parameters.worry_alert_seconds if name == LATE else 0)
        for clause in BREAKS.get(name, ())
    }
    for clause_id, judge in every_judge().items():
        if judge.query.__module__ != status.__name__:
            continue
        stands = Status(clause_id, judge.query(asked), None, judge.judges, asked.since, AT).standing
        assert (stands is Standing.BREACHED) == (clause_id in broken), clause_id

"""How clauses stand: never kept while a counter-example exists, never without evidence, and never by anybody's word."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chaperone.assurance.actions import sweep
from chaperone.assurance.judges import every_judge
from chaperone.assurance.models import DayStanding
from chaperone.assurance.queries import how_clauses_stand
from chaperone.policy.clauses import CLAUSE_IDS
from chaperone.policy.evidence import Evidence, Example, Found, Lack, Standing, Status
from chaperone.policy.status import tells_status
from tests.assurance.spoilt import SPOILT
from tests.assurance.world import NOW, PACK, World, a_concern, a_letter, a_world, stand
from tests.sessions.cast import A_MINUTE, AN_HOUR
from tests.support.emptying import without_ledger_triggers

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, tzinfo=UTC)
FEW = st.integers(0, 3)


def breached(found: dict[str, Status]) -> set[str]:
    """Return the clauses that are broken, the one about all others aside."""
    return {one.clause_id for one in found.values() if one.standing is Standing.BREACHED} - {"A1"}


def cases(count: int) -> Found:
    """Return so many cases."""
    return Found(count, tuple(Example("session", "x", "Something.", AT) for _ in range(min(count, 2))))


@pytest.mark.proves("A1")
@given(FEW, FEW, FEW, st.sampled_from([None, Lack("Not yet.", True), Lack("In part.", False)]))
def test_nothing_is_kept_without_evidence_or_against_it(
    judged: int, broken: int, risks: int, lack: Lack | None
) -> None:
    evidence = Evidence(judged=judged, of="things", breaches=cases(broken), risks=cases(risks))
    status = Status("M9", evidence, lack, "", AT, AT)
    if broken:
        assert status.standing is Standing.BREACHED, "and no lack hides it"
    elif risks:
        assert status.standing is Standing.AT_RISK
    elif lack:
        assert status.standing is Standing.NOT_YET
    else:
        assert status.standing is (Standing.KEPT if judged else Standing.NO_EVIDENCE)
    assert bool(status.counter_example) == (status.standing is not Standing.KEPT)
    assert status.sentence


@pytest.mark.proves("A1")
def test_nobody_can_set_a_standing() -> None:
    status = Status("M9", Evidence(judged=0, of=""), None, "", AT, AT)
    with pytest.raises((AttributeError, TypeError)):
        status.standing = Standing.KEPT  # type: ignore[misc]
    assert "standing" not in {field.name for field in dataclasses.fields(Status)}
    row = {"day": AT.date(), "clause": "M9", "standing": "kept", "risks": 0, "at": AT}
    for numbers in ({"judged": 1, "breaches": 1}, {"judged": 0, "breaches": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DayStanding.objects.create(**row, **numbers)


def test_a_clause_has_one_query_and_a_misspelt_one_is_refused() -> None:
    for clause_id, words in (("M10", "Something."), ("M99", "Something."), ("A2", "")):
        with pytest.raises(ValueError, match="tells_status"):
            tells_status(clause_id, words)(lambda _: Evidence(judged=1, of="things"))


# --- Worlds --------------------------------------------------------------------------------------------------------
@pytest.mark.proves("A1")
@settings(max_examples=8)
@given(
    st.sets(st.sampled_from(sorted(SPOILT)), max_size=4),
    st.sampled_from(["in time", "late", "never", "unsealed"]),
)
@example(set(SPOILT), "in time")
@example(set(), "in time")
def test_exactly_what_is_broken_is_found_broken(spoilt: set[str], notes: str) -> None:
    """Worlds made by real actions and real entries, some of it spoilt: a clause is broken if and only if something broke it."""
    with transaction.atomic():
        after = {"late": timedelta(hours=80), "never": None}.get(notes, 20 * A_MINUTE)
        world = a_world(notes=after, sealed=notes != "unsealed")
        expected = {"late": {"M10"}, "never": {"M10", "M13"}, "unsealed": {"M12"}}.get(notes, set())
        for name in spoilt:
            spoil, clauses = SPOILT[name]
            spoil(world)
            expected = expected | clauses
        if "a_recording_that_broke_off_after_the_notes" in spoilt and notes == "late":
            expected -= set() if "a_pupils_picture" in spoilt else {"M13"}  # those notes gave the reason
        found = stand()
        assert breached(found) == expected
        assert (found["A1"].standing is Standing.BREACHED) == bool(expected)
        for status in found.values():
            if status.standing is Standing.KEPT:
                assert status.evidence.judged > 0
                assert status.evidence.breaches.count == status.evidence.risks.count == 0
        transaction.set_rollback(True)


def test_a_world_without_a_flaw_is_kept_wherever_there_is_something_to_judge() -> None:
    world = a_world()
    a_concern(3, A_MINUTE)
    a_letter(world, world.charity.teacher_a.email, [world.charity.facilitator.email])
    found = stand()
    assert {one for one, status in found.items() if status.standing is Standing.KEPT} >= {
        *(
            "A1",
            "A2",
            "A3",
            "U3",
            "U5",
            "M2",
            "M3",
            "M7",
            "M8",
            "M9",
            "M10",
            "M11",
            "M12",
            "M13",
            "P10",
            "R2",
            "S1",
            "S6",
            "S7",
            "S8",
            "S9",
        ),
        *("S14", "U1", "U2", "U4", "Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7", "Y8", "Y11", "Y12"),
    }


def test_where_nothing_has_happened_nothing_is_kept() -> None:
    found = stand()
    assert {status.standing for status in found.values()} <= {
        Standing.NO_EVIDENCE,
        Standing.NOT_YET,
        Standing.AT_RISK,
    }
    assert [one for one, status in found.items() if status.standing is Standing.AT_RISK] == [
        "A1",
        "A3",
        "U3",
        "U5",
        "P10",
        "R2",
    ]


@pytest.mark.proves("A1")
def test_nothing_is_kept_while_nobody_has_read_the_record() -> None:
    a_world()
    unread = how_clauses_stand(PACK, {}, NOW)
    assert Standing.KEPT not in {status.standing for status in unread.values()}
    assert unread["A1"].standing is Standing.AT_RISK
    sweep(PACK, {}, NOW)
    assert how_clauses_stand(PACK, {}, NOW)["M9"].standing is Standing.KEPT
    a_day_later = how_clauses_stand(PACK, {}, NOW + timedelta(hours=25))
    assert Standing.KEPT not in {status.standing for status in a_day_later.values()}


def test_what_is_over_is_judged_in_its_own_time_and_what_is_owed_for_ever() -> None:
    a_world(notes=timedelta(hours=80))
    assert "M10" in breached(stand(30))
    assert "M10" not in breached(stand(5))
    a_concern(300, None)
    assert "R2" in breached(stand(5))


def test_a_counter_example_can_be_opened_and_says_nobodys_name() -> None:
    world = a_world(notes=None)
    (late,) = stand()["M10"].evidence.breaches.examples
    assert (late.kind, late.ref) == ("session", world.ref)
    assert late.at == world.charity.session.notes_due_at
    names = [world.charity.lead.full_name, world.charity.seats[0].join_name, world.charity.school_a.name]
    assert [name for name in names if name in late.sentence] == []


def test_notes_due_within_a_day_are_a_danger_not_a_breach() -> None:
    a_world(notes=None)
    found = how_clauses_stand(PACK, {}, NOW - timedelta(days=7) - AN_HOUR)["M10"]
    assert (found.standing, found.evidence.risks.count) == (Standing.AT_RISK, 1)


def test_a_record_that_was_changed_cannot_be_called_kept(world_of_before: World) -> None:
    assert world_of_before
    assert {"M12", "Y4"} <= breached(stand())


@pytest.fixture
def world_of_before() -> World:
    """A world whose room somebody has changed, past the triggers."""
    world = a_world()
    with without_ledger_triggers(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_entry SET actor = 'person:0' WHERE stream = %s AND seq = 3", [f"room/{world.ref}"]
        )
    return world


@pytest.mark.proves("R1")
def test_the_number_of_looks_at_the_database_does_not_grow_with_what_happened() -> None:
    def looks() -> int:
        stand()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            how_clauses_stand(PACK, {}, NOW, 365)
        return len(captured)

    world = a_world()
    for spoil, _ in SPOILT.values():
        spoil(world)
    few = looks()
    for _ in range(2):
        a_world()
        a_concern(2, None)
    assert looks() <= few
    assert few < 110


# What of these was broken no event and no row could show, and each query says so in its own words.
NOTHING_COULD_SHOW = {"M1", "S13", "Y6", "Y7", "Y12"}
# Broken in tests of their own: by notes, by a record that somebody changed, and by any other clause.
BROKEN_ELSEWHERE = {"A1", "M10", "M12", "Y4"}


@pytest.mark.proves("A1")
def test_every_query_finds_what_breaks_its_clause_or_says_that_nothing_could_show_it() -> None:
    broken = {one for _, clauses in SPOILT.values() for one in clauses} | BROKEN_ELSEWHERE
    assert set(every_judge()) - broken == NOTHING_COULD_SHOW
    assert broken <= set(every_judge())
    words = {one: every_judge()[one].judges for one in NOTHING_COULD_SHOW}
    assert [
        one for one, said in words.items() if not re.search("cannot|could|have no profile|no place", said)
    ] == []


def test_every_query_says_what_it_judges() -> None:
    judges = every_judge()
    assert len(judges) > 30
    assert set(judges) <= set(CLAUSE_IDS)
    assert [one for one, judge in judges.items() if not judge.judges.endswith((".", "?"))] == []
    assert {judge.query.__doc__ is not None for judge in judges.values()} == {True}

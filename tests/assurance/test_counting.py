"""What is counted beforehand: never twice, the same again from the ledger alone, no longer than it may be kept; history by day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models

from chaperone.assurance.actions import count_anew, count_stream, publish, sweep, write_history
from chaperone.assurance.models import DayCount, DayStanding, Publication, Reading, RoomTally, StreamRead
from chaperone.assurance.queries import days_of, days_of_all, last_day, published_at, tally_since
from chaperone.assurance.reading import unread, unread_count
from chaperone.assurance.rules import KEPT_DAYS
from chaperone.concerns.models import Concern
from chaperone.ledger.actions import append, destroy_key
from chaperone.ledger.facts import fact
from chaperone.ledger.queries import read
from chaperone.people.roles import Role
from chaperone.policy.clauses import CLAUSE_IDS
from chaperone.policy.evidence import Lack, Standing
from chaperone.policy.refusal import Refused
from chaperone.records.models import Dossier
from tests.assurance.spoilt import SPOILT
from tests.assurance.world import LONG_AGO, NOW, PACK, a_concern, a_dossier, a_world, counted
from tests.concerns.charity import a_person
from tests.sessions.cast import A_DAY, A_MINUTE, AN_HOUR, done
from tests.sessions.conftest import database_on_disk as database_on_disk  # noqa: PLC0414 - pytest finds a fixture by its name here
from tests.sessions.test_at_once import at_once
from tests.support.emptying import without_ledger_triggers

pytestmark = pytest.mark.django_db
TALLIES: tuple[type[models.Model], ...] = (DayCount, RoomTally, StreamRead)


def tallies() -> list[set[tuple[Any, ...]]]:
    """Return everything that was counted, as it can be compared."""
    found = []
    for model in TALLIES:
        names = [field.name for field in model._meta.fields if field.name != "id"]
        found.append({tuple(map(repr, row)) for row in model._default_manager.values_list(*names)})
    return found


@pytest.mark.proves("A1")
def test_counted_bit_by_bit_or_all_at_once_from_the_ledger_it_is_the_same() -> None:
    world = a_world()
    counted()
    for spoil, _ in SPOILT.values():
        spoil(world)
        counted()
    sweep(PACK, {}, NOW)
    bit_by_bit = tallies()
    assert all(bit_by_bit)
    count_anew(NOW)
    assert tallies() == bit_by_bit
    kinds = tally_since(LONG_AGO, NOW).kinds
    assert kinds["said"] == sum(entry.kind == "said" for entry in read(f"room/{world.ref}"))


def test_a_stream_is_counted_once_however_often_it_is_asked_for() -> None:
    a_world()
    waiting = unread()
    assert unread_count() == len(waiting)
    first = [count_stream(stream, NOW) for stream in waiting]
    before = tallies()
    assert [count_stream(stream, NOW) for stream in waiting] == [0] * len(first)
    assert tallies() == before
    assert unread() == []


def test_a_sweep_stops_after_its_share_and_goes_on_where_it_stopped() -> None:
    world = a_world()
    swept = sweep(PACK, {}, NOW, entries_at_most=1)
    shares = [swept.is_done]
    assert Reading.objects.first() is None, "nothing says that all was read before it was"
    while not shares[-1]:
        shares.append(sweep(PACK, {}, NOW, entries_at_most=1).is_done)
    assert len(shares) > 1
    kept = Reading.objects.get()
    assert (kept.read_until, kept.written_at) == (NOW, NOW)
    world.told()
    append("organisation", [fact("organisation.note", "system")], NOW)
    assert sweep(PACK, {}, NOW + A_MINUTE).entries == 1


def test_a_room_that_cannot_be_opened_stays_unread_and_nothing_hides_that() -> None:
    world = a_world()
    with without_ledger_triggers(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_streamkey SET ring_id = 'gone' WHERE stream = %s", [f"room/{world.ref}"]
        )
    assert sweep(PACK, {}, NOW).is_done
    assert [stream.stream for stream in unread()] == [f"room/{world.ref}"]
    assert Reading.objects.get().read_until is None
    assert last_day()["A1"].standing == Standing.AT_RISK


def test_history_keeps_the_worst_of_a_day_and_begins_anew_the_next() -> None:
    a_world()
    sweep(PACK, {}, NOW)
    assert set(last_day()) == set(CLAUSE_IDS)
    assert last_day()["R2"].standing == Standing.NO_EVIDENCE
    a_concern(2, None)
    write_history(PACK, {}, NOW + AN_HOUR)
    assert last_day()["R2"].standing == Standing.BREACHED
    Concern.objects.all().delete()
    write_history(PACK, {}, NOW + 2 * AN_HOUR)
    assert last_day()["R2"].standing == Standing.BREACHED, "the evening does not wash the morning out"
    write_history(PACK, {}, NOW + A_DAY)
    assert last_day()["R2"].standing == Standing.NO_EVIDENCE
    assert [row.standing for row in days_of("R2", NOW + A_DAY, 30)] == ["breached", "no evidence"]
    first, second = days_of_all(NOW + A_DAY, 30)
    assert sum(first.counts.values()) == sum(second.counts.values()) == 63
    assert first.counts[Standing.BREACHED] == 2, "R2, and with it A1"


def test_what_is_not_carried_out_is_written_down_as_such_and_hides_no_breach() -> None:
    a_world()
    a_concern(2, None)
    lacks = {clause_id: Lack("Not yet.", whole=True) for clause_id in CLAUSE_IDS}
    write_history(PACK, lacks, NOW)
    assert last_day()["R2"].standing == Standing.BREACHED
    assert last_day()["M9"].standing == Standing.NOT_YET


def test_numbers_go_when_their_time_is_over() -> None:
    world = a_world()
    append("organisation", [fact("organisation.note", "system")], NOW - timedelta(days=KEPT_DAYS + 5))
    sweep(PACK, {}, NOW)
    assert RoomTally.objects.count() == 1
    assert not DayCount.objects.filter(kind="organisation.note").exists()
    sweep(PACK, {}, NOW + timedelta(days=KEPT_DAYS + 1))
    assert {row.day for row in DayStanding.objects.all()} == {(NOW + timedelta(days=KEPT_DAYS + 1)).date()}
    Dossier.objects.all().delete()
    a_dossier(world.ref, due_days_ago=1, destroyed=True)
    sweep(PACK, {}, NOW)
    assert RoomTally.objects.count() == 0


def test_a_room_whose_words_are_destroyed_is_counted_and_not_judged() -> None:
    world = a_world()
    destroy_key(f"room/{world.ref}", NOW)
    counted()
    assert RoomTally.objects.count() == 0
    assert tally_since(LONG_AGO, NOW).kinds["door.opened"] == 2


@pytest.mark.proves("R1")
def test_only_an_administrator_shows_it_to_everybody_and_that_is_on_record() -> None:
    assert published_at() is None
    lead = a_person("Lead", Role.SAFEGUARDING_LEAD)
    assert isinstance(publish(lead, NOW, shown=True), Refused)
    administrator = a_person("Administrator", Role.ADMINISTRATOR)
    for shown, at in ((True, NOW), (True, NOW + AN_HOUR), (False, NOW + A_DAY)):
        done(publish(administrator, at, shown=shown))
    assert published_at() is None
    assert Publication.objects.count() == 1
    kinds = [entry.kind for entry in read("organisation") if entry.clause == "R1"]
    assert kinds == ["assurance.published", "assurance.withdrawn"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.proves("A1")
def test_two_sweeps_at_once_count_everything_once(database_on_disk: None) -> None:
    """The server's clerk and ``chaperone assurance sweep`` at the same moment: the tallies are those of one."""
    a_world()
    at_once(2, lambda _: _swept_whole())
    together = tallies()
    count_anew(NOW)
    assert together == tallies()
    assert unread_count() == 0


def _swept_whole() -> int:
    counted = 0
    while not (swept := sweep(PACK, {}, NOW, entries_at_most=5)).is_done:
        counted += swept.entries
    return counted

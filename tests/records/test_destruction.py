"""On its day all of a record goes, at once and for good, and what stays proves it; before its day nobody can remove a thing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaperone.concerns.actions import raise_concern, read_concern
from chaperone.ledger.models import StreamKey
from chaperone.ledger.queries import head, read
from chaperone.policy.refusal import Refused
from chaperone.records.actions import destroy_due, destroy_records, seal_dossier
from chaperone.records.models import Dossier
from chaperone.records.queries import dossier_for
from chaperone.sessions.actions import Notes, write_notes
from chaperone.sessions.actions.forgetting import FORGOTTEN_TITLE
from chaperone.sessions.models import Seat, Session, SessionSchool, SessionStaff, SessionTeacher
from tests.concerns.charity import Charity, a_charity
from tests.records.held import Held, hold_and_close

pytestmark = pytest.mark.django_db
SECRET = "a sentence only this session holds"
TICK = timedelta(microseconds=1)


def talk(held: Held) -> None:
    """Say the sentence that must be gone later."""
    held.say(5, held.charity.seats[0].ref, SECRET)


def closed_and_sealed(starts_at: datetime | None = None) -> tuple[Held, Dossier]:
    charity = a_charity(starts_at=starts_at) if starts_at else a_charity()
    held = hold_and_close(charity, talk)
    dossier = seal_dossier(held.plan.session, held.at(6000))
    assert isinstance(dossier, Dossier), dossier
    return held, dossier


def texts_of(stream: str) -> str:
    return repr([entry.body for entry in read(stream)])


def everything_gone(held: Held) -> None:
    """Assert that nothing of the session is left but the proof that it was."""
    ref = held.plan.session
    keys = list(StreamKey.objects.filter(stream__in=[f"room/{ref}", f"session/{ref}"]))
    assert keys
    for key in keys:
        assert key.destroyed_at is not None
        assert bytes(key.wrapped) == b""
        assert all(entry.body is None for entry in read(key.stream))
    for model in (Seat, SessionTeacher, SessionStaff, SessionSchool):
        assert not model.objects.filter(session__ref=ref).exists(), model
    left = Session.objects.get(ref=ref)
    assert left.title == FORGOTTEN_TITLE
    assert "Hear two people" not in left.purpose


def test_not_a_moment_before_and_gone_the_moment_after() -> None:
    held, dossier = closed_and_sealed()
    ref = held.plan.session
    lead = held.charity.lead
    refused = destroy_records(ref, dossier.destroy_at - TICK)
    assert isinstance(refused, Refused)
    assert "22 November 2027" in refused.sentence
    assert destroy_due(dossier.destroy_at - TICK).destroyed == ()
    assert SECRET in texts_of(f"room/{ref}")
    assert dossier_for(lead, ref, dossier.destroy_at - TICK) is not None
    # Its time is over: it is not shown, even before the sweep has come.
    assert dossier_for(lead, ref, dossier.destroy_at) is None
    swept = destroy_due(dossier.destroy_at)
    assert (swept.destroyed, swept.failed) == ((ref,), ())
    everything_gone(held)
    assert dossier_for(lead, ref, dossier.destroy_at) is None


def test_nothing_is_added_to_what_is_gone_and_whoever_tries_is_told() -> None:
    held, dossier = closed_and_sealed()
    destroy_due(dossier.destroy_at)
    later = dossier.destroy_at + timedelta(hours=1)
    session = Session.objects.get(ref=held.plan.session)
    notes = Notes(what_happened="One more thing.", attendance="Three.")
    refused = write_notes(session, notes, held.charity.lead, later)
    assert isinstance(refused, Refused)
    assert "destroyed when their time was over" in refused.sentence
    assert "safeguarding lead" in refused.next_step


def test_a_leap_day() -> None:
    held, dossier = closed_and_sealed(datetime(2028, 2, 29, 14, tzinfo=UTC))
    assert dossier.destroy_on.isoformat() == "2029-03-01"
    assert destroy_due(datetime(2029, 2, 28, 23, 59, tzinfo=UTC)).destroyed == ()
    assert destroy_due(datetime(2029, 3, 1, 14, 59, 59, tzinfo=UTC)).destroyed == ()
    assert destroy_due(datetime(2029, 3, 1, 15, 0, 0, tzinfo=UTC)).destroyed == (held.plan.session,)
    everything_gone(held)


def test_what_stays_proves_what_went_and_says_nothing_of_it() -> None:
    held, dossier = closed_and_sealed()
    ref = held.plan.session
    heads = {stream: head(stream) for stream in (f"room/{ref}", f"session/{ref}")}
    destroy_due(dossier.destroy_at)
    assert {stream: head(stream) for stream in heads} == heads
    for stream, at in heads.items():
        # Reading checks the chain, and needs no key for that.
        entries = list(read(stream))
        assert (len(entries), entries[-1].hash) == at
    (entry,) = [entry for entry in read("organisation") if entry.kind == "records.destroyed"]
    assert entry.body == {
        "session": ref,
        "heads": [[stream, at.seq, at.hash.hex()] for stream, at in heads.items()],
        "was_sealed": True,
        "had_notes": True,
    }
    dossier.refresh_from_db()
    assert dossier.destroyed_at == dossier.destroy_at


def test_no_table_holds_anything_of_it_any_more() -> None:
    held, dossier = closed_and_sealed()
    names = [seat.join_name for seat in held.charity.seats] + [seat.ref for seat in held.charity.seats]
    destroy_due(dossier.destroy_at)
    looked_at = 0
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label_lower in ("ledger.entry", "outbox.letter", "outbox.enclosure"):
            continue  # sealed under a key that is gone; letters have their own time
        for row in model._base_manager.values():
            looked_at += 1
            for wanted in (*names, SECRET, "Two stories", "Hear two people"):
                assert wanted not in repr(row), model
    assert looked_at > 5


def test_destroying_again_changes_nothing() -> None:
    held, dossier = closed_and_sealed()
    destroy_due(dossier.destroy_at)
    seq = head("organisation").seq
    later = dossier.destroy_at + timedelta(days=30)
    assert destroy_due(later).destroyed == ()
    again = destroy_records(held.plan.session, later)
    assert isinstance(again, Dossier)
    assert again.destroyed_at == dossier.destroy_at
    assert head("organisation").seq == seq


def test_a_crash_in_the_middle_leaves_all_of_it_and_the_next_sweep_takes_all_of_it() -> None:
    held, dossier = closed_and_sealed()
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        assert isinstance(destroy_records(held.plan.session, dossier.destroy_at), Dossier)
        raise KeyboardInterrupt
    assert SECRET in texts_of(f"room/{held.plan.session}")
    assert Seat.objects.filter(session__ref=held.plan.session).count() == 3
    assert destroy_due(dossier.destroy_at).destroyed == (held.plan.session,)
    everything_gone(held)


def test_one_that_cannot_go_does_not_keep_the_others() -> None:
    stuck, dossier = closed_and_sealed()
    free, _ = closed_and_sealed()
    Dossier.objects.filter(session_ref=stuck.plan.session).delete()
    Session.objects.filter(ref=stuck.plan.session).update(pack_id="no-such-pack")
    swept = destroy_due(dossier.destroy_at + timedelta(days=1))
    assert swept.destroyed == (free.plan.session,)
    assert swept.failed == ((stuck.plan.session, "PackRefused"),)
    Session.objects.filter(ref=stuck.plan.session).update(pack_id="online-safeguarding")
    assert destroy_due(dossier.destroy_at + timedelta(days=1)).destroyed == (stuck.plan.session,)
    everything_gone(stuck)


def test_what_was_never_sealed_goes_as_well() -> None:
    charity = a_charity()
    held = Held(charity)
    held.everybody_in()
    talk(held)
    planned_end = charity.session.ends_at
    assert destroy_due(planned_end + timedelta(days=365) - TICK).destroyed == ()
    assert destroy_due(planned_end + timedelta(days=365)).destroyed == (charity.session.ref,)
    everything_gone(held)
    row = Dossier.objects.get(session_ref=charity.session.ref)
    assert row.sealed_at is None
    assert row.destroyed_at is not None


def test_a_cancelled_session_goes_a_year_after_its_cancelling() -> None:
    charity = a_charity()
    cancelled_at = charity.session.starts_at - timedelta(days=20)
    Session.objects.filter(pk=charity.session.pk).update(status="cancelled", cancelled_at=cancelled_at)
    assert destroy_due(cancelled_at + timedelta(days=365) - TICK).destroyed == ()
    assert destroy_due(cancelled_at + timedelta(days=365)).destroyed == (charity.session.ref,)


def test_a_case_outlives_the_session() -> None:
    held, dossier = closed_and_sealed()
    seat = held.charity.seats[0]
    concern = raise_concern("room", "", held.plan.session, seat.ref, "I am worried", held.at(50))
    destroy_due(dossier.destroy_at)
    opened = read_concern(held.charity.lead, concern.ref, dossier.destroy_at)
    assert opened is not None
    assert opened.words == "I am worried"
    assert opened.seat_name == "Amber Otter"


def test_the_database_itself_keeps_the_date() -> None:
    _, dossier = closed_and_sealed()
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(destroyed_at=dossier.destroy_at - TICK)


def test_what_was_promised_at_the_sealing_stands() -> None:
    held, dossier = closed_and_sealed()
    Session.objects.filter(ref=held.plan.session).update(ended_at=held.at(-(10**7)))
    assert destroy_due(dossier.destroy_at - TICK).destroyed == ()
    assert destroy_due(dossier.destroy_at).destroyed == (held.plan.session,)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    starts=st.lists(
        st.datetimes(datetime(2026, 11, 22), datetime(2028, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - st adds the zone
        min_size=1,
        max_size=4,
    ),
    looks=st.lists(st.integers(0, 1200), min_size=1, max_size=6),
)
def test_at_any_time_exactly_what_is_due_is_gone(starts: list[datetime], looks: list[int]) -> None:
    with transaction.atomic():
        charities: list[Charity] = [a_charity(starts_at=start) for start in starts]
        due = {
            charity.session.ref: charity.session.ends_at.replace(year=charity.session.ends_at.year + 1)
            for charity in charities
            if (charity.session.ends_at.month, charity.session.ends_at.day) != (2, 29)
        }
        for day in sorted(looks):
            now = datetime(2026, 11, 22, tzinfo=UTC) + timedelta(days=day)
            destroy_due(now)
            gone = set(Dossier.objects.exclude(destroyed_at=None).values_list("session_ref", flat=True))
            for ref, at in due.items():
                # An hour's doubt where the clocks were changed between the two dates.
                if abs(now - at) > timedelta(hours=2):
                    assert (ref in gone) == (now >= at)
        transaction.set_rollback(True)
    assert connection.in_atomic_block  # the test's own transaction still stands

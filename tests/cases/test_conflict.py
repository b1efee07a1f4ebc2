"""No reachable state in which somebody reads a case about themselves, and none in which an open case has no owner or clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import given, settings
from hypothesis import strategies as st

from chaperone.cases import actions as do
from chaperone.cases.actions import Triage
from chaperone.cases.queries import Wanted, queue_for
from chaperone.cases.rules import Decision, FourC
from chaperone.concerns import actions as concerns_do
from chaperone.concerns.actions import Report, SaidInRoom
from chaperone.concerns.models import Concern, KeptFrom
from chaperone.concerns.queries import concern_for, concerns_for, is_on_a_list, role_holders, taken_on_by
from chaperone.ledger.queries import read
from chaperone.outbox.models import Letter
from chaperone.people.models import Person, RoleHeld
from chaperone.people.roles import Role
from chaperone.policy.refusal import Refused
from tests.concerns.charity import NOW, Charity, a_charity, a_person

pytestmark = [pytest.mark.django_db, pytest.mark.proves("R2")]
A_DAY = timedelta(days=1)
STEPS = (
    "report",
    "message",
    "take on",
    "triage",
    "decide",
    "keep from",
    "let read",
    "answer",
    "close",
    "add words",
    "role ends",
    "role begins",
    "days pass",
)


class World:
    """A charity, its people by name, and a clock; every step is one that somebody could take."""

    def __init__(self) -> None:
        self.charity: Charity = a_charity()
        names = ("lead", "deputy", "facilitator", "speaker", "outsider", "teacher_a")
        self.people: dict[str, Person] = {name: getattr(self.charity, name) for name in names}
        self.people["trustee"] = a_person("Trustee A", Role.TRUSTEE)
        self.people["other_trustee"] = a_person("Trustee B", Role.TRUSTEE)
        self.now: datetime = NOW

    def take(self, step: str, by: Person, about: Person, number: int) -> None:
        """Have somebody try this; whether it is refused does not matter here."""
        refs = list(Concern.objects.order_by("pk").values_list("ref", flat=True))
        ref = refs[number % len(refs)] if refs else ""
        self.now += timedelta(minutes=1)
        now = self.now
        steps: dict[str, Callable[[], Any]] = {
            "report": lambda: concerns_do.raise_report(
                Report(source="staff", words="w", about=(about.pk,) if number % 3 else (), by=by.ref), now
            ),
            "message": lambda: concerns_do.raise_about_message(
                self.charity.session.ref, by.ref, SaidInRoom(number, by.first_name, "w", (), ()), now
            ),
            "take on": lambda: concerns_do.acknowledge_concern(by, ref, now),
            "triage": lambda: do.triage(
                by, ref, Triage(_kind(number), Concern.Risk.HIGH, FourC.CONTACT, "w"), now
            ),
            "decide": lambda: do.decide(by, ref, Decision.NOT_REFER, "w", now),
            "keep from": lambda: concerns_do.keep_from(by, ref, about, _why(number), now),
            "let read": lambda: concerns_do.let_read(by, ref, about, "They need to know.", now),
            "answer": lambda: concerns_do.note_answer_given(by, ref, "Told them.", now),
            "close": lambda: do.close_case(by, ref, "w", now),
            "add words": lambda: concerns_do.add_words(ref, "more", now),
            "role ends": lambda: RoleHeld.objects.filter(person=about).update(until_on=now.date()),
            "role begins": lambda: RoleHeld.objects.get_or_create(
                person=about, role=list(Role)[number % 7], until_on=None, defaults={"from_on": now.date()}
            ),
            "days pass": self._days_pass,
        }
        steps[step]()

    def _days_pass(self) -> None:
        self.now += 2 * A_DAY

    def holds(self) -> None:
        """Check what must be true at every moment, once the sweep that runs each half minute has run."""
        do.call_those_due(self.now)
        for kept in KeptFrom.objects.select_related("concern", "person"):
            assert concern_for(kept.person, kept.concern.ref, self.now) is None
        able = {one for people in role_holders(self.now.date()).values() for one in people}
        for case in Concern.objects.exclude(status="closed"):
            assert case.clock_due_at is not None
            kept_from = set(Person.objects.filter(kept_from_concerns__concern=case))
            assert (case.owner in able - kept_from) if able - kept_from else case.owner is None
            later = [(letter.to[0], letter.created_at) for letter in Letter.objects.filter(about=case.stream)]
            for one in KeptFrom.objects.filter(concern=case).select_related("person"):
                assert not [at for to, at in later if to == one.person.email and at >= one.since]

    def is_nowhere(self) -> None:
        """Look everywhere, and try everything, as each of those who are kept from a case."""
        for kept in KeptFrom.objects.select_related("concern", "person"):
            self._is_not_there(kept)

    def _is_not_there(self, kept: KeptFrom) -> None:
        who, ref, now = kept.person, kept.concern.ref, self.now
        assert not concerns_for(who, now).filter(pk=kept.concern_id).exists()
        readings = [entry for entry in read(kept.concern.stream) if entry.kind == "concern.read"]
        assert concerns_do.read_concern(who, ref, now) is None
        assert len([e for e in read(kept.concern.stream) if e.kind == "concern.read"]) == len(readings)
        for wanted in (
            Wanted("open"),
            Wanted("closed"),
            Wanted(is_mine=True),
            Wanted(is_apart=True),
            Wanted(text=ref),
        ):
            assert kept.concern not in queue_for(who, wanted, now).rows
        for owner in self.people.values():
            assert kept.concern not in taken_on_by(owner, who)
        mine = Concern.objects.filter(Q(owner=who) | Q(readers__person=who, readers__until=None))
        assert (
            is_on_a_list(who)
            == mine.exclude(kept_from__person=who)
            .exclude(Q(status="closed") & ~Q(readers__person=who, readers__until=None))
            .exists()
        )
        # Whatever they try is answered as if it were not there.
        for tried in (
            concerns_do.acknowledge_concern(who, ref, now),
            concerns_do.note_action(who, ref, "w", now),
            concerns_do.note_answer_given(who, ref, "w", now),
            concerns_do.let_read(who, ref, who, "w", now),
            do.decide(who, ref, Decision.NOT_REFER, "w", now),
            do.close_case(who, ref, "w", now),
        ):
            assert tried == concerns_do.acknowledge_concern(who, "nothing", now)
            assert isinstance(tried, Refused)


def _kind(number: int) -> Concern.Kind:
    return list(Concern.Kind)[number % len(Concern.Kind)]


def _why(number: int) -> KeptFrom.Why:
    return list(KeptFrom.Why)[number % 2]


NAMES = ("lead", "deputy", "facilitator", "speaker", "outsider", "teacher_a", "trustee", "other_trustee")
TAKEN = st.tuples(st.sampled_from(STEPS), st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(0, 30))


@settings(max_examples=12, deadline=None)
@given(story=st.lists(TAKEN, min_size=2, max_size=8))
def test_nobody_ever_reads_a_case_about_themselves(story: list[tuple[str, str, str, int]]) -> None:
    """Stories are searched for one after which a case is there for whom it is about, or is nobody's."""
    with transaction.atomic():
        world = World()
        world.take("report", world.people["speaker"], world.people["lead"], 1)
        for step, by, about, number in story:
            world.take(step, world.people[by], world.people[about], number)
            world.holds()
        world.is_nowhere()
        transaction.set_rollback(True)

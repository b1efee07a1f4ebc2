"""A new version of the policy with a moved clock, from its publication to its day: all are asked, work on, and are kept out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chaperone.outbox.models import Letter
from chaperone.people.actions.asking import sweep_campaigns
from chaperone.sessions.queries import plan_of_room
from tests.governance.office import Office
from tests.pages.test_public import words
from tests.pages.town import Clock, Town, browser
from tests.sessions.cast import NOW
from tests.support.reading import read_by

pytestmark = pytest.mark.django_db


@pytest.mark.proves("R3", "S1", "Y1")
def test_a_new_version_asks_everybody_anew_and_keeps_them_out_from_its_day(town: Town, clock: Clock) -> None:
    charity = town.charity
    speaker, teacher = charity.speaker, charity.teacher.person
    office = Office(
        lead=charity.lead,
        administrator=town.administrator,
        trustee=town.trustee,
        facilitator=charity.facilitator,
        deputy=town.deputy,
        other_trustee=town.supervisor,
    )
    office.published(in_days=1, notes_due_hours="48")

    def in_the_room(days: int) -> set[str]:
        clock.set(NOW + timedelta(days=days))
        plan = plan_of_room(town.own.ref, clock.now)
        assert plan is not None
        return {adult.ref for adult in plan.adults} & {speaker.ref, teacher.ref}

    everybody = {speaker.ref, teacher.ref}
    assert in_the_room(0) == everybody
    assert in_the_room(1) == everybody, "asked, and not kept out"
    sweep_campaigns(clock.now)
    sweep_campaigns(clock.now)
    asked = [letter.to[0] for letter in Letter.objects.filter(kind="agreement_asked")]
    assert {speaker.email, charity.facilitator.email, teacher.email} <= set(asked)
    assert len(asked) == len(set(asked)), "each once"
    assert "counts until the end of" in words(browser(speaker).get("/home"))
    browser(teacher).post("/terms", {"name_typed": "T", **read_by(teacher, "teacher-terms")})
    assert in_the_room(28) == everybody, "the last day on which the earlier agreement counts"
    assert in_the_room(29) == {teacher.ref}, "28 days after it holds"
    browser(speaker).post("/staff-policy", {"name_typed": "S", **read_by(speaker, "staff-policy")})
    assert in_the_room(29) == everybody, "and agreeing is the way back"

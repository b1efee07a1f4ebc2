"""A teacher's word that they went through the rules: a record of its own, theirs alone, once, and nobody's agreement."""

from __future__ import annotations

import pytest

from chaperone.ledger.queries import read
from chaperone.people.agreement_models import Agreement
from chaperone.sessions.actions.forgetting import forget_session
from chaperone.sessions.actions.rules_told import say_rules_were_told
from chaperone.sessions.queries.rules_told import rules_of, rules_told
from chaperone.sessions.rules_told_models import RulesTold
from tests.sessions.cast import A_DAY, NOW, Charity, done, refusal

pytestmark = pytest.mark.django_db


@pytest.mark.proves("Y3", "Y4")
def test_who_said_it_of_which_rules_when_is_kept_once_and_no_seat_has_agreed_by_it() -> None:
    charity = Charity()
    session, teacher = charity.session(), charity.teacher
    seen, before = rules_of(session).hash, Agreement.objects.count()
    assert rules_told(session, teacher.school) is None
    kept = done(say_rules_were_told(session, teacher.school, teacher.person, seen, NOW))
    assert done(say_rules_were_told(session, teacher.school, teacher.person, seen, NOW + A_DAY)) == kept
    assert (kept.teacher, kept.version, kept.text_hash, kept.at) == (
        teacher.person,
        str(rules_of(session).version),
        seen,
        NOW,
    )
    (entry,) = [one for one in read(session.stream) if one.kind == "rules.told"]
    assert (entry.actor, entry.clause) == (teacher.person.ref, "Y3")
    assert Agreement.objects.count() == before, "it is nobody's agreement"


@pytest.mark.proves("Y3")
def test_nobody_says_it_for_another_school_and_not_of_other_rules() -> None:
    charity = Charity()
    session, teacher = charity.session(), charity.teacher
    seen = rules_of(session).hash
    for person in (charity.facilitator, charity.lead):
        assert (
            "not your pupils"
            in refusal(say_rules_were_told(session, teacher.school, person, seen, NOW)).sentence
        )
    told = refusal(say_rules_were_told(session, teacher.school, teacher.person, "0" * 64, NOW))
    assert "have changed" in told.sentence
    assert not RulesTold.objects.exists()


@pytest.mark.proves("M11")
def test_it_goes_with_the_session() -> None:
    charity = Charity()
    session, teacher = charity.session(), charity.teacher
    done(say_rules_were_told(session, teacher.school, teacher.person, rules_of(session).hash, NOW))
    forget_session(session, NOW)
    assert not RulesTold.objects.exists()

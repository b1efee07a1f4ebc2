"""A declaration is made anew each year: who owes one, who is asked when, who is kept out, and that each year stands for itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.outbox.models import Letter
from chaperone.people.actions import SeenText, agree_to_document
from chaperone.people.actions.declarations import sweep_declarations
from chaperone.people.agreement_models import Agreement
from chaperone.people.declaration_queries import declared_by, who_is_asked
from chaperone.people.declaring import Declared, is_asked, may_serve_undeclared, renewal_on
from chaperone.people.queries import agreement_of
from chaperone.people.roles import Role
from chaperone.policy.documents import document_named
from tests.people.charity import A_DAY, NOW, colleague, done, on_record, refusal

DECLARATION = "personal-accounts"
TODAY = NOW.date()


@st.composite
def declared(draw: st.DrawFn) -> Declared:
    """Return how somebody's declarations stand: never made, or made some time ago for the so-manieth time."""
    ago = draw(st.one_of(st.none(), st.integers(0, 800)))
    return Declared(
        last_on=None if ago is None else TODAY - ago * A_DAY,
        renewal=0 if ago is None else draw(st.integers(0, 5)),
        owed_since=TODAY - draw(st.integers(0, 800)) * A_DAY,
        valid_days=draw(st.integers(30, 366)),
        ask_days=draw(st.integers(0, 29)),
    )


@pytest.mark.proves("S4")
@given(declared(), st.integers(0, 800))
def test_nobody_is_kept_out_who_was_not_asked_before_and_who_renews_when_asked_counts_on(
    stands: Declared, later: int
) -> None:
    day = TODAY + later * A_DAY
    if not may_serve_undeclared(stands, "Colleague A", day):
        assert is_asked(stands, day)
        assert day >= stands.due_on
    if stands.last_on is not None:
        assert renewal_on(stands, day) == stands.renewal + is_asked(stands, day)
    made = Declared(
        last_on=day,
        renewal=renewal_on(stands, day),
        owed_since=stands.owed_since,
        valid_days=stands.valid_days,
        ask_days=stands.ask_days,
    )
    assert may_serve_undeclared(made, "Colleague A", day + (stands.valid_days - 1) * A_DAY)
    told = refusal(may_serve_undeclared(made, "Colleague A", day + stands.valid_days * A_DAY))
    assert (told.clause, bool(told.next_step)) == ("S4", True)


@pytest.mark.proves("S4", "S6")
@pytest.mark.django_db
def test_it_is_asked_for_reminded_of_and_owed_by_the_year() -> None:
    colleague("L", Role.SAFEGUARDING_LEAD)
    person = colleague("A", Role.SPEAKER)
    assert declared_by([person], TODAY) == {}, "nobody owes anything before declarations are in use"
    assert sweep_declarations(NOW) == 0, "whoever is new finds it on their first page"
    assert declared_by([person], TODAY)[person.pk].due_on == TODAY + 28 * A_DAY
    for one in who_is_asked(TODAY):
        first = done(agree_to_document(one, DECLARATION, one.full_name, NOW))
        assert done(agree_to_document(one, DECLARATION, "Again", NOW + A_DAY)) == first, (
            "nothing is asked yet"
        )
    assert who_is_asked(TODAY + 336 * A_DAY) == {}
    sweeps = [sweep_declarations(NOW + day * A_DAY) for day in (337, 337, 351, 358, 362, 364, 365, 366, 400)]
    assert sweeps == [2, 0, 2, 2, 1, 2, 3, 0, 0]
    assert "/personal-accounts" in Letter.objects.order_by("pk")[0].text
    assert "Colleague A" in Letter.objects.order_by("-pk")[0].text
    due = declared_by([person], TODAY + 365 * A_DAY)[person.pk]
    assert (
        "owes the yearly declaration"
        in refusal(may_serve_undeclared(due, "Colleague A", TODAY + 365 * A_DAY)).sentence
    )


@pytest.mark.proves("S4")
@pytest.mark.django_db
def test_each_year_is_a_declaration_of_its_own_and_two_presses_are_one() -> None:
    person = colleague("A", Role.SPEAKER)
    sweep_declarations(NOW)
    text = document_named(DECLARATION)
    years = [NOW + timedelta(days=days) for days in (0, 350, 700)]
    for at in years:
        seen = SeenText(text.hash, 120)
        made = done(agree_to_document(person, DECLARATION, "Colleague A", at, seen=seen))
        assert done(agree_to_document(person, DECLARATION, "Colleague A", at, seen=seen)) == made
    rows = Agreement.objects.filter(document=DECLARATION).order_by("at")
    assert list(rows.values_list("renewal", "at")) == list(enumerate(years))
    assert [entry.body.get("renewal") for entry in on_record("agreement.made") if entry.body] == [None, 1, 2]
    assert {entry.clause for entry in on_record("agreement.made")} == {"S4"}


@pytest.mark.django_db
def test_a_new_version_of_the_policy_asks_for_no_second_declaration() -> None:
    """It is made by the year: its version is its own, and one that was made stands."""
    person = colleague("A", Role.SPEAKER)
    made = done(agree_to_document(person, DECLARATION, "Colleague A", NOW))
    assert made.version == "1"
    assert agreement_of(person, DECLARATION) == made
    assert date.fromisoformat(f"{TODAY}") == made.at.date()

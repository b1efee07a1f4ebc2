"""The rules about people, without a database: roles, names, links, agreements."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.people.names import first_name_of, same_name
from chaperone.people.roles import Role
from chaperone.people.rules import (
    LEADS,
    SYSTEM,
    Asker,
    LinkFacts,
    is_agreement_in_force,
    is_plain_line,
    may_agree,
    may_be_called,
    may_be_school_contact,
    may_grant_role,
    may_hold_role,
    may_manage_people,
    may_manage_schools,
    may_sign_in,
    may_take_part,
)
from chaperone.policy.refusal import Refused

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
ROLES = st.sampled_from(Role)
SETS_OF_ROLES = st.frozensets(ROLES)


@given(role=ROLES, held=SETS_OF_ROLES, active=st.booleans())
@pytest.mark.proves("R2")
def test_nobody_is_lead_and_deputy_holds_a_role_twice_or_holds_one_after_leaving(
    role: Role, held: frozenset[Role], active: bool
) -> None:
    if may_hold_role(role, held, active):
        assert active
        assert role not in held
        assert not (role in LEADS and LEADS & held)


@given(roles=SETS_OF_ROLES, role=ROLES)
@pytest.mark.proves("R2")
def test_nobody_gives_themselves_a_role(roles: frozenset[Role], role: Role) -> None:
    assert isinstance(may_grant_role(Asker(1, roles), role, 1), Refused)


@given(roles=SETS_OF_ROLES, role=ROLES)
@pytest.mark.proves("R2")
def test_leads_are_appointed_by_trustees_and_the_lead(roles: frozenset[Role], role: Role) -> None:
    if may_grant_role(Asker(1, roles), role, 2):
        appointing = {Role.TRUSTEE, Role.SAFEGUARDING_LEAD}
        office = {Role.SAFEGUARDING_LEAD, Role.DEPUTY_LEAD, Role.ADMINISTRATOR}
        assert roles & (appointing if role in LEADS else office)
        assert role is not Role.TEACHER


@given(ROLES)
def test_a_role_alone_lets_nobody_manage_but_those_who_should(role: Role) -> None:
    asker = Asker(1, frozenset({role}))
    office = {Role.SAFEGUARDING_LEAD, Role.DEPUTY_LEAD, Role.ADMINISTRATOR}
    assert bool(may_manage_people(asker)) is (role in office)
    assert bool(may_manage_schools(asker)) is (role in office | {Role.FACILITATOR})
    assert may_manage_people(SYSTEM)


def test_somebody_without_a_role_manages_nothing() -> None:
    assert not may_manage_people(Asker(1, frozenset()))
    assert not may_manage_schools(Asker(1, frozenset()))


@pytest.mark.parametrize(
    "name", ["", "   ", "a\nb", "a\x00b", "x" * 121, "Ann\u202eeille", "A\u200bB", "a\u2028b", "\ud800"]
)
def test_a_name_is_one_plain_line(name: str) -> None:
    assert isinstance(may_be_called(name), Refused)


@pytest.mark.parametrize("name", ["Facilitator A", "Ms Ní Teacher-B", "O’Teacher", "שלום", "سلام", "x" * 120])
def test_names_of_all_languages_are_names(name: str) -> None:
    assert may_be_called(name)


@given(st.text(max_size=40))
def test_a_plain_line_can_stand_in_a_header(text: str) -> None:
    if is_plain_line(text, 40):
        assert len(text.splitlines()) == 1
        assert text.isprintable() or "\u3000" in text or any(character.isspace() for character in text)


@pytest.mark.proves("Y11")
def test_a_schools_contact_has_a_name_and_a_way() -> None:
    assert may_be_school_contact("The safeguarding lead", "Room 12, or the school office")
    for name, route in (
        ("", "Room 12"),
        ("The lead", ""),
        ("The lead", "a\nb"),
        ("x" * 121, "y"),
        ("x", "y" * 301),
    ):
        answer = may_be_school_contact(name, route)
        assert isinstance(answer, Refused)
        assert answer.clause == "Y11"


def test_a_closed_school_takes_no_part() -> None:
    assert may_take_part("open")
    assert not may_take_part("closed")


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@given(expires_at=MOMENTS, replaced=st.none() | MOMENTS, active=st.booleans(), now=MOMENTS)
@pytest.mark.proves("S8")
def test_a_link_opens_before_it_expires_for_somebody_who_is_here(
    expires_at: datetime, replaced: datetime | None, active: bool, now: datetime
) -> None:
    allowed = bool(may_sign_in(LinkFacts(expires_at, replaced, active), now))
    assert allowed is (now < expires_at and replaced is None and active)


def test_each_dead_link_says_why_and_a_leavers_says_nothing() -> None:
    live = LinkFacts(NOW + timedelta(days=1), None, True)
    unknown = may_sign_in(None, NOW)
    left = may_sign_in(LinkFacts(live.expires_at, None, False), NOW)
    replaced = may_sign_in(LinkFacts(live.expires_at, NOW, True), NOW)
    expired = may_sign_in(LinkFacts(NOW, None, True), NOW)
    sentences = {answer.sentence for answer in (unknown, replaced, expired) if isinstance(answer, Refused)}
    assert len(sentences) == 3
    assert left == unknown


@pytest.mark.proves("Y1", "S1")
def test_an_agreement_counts_for_its_version_and_its_very_text() -> None:
    current = ("2", "h2")
    assert is_agreement_in_force(current, current, "teacher-terms")
    for agreed in (None, ("1", "h1"), ("2", "h1"), ("1", "h2")):
        answer = is_agreement_in_force(agreed, current, "teacher-terms")
        assert isinstance(answer, Refused)
        assert answer.clause == "Y1"


@pytest.mark.proves("Y1", "Y3")
def test_agreeing_needs_a_name_and_the_text_that_was_seen() -> None:
    assert may_agree("teacher-terms", "Teacher B", "", "h")
    assert may_agree("teacher-terms", "Teacher B", "h", "h")
    assert not may_agree("teacher-terms", "Teacher B", "older", "h")
    assert not may_agree("teacher-terms", "  ", "h", "h")
    assert not may_agree("teacher-terms", "...", "h", "h")
    assert not may_agree("teacher-terms", "a\nb", "h", "h")
    for_pupils = may_agree("pupil-rules", "Teacher B", "h", "h")
    assert isinstance(for_pupils, Refused)
    assert for_pupils.clause == "Y3"


def test_names_are_compared_without_title_case_and_accents() -> None:
    others = ["Ms Téacher B", "Facilitator A"]
    assert same_name("teacher  b", others)
    assert same_name("Dr. Facilitator A", others)
    assert not same_name("Teacher", others)
    assert not same_name("Teacher C", others)


def test_the_first_name_is_the_first_word_after_the_title() -> None:
    assert first_name_of("Dr Facilitator A") == "Facilitator"
    assert first_name_of("Speaker") == "Speaker"
    assert first_name_of("Ms") == "Ms"

"""Nobody serves with young people unchecked: what may be written down, who is grey and why, and the warnings before an end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.outbox.models import Letter
from chaperone.people.actions import mark_left
from chaperone.people.roles import Role
from chaperone.people.rules import SYSTEM, Asker
from chaperone.policy.evidence import Evidence
from chaperone.policy.pack import pack_named
from chaperone.policy.status import Asked
from chaperone.policy.tally import RoomFacts, Tally
from chaperone.safer_recruitment.actions import sweep_checks, withdraw, write_down
from chaperone.safer_recruitment.models import Check
from chaperone.safer_recruitment.queries import checks_seen_by, clearance_of
from chaperone.safer_recruitment.rules import Kind, Seen, may_work_with_pupils, may_write_down
from chaperone.safer_recruitment.status import staff_were_checked
from chaperone.sessions.actions import plan_session
from chaperone.sessions.queries import readiness, staff_to_choose
from tests.pages.test_public import words
from tests.pages.town import Clock, Town, browser
from tests.people.charity import A_DAY, NOW, colleague, done, on_record, refusal
from tests.sessions.cast import START, Charity
from tests.support.checked import checked

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
OFFICE = Asker(1, frozenset({Role.ADMINISTRATOR}))
GOOD = (
    Seen(Kind.DISCLOSURE, "TEST 1", TODAY, TODAY + 700 * A_DAY),
    Seen(Kind.REFERENCE, "a former line manager", TODAY),
    Seen(Kind.REFERENCE, "a former colleague", TODAY),
    Seen(Kind.INDUCTION, "a morning with the lead", TODAY),
)
SEEN = st.builds(
    Seen,
    st.sampled_from(list(Kind)),
    st.just("TEST"),
    st.dates(TODAY - 9 * A_DAY, TODAY + 9 * A_DAY),
    st.none() | st.dates(TODAY + 10 * A_DAY, TODAY + 30 * A_DAY),
)


@pytest.mark.proves("A3")
def test_all_of_it_is_asked_for_and_the_reason_says_what_is_missing() -> None:
    assert may_work_with_pupils("Colleague A", GOOD, TODAY)
    for missing, told in ((0, "no vetting check"), (1, "references"), (2, "references"), (3, "no induction")):
        without = [seen for number, seen in enumerate(GOOD) if number != missing]
        answer = may_work_with_pupils("Colleague A", without, TODAY)
        assert not answer
        assert refusal(answer).clause == "A3"
        assert told in refusal(answer).sentence
    assert not may_work_with_pupils("Colleague A", GOOD, TODAY + 700 * A_DAY)
    abroad = (*GOOD, Seen(Kind.ABROAD, "TEST 2", TODAY, TODAY + A_DAY))
    assert may_work_with_pupils("Colleague A", abroad, TODAY)
    assert not may_work_with_pupils("Colleague A", abroad, TODAY + A_DAY)


@given(st.lists(SEEN, max_size=7), st.integers(0, 6))
@pytest.mark.proves("A3")
def test_whoever_is_cleared_has_everything_and_less_never_clears(seen: list[Seen], cut: int) -> None:
    if may_work_with_pupils("A", seen, TODAY):
        counting = [one.kind for one in seen if one.counts(TODAY)]
        assert Kind.DISCLOSURE in counting and Kind.INDUCTION in counting
        assert counting.count(Kind.REFERENCE) >= 2
    less = [one for number, one in enumerate(seen) if number != cut or one.kind is Kind.ABROAD]
    assert may_work_with_pupils("A", seen, TODAY) or not may_work_with_pupils("A", less, TODAY)


@pytest.mark.parametrize(
    ("asker", "seen"),
    [
        (Asker(2, frozenset({Role.FACILITATOR})), GOOD[0]),
        (Asker(7, frozenset({Role.ADMINISTRATOR})), GOOD[0]),
        (OFFICE, Seen(Kind.DISCLOSURE, "", TODAY, TODAY + A_DAY)),
        (OFFICE, Seen(Kind.DISCLOSURE, "a\nb", TODAY, TODAY + A_DAY)),
        (OFFICE, Seen(Kind.DISCLOSURE, "x", TODAY + A_DAY, TODAY + 2 * A_DAY)),
        (OFFICE, Seen(Kind.DISCLOSURE, "x", TODAY)),
        (OFFICE, Seen(Kind.DISCLOSURE, "x", TODAY, TODAY)),
        (OFFICE, Seen(Kind.DISCLOSURE, "x", TODAY, date(2036, 1, 1))),
        (OFFICE, Seen(Kind.INDUCTION, "x", TODAY, TODAY + A_DAY)),
    ],
)
def test_what_makes_no_sense_is_not_written_down(asker: Asker, seen: Seen) -> None:
    assert refusal(may_write_down(asker, 7, seen, TODAY)).next_step
    assert may_write_down(SYSTEM, 7, GOOD[0], TODAY)


@pytest.mark.proves("A3")
def test_somebody_unchecked_is_grey_and_refused_and_their_session_is_not_ready() -> None:
    charity = Charity()
    session = charity.ready_session()
    speaker = charity.speaker
    assert all(line.met for line in readiness(session, NOW))
    for check in Check.objects.filter(person=speaker, kind="disclosure"):
        done(withdraw(check, charity.lead, NOW))
    assert not all(line.met for line in readiness(session, NOW))
    (choice,) = (one for one in staff_to_choose(NOW) if one.person == speaker)
    assert refusal(choice.as_speaker).clause == "A3"
    answer = refusal(plan_session(charity.new(starts_at=START + 7 * A_DAY), charity.facilitator, NOW))
    assert (answer.clause, "no vetting check" in answer.sentence) == ("A3", True)
    # In date today, and over on the day of the session: grey now.
    short = Seen(Kind.DISCLOSURE, "TEST 9", TODAY, START.date())
    done(write_down(speaker, short, charity.lead, NOW))
    assert clearance_of(speaker, TODAY)
    assert not all(line.met for line in readiness(session, NOW))


def test_each_warning_goes_once_and_a_newer_check_ends_them() -> None:
    lead, speaker = colleague("L", Role.SAFEGUARDING_LEAD), colleague("S", Role.SPEAKER)
    ends = TODAY + 50 * A_DAY
    done(write_down(speaker, Seen(Kind.DISCLOSURE, "SECRET 77", TODAY, ends), lead, NOW))
    assert [sweep_checks(NOW + days * A_DAY) for days in (0, 0, 20, 21, 43, 50)] == [1, 0, 1, 0, 1, 0]
    letters = list(Letter.objects.filter(kind__startswith="runs_out"))
    assert sorted({letter.to[0] for letter in letters}) == sorted([lead.email, speaker.email])
    assert "runs out on 11 January 2027" in letters[0].text
    assert not any("SECRET 77" in letter.text + letter.subject for letter in letters)
    done(write_down(speaker, Seen(Kind.DISCLOSURE, "TEST 78", TODAY, ends + 2 * A_DAY), lead, NOW))
    assert sweep_checks(NOW) == 1
    assert sweep_checks(NOW + A_DAY) == 0
    told = [entry.body for entry in on_record("check.seen")]
    assert len(told) == 2
    assert "SECRET 77" not in str(told)


def test_the_number_is_forgotten_half_a_year_after_somebody_left() -> None:
    speaker = checked(colleague("S", Role.SPEAKER), NOW)
    done(mark_left(speaker, None, NOW))
    sweep_checks(NOW + 180 * A_DAY)
    assert Check.objects.exclude(number="").count() == 4
    sweep_checks(NOW + 184 * A_DAY)
    assert Check.objects.filter(number="").count() == 4
    speaker.refresh_from_db()
    refusal(write_down(speaker, GOOD[0], None, NOW))


@pytest.mark.proves("A3")
def test_a_clause_is_not_kept_while_somebody_unchecked_was_with_pupils() -> None:
    person = colleague("S", Role.SPEAKER)
    asked = _asked(person.ref)
    before: Evidence = staff_were_checked(asked)
    assert (before.judged, before.breaches.count, before.risks.count) == (1, 1, 1)
    checked(person, NOW - timedelta(days=1))
    after = staff_were_checked(asked)
    assert (after.breaches.count, after.risks.count) == (0, 0)
    (check,) = Check.objects.filter(person=person, kind="disclosure")
    done(withdraw(check, None, NOW + A_DAY))
    assert (staff_were_checked(asked).breaches.count, staff_were_checked(asked).risks.count) == (0, 1)


def _asked(ref: str) -> Asked:
    room = RoomFacts("abc", NOW, {"pupils": 1}, {}, staff=(ref,))
    parameters = pack_named("online-safeguarding").parameters
    return Asked(NOW + A_DAY, NOW - A_DAY, parameters, Tally(rooms=(room,)))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_the_page_writes_down_and_withdraws_and_shows_numbers_to_few(clock: Clock) -> None:
    town = Town()
    speaker, office = town.charity.speaker, browser(town.administrator)
    at = f"/people/{speaker.pk}/checks"
    assert "may be put on a session today" in words(office.get(at))
    assert "TEST 000" in words(office.get(at))
    (check,) = Check.objects.filter(person=speaker, kind="disclosure")
    gone = words(office.post(f"{at}/{check.pk}/withdraw", follow=True))
    assert "no vetting check on record" in gone
    grey = words(office.get("/people"))
    assert "Colleague S has no vetting check on record." in grey
    sent = {"kind": "disclosure", "number": "TEST 1", "seen_on": "2026-11-20", "expires_on": "2028-11-20"}
    assert "three years" in words(office.post(at, {**sent, "expires_on": "2036-01-01"}))
    assert "Write the day." in words(office.post(at, {**sent, "seen_on": ""}))
    assert "written down" in words(office.post(at, sent, follow=True))
    assert "nobody sees their own check" in words(
        office.post(f"/people/{town.administrator.pk}/checks", sent)
    )
    assert browser(town.trustee).get(at).status_code == 404
    assert not checks_seen_by(town.trustee, speaker, NOW).exists()
    assert office.post(f"{at}/999999/withdraw").status_code == 404

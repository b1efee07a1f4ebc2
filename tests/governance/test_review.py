"""The yearly review, from its first day in July to two signatures and the statement; and last year's rooms held once more."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from chaperone.assurance.actions import sweep
from chaperone.config.clerk import _open_review
from chaperone.governance.actions.registers import confirm_linked, keep_linked
from chaperone.governance.actions.reviews import Signing, open_review, set_review_aside, sign_review
from chaperone.governance.models import LinkedPolicy, Review
from chaperone.governance.queries.replays import replay
from chaperone.governance.queries.reviews import late_review
from chaperone.governance.register_rules import LinkedWords
from chaperone.governance.review_rules import review_window
from chaperone.governance.status import review_in_time, statement_in_time
from chaperone.policy.pack import pack_named
from chaperone.policy.status import Asked
from chaperone.room import commands as c
from chaperone.room.course import Course
from chaperone.room.replaying import replayed
from tests.assurance.world import NOW as LATER
from tests.assurance.world import a_world
from tests.governance.office import Office
from tests.governance.test_policy_pages import clock as clock  # noqa: PLC0414 - pytest finds a fixture by its name here
from tests.governance.test_policy_pages import words
from tests.pages.town import Clock, browser
from tests.records.held import Held
from tests.sessions.cast import NOW, done, refusal

pytestmark = pytest.mark.django_db
NUMBERS = pack_named("online-safeguarding").parameters
JULY = datetime(2027, 7, 1, 8, tzinfo=UTC)
AUGUST = datetime(2027, 8, 20, 8, tzinfo=UTC)
SEPTEMBER = datetime(2027, 9, 1, 8, tzinfo=UTC)


def confirm_all(office: Office, at: datetime) -> None:
    """Enter what is missing of the linked policies, and confirm all."""
    for name in NUMBERS.linked_policies:
        entry = LinkedPolicy.objects.filter(name=name).first()
        if entry is None:
            said = LinkedWords(name, "section 1", "The shared folder", (at + timedelta(days=300)).date())
            entry = done(keep_linked(said, office.lead, office.lead, at))
        done(confirm_linked(entry.pk, office.lead, at))


def everybody_in_time(held: Held) -> None:
    """Bring everybody in, with a room that looks at the time as a live one does."""
    charity = held.charity
    for offset, who in enumerate(
        (charity.facilitator, charity.speaker, charity.teacher_a, charity.teacher_b)
    ):
        held.join(-660 + offset, who.ref)
    for offset, seat in enumerate(charity.seats):
        held.join(-100 + offset, seat.ref)
    for offset, seat in enumerate(charity.seats):
        held.do(-90 + offset, c.Agree(seat.ref, rules="r"))
    for second in (-58, -57, 0):
        held.tick(second)


@pytest.mark.parametrize(
    ("today", "year", "due"),
    [
        (date(2027, 6, 30), 2026, date(2026, 8, 31)),
        (date(2027, 7, 1), 2027, date(2027, 8, 31)),
        (date(2028, 1, 5), 2027, date(2027, 8, 31)),
    ],
)
def test_a_review_opens_on_the_first_day_of_its_month_and_is_due_at_the_end_of_the_other(
    today: date, year: int, due: date
) -> None:
    assert (review_window(NUMBERS, today)[0], review_window(NUMBERS, today)[2]) == (year, due)


@pytest.mark.proves("R3", "R1", "U3")
def test_a_review_from_july_to_the_statement(clock: Clock) -> None:
    """It opens by itself, waits for the linked policies, is signed by two different people, and its numbers are frozen then."""
    office = Office()
    _open_review(JULY - timedelta(days=1))
    assert not Review.objects.exists(), "one that was due before anybody was here is nobody's to hold"
    _open_review(JULY)
    _open_review(JULY + timedelta(days=1))
    assert [one.year for one in Review.objects.all()] == [2027]
    clock.set(AUGUST)
    address = "/policy/reviews/2027"
    page = words(browser(office.trustee).get(address))
    assert "Not confirmed in this review yet: child protection" in page
    sentence = {"words": "A quiet year, well kept."}
    told = words(browser(office.lead).post(f"{address}/sign/lead", sentence))
    assert "Confirm each linked policy first." in told
    confirm_all(office, AUGUST)
    uncounted = browser(office.lead).post(f"{address}/sign/lead", sentence)
    assert "has not been counted to its end" in words(uncounted)
    assert sentence["words"] in uncounted.content.decode(), "what was written is kept"
    sweep(pack_named("online-safeguarding"), {}, AUGUST)
    page = words(browser(office.trustee).get(address))
    assert "No session with pupils was held in this year. Say so" in page
    assert "Nothing happened by which these clauses could be judged" in page
    assert browser(office.lead).post(f"{address}/sign/lead", sentence).status_code == 302
    assert "Only a trustee signs here" in words(
        browser(office.deputy).post(f"{address}/sign/trustee", sentence)
    )
    assert "already" in words(browser(office.deputy).post(f"{address}/sign/lead", sentence))
    assert "when it is closed" in words(browser(office.facilitator).get("/policy/reviews")).lower()
    assert browser(office.trustee).post(f"{address}/sign/trustee", sentence).status_code == 302
    review = Review.objects.get()
    assert review.closed_at == AUGUST
    assert sum(review.numbers["standings"].values()) == 63
    pdf = browser(office.facilitator).get(f"{address}/statement.pdf")
    assert pdf.content.startswith(b"%PDF")
    for at, count in ((AUGUST, 0), (SEPTEMBER + timedelta(days=100), 0)):
        asked = Asked(at, at - timedelta(days=30), NUMBERS)
        assert review_in_time(asked).breaches.count == statement_in_time(asked).breaches.count == count


@pytest.mark.proves("R3")
def test_an_overdue_review_is_said_until_a_trustee_sets_it_aside(clock: Clock) -> None:
    office = Office()
    open_review(NUMBERS, JULY)
    asked = Asked(SEPTEMBER, SEPTEMBER - timedelta(days=30), NUMBERS)
    assert late_review(date(2027, 8, 31)) is None
    assert late_review(SEPTEMBER.date()) is not None
    assert review_in_time(asked).breaches.count == 1
    clock.set(SEPTEMBER)
    assert "The review of 2027 is overdue" in words(browser(office.lead).get("/home"))
    until = (SEPTEMBER + timedelta(days=30)).date()
    refusal(set_review_aside(2027, until, "The lead is ill.", office.lead, SEPTEMBER))
    refusal(set_review_aside(2027, until, "", office.trustee, SEPTEMBER))
    refusal(
        set_review_aside(2027, until + timedelta(days=100), "The lead is ill.", office.trustee, SEPTEMBER)
    )
    done(set_review_aside(2027, until, "The lead is ill.", office.trustee, SEPTEMBER))
    assert late_review(SEPTEMBER.date()) is None
    assert (review_in_time(asked).breaches.count, review_in_time(asked).waivers.count) == (0, 1)
    assert late_review(until + timedelta(days=1)) is not None
    after = datetime(2027, 10, 2, tzinfo=UTC)
    assert statement_in_time(Asked(after, after - timedelta(days=30), NUMBERS)).breaches.count == 1


def test_nobody_signs_for_both_sides() -> None:
    """Somebody who is lead and trustee at once signs once."""
    from chaperone.people.actions import grant_role
    from chaperone.people.roles import Role

    office = Office()
    done(grant_role(office.lead, Role.TRUSTEE, None, NOW))
    open_review(NUMBERS, JULY)
    confirm_all(office, AUGUST)
    done(sign_review(Signing(2027, "lead", "A quiet year."), {}, NUMBERS, office.lead, AUGUST))
    told = refusal(sign_review(Signing(2027, "trustee", "A quiet year."), {}, NUMBERS, office.lead, AUGUST))
    assert "two different people" in told.sentence


@pytest.mark.proves("R3")
def test_last_years_rooms_are_held_once_more_with_another_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the same number all is as it was; a longer lead delays, one without end stops, more adults than there were stop too."""
    monkeypatch.setattr(Held, "everybody_in", everybody_in_time)
    world = a_world()
    same = replay({}, LATER)
    assert (same.same, same.otherwise, same.unlike, same.destroyed) == (1, (), 0, 0)

    def outcome(**numbers: float) -> list[str]:
        found = replay(numbers, LATER)
        assert found.unlike == 0
        return [one.outcome for one in found.otherwise]

    assert outcome(door_lead_seconds=600) == []
    assert outcome(door_lead_seconds=86_400) == ["stopped"]
    assert outcome(door_lead_seconds=1) == ["let in sooner"]
    assert outcome(door_lead_seconds=660) == ["delayed"]
    assert outcome(responsible_adults_minimum=10) == ["stopped"]
    assert outcome(messages_per_10_seconds=1) == []
    assert replay({"door_lead_seconds": 1}, LATER, skip=1).same == 0
    with pytest.raises(ValueError, match="begins with"):
        replayed([], {})
    assert world.ref
    assert Course().first_in == {}


def test_a_room_whose_record_is_destroyed_is_said_to_be_so() -> None:
    from chaperone.ledger.actions import destroy_key

    world = a_world()
    destroy_key(f"room/{world.ref}", LATER)
    assert replay({"door_lead_seconds": 1}, LATER).destroyed == 1


def test_the_replay_on_screen_says_what_it_cannot(clock: Clock) -> None:
    office = Office()
    open_review(NUMBERS, JULY)
    clock.set(AUGUST)
    client = browser(office.trustee)
    page = words(
        client.get("/policy/reviews/2027/replay", {"number": "door_lead_seconds", "value": "15 minutes"})
    )
    assert "0 sessions would have gone otherwise" in page
    assert "nobody knows" in page
    assert "The longest silence of somebody who still counts as here" in page
    page = words(client.get("/policy/reviews/2027/replay", {"number": "pupil_cameras", "value": "yes"}))
    assert "Only switching them off can be replayed" in page
    odd = client.get("/policy/reviews/2027/replay", {"number": "x", "value": "-1", "skip": "z"})
    assert "makes no sense" in words(odd)

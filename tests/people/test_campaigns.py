"""A campaign: who is missing, who is written to when, the lead told, the day noted; each letter once, however it is sent."""

from __future__ import annotations

import pytest

from chaperone.outbox.models import Letter
from chaperone.people.actions import agree_to_document, asking, mark_left, verify_teacher
from chaperone.people.actions.asking import sweep_campaigns
from chaperone.people.actions.campaigns import begin_campaign, move_day, remind_missing
from chaperone.people.agreement_models import Agreement, Campaign, Reminder
from chaperone.people.agreement_queries import agreement_standing, text_on
from chaperone.people.campaign_queries import groups_of, missing_page, progress_of
from chaperone.people.models import Person
from chaperone.people.roles import Role
from tests.people.charity import A_DAY, NOW, colleague, done, on_record, refusal, school, teacher

pytestmark = pytest.mark.django_db
POLICY, TERMS = "staff-policy", "teacher-terms"
TODAY = NOW.date()


def earlier(*people: Person, document: str = POLICY) -> None:
    """Let these have agreed to an earlier text, and to nothing since."""
    for person in people:
        done(agree_to_document(person, document, person.full_name, NOW))
    Agreement.objects.filter(person__in=people, document=document).update(version="0", text_hash="0" * 64)


def asked_until(days: int, document: str = POLICY) -> Campaign:
    """Let the text in force be asked for from today, earlier ones counting for so many days."""
    return begin_campaign(text_on(document, TODAY), TODAY, TODAY + days * A_DAY, None, NOW)


def written() -> list[tuple[str, str]]:
    """Return who was written to, and what the letter is called, in order."""
    return [(letter.to[0].split("@")[0], letter.subject) for letter in Letter.objects.order_by("pk")]


def days(*numbers: int) -> list[int]:
    """Sweep on each of these days, counted from today, and return how many letters went each time."""
    return [sweep_campaigns(NOW + number * A_DAY) for number in numbers]


@pytest.fixture
def speaker() -> Person:
    """A speaker who agreed to an earlier text; beside a lead who agreed to this one, and a newcomer who agreed to none."""
    person, lead = colleague("A", Role.SPEAKER), colleague("L", Role.SAFEGUARDING_LEAD)
    colleague("N", Role.SPEAKER)
    earlier(person)
    done(agree_to_document(lead, POLICY, "Colleague L", NOW))
    return person


@pytest.mark.proves("S1", "R3")
def test_each_letter_goes_once_the_lead_is_told_and_the_day_is_noted(speaker: Person) -> None:
    asked_until(28)
    assert days(0, 0, 1, 13, 14, 14, 21, 25, 27, 28, 28, 60) == [1, 0, 0, 0, 1, 0, 1, 1, 1, 2, 0, 0]
    assert [who for who, _ in written()] == ["colleague.a"] * 3 + ["colleague.l"] + ["colleague.a"] * 2 + [
        "colleague.l"
    ]
    assert written()[0][1] == "Please agree to our staff policy by 19 December 2026"
    assert written()[3][1].startswith("2 not agreed")
    assert written()[-2][1] == "Please agree to our staff policy again"
    assert "/staff-policy" in Letter.objects.order_by("pk")[0].text
    steps = [entry.body["step"] for entry in on_record("agreement.asked") if entry.body]
    assert steps[:2] == ["at once", "14 before 2026-12-20"]
    assert len(on_record("agreement.lapsed")) == 2, (
        "its own day, and that of the terms nobody asked for before"
    )


@pytest.mark.proves("S1", "R3")
def test_an_earlier_agreement_counts_until_the_day_and_not_on_it(speaker: Person) -> None:
    asked_until(28)
    assert agreement_standing(speaker, POLICY, TODAY + 27 * A_DAY)
    assert "version 0" in refusal(agreement_standing(speaker, POLICY, TODAY + 28 * A_DAY)).sentence
    newcomer = Person.objects.get(full_name="Colleague N")
    assert refusal(agreement_standing(newcomer, POLICY, TODAY)).sentence == "Not agreed yet."


def test_whoever_agrees_or_leaves_is_written_to_no_more(speaker: Person) -> None:
    other = colleague("B", Role.FACILITATOR)
    earlier(other)
    asked_until(28)
    assert days(0) == [2]
    done(agree_to_document(speaker, POLICY, "Colleague A", NOW))
    done(mark_left(other, None, NOW))
    assert days(14, 21, 27) == [0, 0, 1], "the lead, about the newcomer"


def test_after_a_long_pause_only_the_letter_of_the_day_goes(speaker: Person) -> None:
    asked_until(28)
    assert days(23, 24, 40, 41) == [1, 0, 2, 0]


@pytest.mark.proves("S1")
def test_a_crash_between_note_and_letter_loses_neither(
    speaker: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies where the letter would be posted: nothing of it stands, and the next run sends it, once."""
    asked_until(28)

    def die(*_args: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(asking, "post", die)
        with pytest.raises(KeyboardInterrupt):
            sweep_campaigns(NOW)
    assert not Reminder.objects.exists()
    assert days(0, 0) == [1, 0]


def test_at_most_so_many_letters_go_in_one_sweep_and_the_rest_with_the_next(
    speaker: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [colleague(letter, Role.FACILITATOR) for letter in "BCD"]
    earlier(*others)
    asked_until(28)
    monkeypatch.setattr(asking, "LETTERS_A_SWEEP", 3)
    assert days(0, 0, 0) == [3, 1, 0]


@pytest.mark.proves("Y1")
def test_teachers_are_asked_at_their_school_and_counted_by_it() -> None:
    lead, hill = colleague("L", Role.SAFEGUARDING_LEAD), school()
    here, new = teacher(hill, "B"), teacher(hill, "C")
    teacher(hill, "D")  # whose address is not confirmed: asked when it is
    for one in (here, new):
        done(verify_teacher(one, None, NOW))
    earlier(here.person, document=TERMS)
    campaign = asked_until(28, TERMS)
    assert days(0, 0) == [1, 0]
    assert written() == [("teacher.b", "Please agree to our terms for teachers by 19 December 2026")]
    assert "/terms" in Letter.objects.get().text
    assert groups_of(campaign, TODAY) == [(str(hill.pk), "Hill School", 2, 2)]
    done(agree_to_document(here.person, TERMS, "Ms Teacher B", NOW))
    assert progress_of(campaign, TODAY)[2:] == (2, 1)
    rows, more = missing_page(campaign, TODAY, group=str(hill.pk), words="teacher c")
    assert ([(row.person, row.groups) for row in rows], more) == ([(new.person, ("Hill School",))], "")
    assert lead.email not in {letter.to[0] for letter in Letter.objects.all()}


@pytest.mark.proves("S1")
def test_those_missing_are_reminded_by_hand_once_a_day_and_nobody_twice(speaker: Person) -> None:
    lead = Person.objects.get(full_name="Colleague L")
    campaign = asked_until(28)
    assert days(0) == [1]
    assert done(remind_missing(campaign.pk, lead, NOW)) == 2
    assert "today already" in refusal(remind_missing(campaign.pk, lead, NOW)).sentence
    assert days(0, 0) == [1, 0], "the newcomer; the speaker had a letter today"
    assert written()[-1] == ("colleague.n", "Please agree to our staff policy")
    done(remind_missing(campaign.pk, lead, NOW + A_DAY))
    assert days(1, 1) == [2, 0]
    assert len(on_record("agreement.reminder_asked_for")) == 2
    refusal(remind_missing(campaign.pk, speaker, NOW + 2 * A_DAY))


def test_the_day_can_be_moved_until_it_has_come_and_letters_follow_it(speaker: Person) -> None:
    lead = Person.objects.get(full_name="Colleague L")
    campaign = asked_until(14)
    assert days(0) == [1]
    done(move_day(campaign.pk, TODAY + 30 * A_DAY, lead, NOW + 2 * A_DAY))
    assert days(2, 16) == [1, 1], "at once, for the day is another; then 14 before the new one"
    assert agreement_standing(speaker, POLICY, TODAY + 29 * A_DAY)
    assert "2026-12-06" in str(on_record("agreement.lapse_day_moved")[0].body)
    refusal(move_day(campaign.pk, TODAY + 200 * A_DAY, lead, NOW))
    refusal(move_day(campaign.pk, TODAY + 31 * A_DAY, speaker, NOW))
    told = refusal(move_day(campaign.pk, TODAY + 60 * A_DAY, lead, NOW + 30 * A_DAY))
    assert "stopped counting" in told.sentence


def test_a_text_that_an_update_brought_is_noticed_and_leaves_the_usual_time(speaker: Person) -> None:
    """The first one ever seen ends what came before at once; from then on each new text leaves the policy's 28 days."""
    assert days(0) == [1]
    first = Campaign.objects.get(document=POLICY)
    assert first.lapses_on == first.from_on == TODAY
    Campaign.objects.filter(pk=first.pk).update(version="0", text_hash="0" * 64, from_on=TODAY - 9 * A_DAY)
    assert days(1) == [1]
    second = Campaign.objects.exclude(version="0").get(document=POLICY)
    assert (second.from_on, second.lapses_on) == (TODAY + A_DAY, TODAY + 29 * A_DAY)
    assert agreement_standing(speaker, POLICY, TODAY + 28 * A_DAY)

"""A teacher's short code: sent to the address their link came to, good for a while and in one browser, and not to be guessed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from chaperone.outbox.models import Letter
from chaperone.people.actions import (
    ask_for_link,
    begin_sign_in,
    issue_sign_in_link,
    send_code,
    show_code,
    sign_in_by_link,
)
from chaperone.people.models import Person, SignInLink
from chaperone.people.roles import Role
from chaperone.people.short_code_rules import (
    CODE_LIFE,
    LETTERS_OF_A_PERSON,
    SENT_AGAIN_AFTER,
    WRONG_CODES_OF_A_PERSON,
)
from chaperone.people.sign_in_models import SignIn
from chaperone.people.sign_in_queries import facts_of, owes_code
from chaperone.people.sign_in_rules import WRONG_IN_ONE_SIGN_IN, Owed, owed_by
from tests.people.charity import NOW, colleague, done, on_record, refusal, school
from tests.people.charity import teacher as a_teacher
from tests.support.signed_in import a_phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher() -> Person:
    """A teacher of a school, without a second step."""
    return a_teacher(school()).person


def begun(person: Person, mark: str = "a1") -> SignIn:
    """Return a sign-in by link whose code has been sent."""
    return done(send_code(begin_sign_in(person, mark, "Firefox on Windows", NOW), NOW))


def code_in_letter(person: Person) -> str:
    """Return the code in the newest letter that has one."""
    letter = Letter.objects.filter(to=[person.email], kind="sign_in_code").latest("pk")
    (code,) = re.findall(r"\b\d{3} \d{3}\b", letter.text)
    return str(code)


def other_than(code: str) -> str:
    """Return a code that is wrong."""
    return f"{(int(code.replace(' ', '')) + 1) % 1_000_000:06}"


@pytest.mark.proves("S8")
def test_the_code_lets_in_that_browser_and_no_other(teacher: Person) -> None:
    ours = begun(teacher)
    code = code_in_letter(teacher)
    letter = Letter.objects.latest("pk")
    assert not re.search(r"\d", letter.subject), "a locked telephone shows the subject"
    assert letter.useless_after == NOW + CODE_LIFE
    thief = done(send_code(begin_sign_in(teacher, "b2", "Firefox on Linux", NOW), NOW))
    assert "not the code" in refusal(show_code(thief, code, NOW)).sentence
    assert owed_by(facts_of(teacher, ours, NOW)) is Owed.CODE
    assert done(show_code(ours, f" {code} ", NOW)).code_shown_at == NOW
    ours.refresh_from_db()
    assert owed_by(facts_of(teacher, ours, NOW)) is Owed.NOTHING
    kept = str(list(SignIn.objects.values())) + str([entry.body for entry in on_record()])
    assert code.replace(" ", "") not in kept


def test_a_code_is_asked_of_teachers_and_of_nobody_who_shows_a_second_step(
    teacher: Person, settings: Settings
) -> None:
    assert owes_code(teacher, NOW)
    assert not owes_code(colleague("A", Role.FACILITATOR), NOW)
    a_phone(teacher, NOW)
    assert not owes_code(teacher, NOW)
    other = colleague("B")
    assert owes_code(other, NOW)
    settings.CHAPERONE_DEMO = True
    assert not owes_code(other, NOW)


def test_a_code_from_a_letter_is_no_second_step(teacher: Person) -> None:
    """Given a role in the organisation, somebody who typed one sets a second step up all the same."""
    sign_in = begun(teacher)
    sign_in = done(show_code(sign_in, code_in_letter(teacher), NOW))
    facts = facts_of(teacher, sign_in, NOW)
    assert owed_by(facts) is Owed.NOTHING
    staff = type(facts)(True, facts.has_step, facts.is_forced, facts.confirmed_at, facts.code_shown_at)
    assert owed_by(staff) is Owed.SET_UP


def test_a_code_runs_out_and_another_can_be_sent_after_a_minute(teacher: Person) -> None:
    sign_in, first = begun(teacher), code_in_letter(teacher)
    soon = NOW + SENT_AGAIN_AFTER
    assert "less than a minute ago" in refusal(send_code(sign_in, soon - timedelta(seconds=1))).sentence
    done(send_code(sign_in, soon))
    assert code_in_letter(teacher) == first, "it does not matter which of two letters is read"
    late = NOW + CODE_LIFE
    assert "too old" in refusal(show_code(sign_in, first, late)).sentence
    done(send_code(sign_in, late))
    assert code_in_letter(teacher) != first
    done(show_code(sign_in, code_in_letter(teacher), late))


def test_what_cannot_be_a_code_costs_no_try(teacher: Person) -> None:
    sign_in = begun(teacher)
    for typed in ("", "12345", "1234567", "abcdef", "١٢٣٤٥٦", *["x"] * WRONG_IN_ONE_SIGN_IN):
        assert "six digits" in refusal(show_code(sign_in, typed, NOW)).sentence
    done(show_code(sign_in, code_in_letter(teacher), NOW))


@pytest.mark.proves("S8")
def test_wrong_codes_end_that_sign_in_then_the_links_and_never_keep_the_owner_out(teacher: Person) -> None:
    """Whoever guesses holds a link of theirs: it dies, the owner is told, and the link they ask for works at once."""
    inside = begun(teacher, "0e")
    done(show_code(inside, code_in_letter(teacher), NOW))
    link = issue_sign_in_link(teacher, NOW, "ab12cd34ef").rsplit("/", 1)[1]
    for mark in ("7a", "7b"):
        thief = begun(teacher, mark)
        wrong = other_than(code_in_letter(teacher))
        said = [refusal(show_code(thief, wrong, NOW)).sentence for _ in range(WRONG_IN_ONE_SIGN_IN)]
        thief.refresh_from_db()
        assert thief.ended_at == NOW
        assert "too often" in refusal(show_code(thief, code_in_letter(teacher), NOW)).sentence
    assert "links have been ended" in said[-1]
    assert len(on_record("person.code_wrong")) == WRONG_CODES_OF_A_PERSON
    refusal(sign_in_by_link(link, NOW))
    letter = Letter.objects.filter(kind="sign_in_ended").get()
    assert letter.to == [teacher.email]
    inside.refresh_from_db()
    assert inside.ended_at is None, "whoever is in a room stays there"
    ask_for_link(teacher.email, NOW + timedelta(minutes=2))
    token = Letter.objects.filter(kind="sign_in_link").latest("pk").text.split("/sign-in/")[1].split()[0]
    assert done(sign_in_by_link(token, NOW + timedelta(minutes=3))) == teacher
    done(show_code(begun(teacher, "8c"), code_in_letter(teacher), NOW))


def test_pressing_a_stolen_link_again_and_again_fills_no_mailbox(teacher: Person) -> None:
    issue_sign_in_link(teacher, NOW)
    for number in range(LETTERS_OF_A_PERSON):
        begun(teacher, f"{number:x}")
    last = begin_sign_in(teacher, "ff", "Firefox on Linux", NOW)
    assert "links have been ended" in refusal(send_code(last, NOW)).sentence
    assert Letter.objects.filter(kind="sign_in_code").count() == LETTERS_OF_A_PERSON
    assert not SignInLink.objects.filter(replaced_at=None).exists()
    assert not SignIn.objects.filter(person=teacher, ended_at=None).exclude(code_made_at=None).exists()


def test_a_link_that_was_asked_for_is_used_up_by_the_code_and_not_by_the_button(teacher: Person) -> None:
    """Whoever goes to read the letter with the code, and loses the window, opens the same link again."""
    token = issue_sign_in_link(teacher, NOW).rsplit("/", 1)[1]
    done(sign_in_by_link(token, NOW))
    done(sign_in_by_link(token, NOW))
    sign_in = begun(teacher)
    done(show_code(sign_in, code_in_letter(teacher), NOW))
    assert "works once" in refusal(sign_in_by_link(token, NOW)).sentence

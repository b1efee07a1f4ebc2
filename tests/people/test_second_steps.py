"""Second steps: set up, shown, wrong, used twice, taken away; counted for each sign-in and person, and sealed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator

from chaperone.outbox.models import Letter
from chaperone.people.actions import begin_sign_in, end_other_sign_ins, mark_left, sign_out
from chaperone.people.actions.second_steps import (
    add_key,
    let_set_up_anew,
    make_recovery_codes,
    remove_step,
    show_key,
    show_phone_code,
    show_recovery_code,
)
from chaperone.people.models import Person
from chaperone.people.queries import signed_out_after
from chaperone.people.roles import Role
from chaperone.people.sign_in_models import SignIn, SignInTries
from chaperone.people.sign_in_queries import has_step, recovery_codes_of, sign_ins_of, steps_of
from chaperone.people.sign_in_rules import WRONG_CODES_AN_HOUR, WRONG_IN_ONE_SIGN_IN
from tests.people.charity import A_DAY, NOW, colleague, done, on_record, refusal
from tests.support.signed_in import a_phone, code_of

pytestmark = pytest.mark.django_db
WRONG = "000000"


def begun(person: Person, mark: str = "a1", at: datetime = NOW) -> SignIn:
    """Return a sign-in by link that owes its second step."""
    return begin_sign_in(person, mark, "Firefox on Windows", at)


def codes_of(person: Person) -> list[str]:
    """Return the recovery codes somebody has left."""
    codes = recovery_codes_of(person)
    assert codes is not None
    return list(codes.get_unused_codes())


def test_a_phones_code_confirms_the_sign_in_and_the_same_code_opens_nothing_again() -> None:
    person = colleague("A")
    secret = a_phone(person, NOW)
    first, second = begun(person), begun(person, "b2")
    code = code_of(secret)
    assert done(show_phone_code(first, f" {code[:3]} {code[3:]} ", NOW)).confirmed_at == NOW
    assert "used just now" in refusal(show_phone_code(second, code, NOW + timedelta(seconds=20))).sentence
    second.refresh_from_db()
    assert second.confirmed_at is None
    assert [entry.body and entry.body["step"] for entry in on_record("person.step_shown")] == ["phone"] * 2


def test_no_secret_is_kept_or_written_where_it_can_be_read() -> None:
    person = colleague("A")
    secret = a_phone(person, NOW)
    codes = codes_of(person)
    kept = str(list(Authenticator.objects.values()))
    told = str([(entry.kind, entry.body) for entry in on_record()]) + str(list(Letter.objects.values()))
    for word in (secret, *codes):
        assert word not in kept
        assert word not in told


def test_a_recovery_code_used_twice_is_refused_in_plain_words() -> None:
    person = colleague("A")
    a_phone(person, NOW)
    code = codes_of(person)[3]
    done(show_recovery_code(begun(person), f"{code[:4]} {code[4:8]} {code[8:]}", NOW))
    said = refusal(show_recovery_code(begun(person, "b2"), code, NOW))
    assert said.sentence == "That recovery code has been used already; each works once."
    assert "administrator" in said.next_step
    assert "not one of your" in refusal(show_recovery_code(begun(person, "c3"), "1", NOW)).sentence
    assert len(codes_of(person)) == 9
    make_recovery_codes(person, NOW)
    assert code not in codes_of(person)


def test_too_many_wrong_codes_end_that_sign_in_and_no_other() -> None:
    """Whoever holds a stolen link uses up their own tries; the owner's sign-in, and the owner's next one, are untouched."""
    person = colleague("A")
    secret = a_phone(person, NOW)
    thief, owner = begun(person, "7f"), begun(person, "0e")
    said = [refusal(show_phone_code(thief, WRONG, NOW)).sentence for _ in range(WRONG_IN_ONE_SIGN_IN)]
    assert said[-1] == "That was wrong too often."
    assert "used" not in said[0]
    refusal(show_phone_code(thief, code_of(secret), NOW))  # now even the right one
    thief.refresh_from_db()
    assert thief.ended_at == NOW
    assert signed_out_after(None, 50).browsers == frozenset({"7f"})
    done(show_phone_code(owner, code_of(secret), NOW))


def test_guessing_phone_codes_with_link_after_link_leaves_the_other_ways_open() -> None:
    person = colleague("A")
    secret = a_phone(person, NOW)
    for number in range(WRONG_CODES_AN_HOUR):
        refusal(show_phone_code(begun(person, f"{number:x}"), WRONG, NOW))
    assert "within an hour" in refusal(show_phone_code(begun(person, "aa"), code_of(secret), NOW)).sentence
    done(show_recovery_code(begun(person, "bb"), codes_of(person)[0], NOW))
    key = done(add_key(begun(person, "cc"), "My key", {"id": "x"}, NOW))
    assert key.confirmed_at == NOW
    done(show_phone_code(begun(person, "dd"), code_of(secret), NOW + timedelta(hours=1)))


def test_the_last_second_step_stays_and_nobody_removes_anothers() -> None:
    person, other = colleague("A"), colleague("B")
    a_phone(person, NOW)
    a_phone(other, NOW)
    (phone,), (others,) = steps_of(person), steps_of(other)
    assert "only second step" in refusal(remove_step(person, phone.id, NOW)).sentence
    assert "gone already" in refusal(remove_step(person, others.id, NOW)).sentence
    done(add_key(begun(person), "Blue key", {"id": "x"}, NOW))
    assert done(remove_step(person, phone.id, NOW)) == phone.id
    assert [step.name for step in steps_of(person)] == ["Blue key"]
    assert has_step(other)
    assert len(on_record("person.step_removed")) == 1
    assert Letter.objects.filter(kind="second_step").count() == 4


def test_a_key_of_somebody_else_confirms_nothing() -> None:
    person, other = colleague("A"), colleague("B")
    done(add_key(begun(other, "0b"), "Key", {"id": "x"}, NOW))
    row = Authenticator.objects.get(user=other, type="webauthn")
    refusal(show_key(begun(person), row, NOW))
    refusal(show_key(begun(person, "2a"), None, NOW))
    assert len(on_record("person.step_wrong")) == 2


def test_who_lost_everything_is_let_to_set_up_anew_by_another_and_signed_out() -> None:
    person, office = colleague("A"), colleague("B", Role.ADMINISTRATOR)
    a_phone(person, NOW)
    a_phone(office, NOW)
    begun(person)
    before = person.password
    refusal(let_set_up_anew(office, office, NOW))
    refusal(let_set_up_anew(office, person, NOW))
    done(let_set_up_anew(person, office, NOW))
    person.refresh_from_db()
    assert not has_step(person)
    assert recovery_codes_of(person) is None
    assert person.password != before
    assert sign_ins_of(person, NOW) == []
    (told,) = on_record("person.steps_taken_away")
    assert (told.actor, told.body) == (office.ref, {"person": person.ref, "had": True})


def test_who_leaves_leaves_no_second_step_behind() -> None:
    person = colleague("A")
    a_phone(person, NOW)
    begun(person)
    done(mark_left(person, None, NOW))
    assert not Authenticator.objects.exists()
    assert sign_ins_of(person, NOW) == []


def test_ending_the_others_leaves_this_one_and_other_peoples() -> None:
    person, other = colleague("A"), colleague("B")
    begun(person, "a1", NOW - A_DAY)
    for mark in ("b2", "c3"):
        begun(person, mark)
    begun(other, "d4")
    assert [one.mark for one in sign_ins_of(person, NOW)] == ["c3", "b2"]
    sign_out(person, "b2", NOW)
    assert end_other_sign_ins(person, "c3", NOW) == 1
    assert [one.mark for one in sign_ins_of(person, NOW)] == ["c3"]
    assert [one.mark for one in sign_ins_of(other, NOW)] == ["d4"]
    assert signed_out_after(None, 50).browsers == {"a1", "b2"}


def test_sign_ins_and_tries_long_over_are_forgotten() -> None:
    person = colleague("A")
    begun(person, "a1", NOW - 40 * A_DAY)
    a_phone(person, NOW - 2 * A_DAY)
    refusal(show_phone_code(begun(person, "b2", NOW - 2 * A_DAY), WRONG, NOW - 2 * A_DAY))
    refusal(show_phone_code(begun(person, "c3"), WRONG, NOW))
    assert not SignIn.objects.filter(mark="a1").exists()
    assert not SignInTries.objects.filter(window_starts_at__lt=NOW - A_DAY).exists()

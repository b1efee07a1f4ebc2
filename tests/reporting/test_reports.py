"""A report from outside: on record with its words sealed, once however often it is sent; come back to, added to, answered."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections

from chaperone.concerns.actions import note_answer_given, read_concern
from chaperone.concerns.models import Concern
from chaperone.ledger.models import Entry
from chaperone.ledger.queries import read
from chaperone.outbox.models import Letter
from chaperone.people.roles import Role
from chaperone.policy.refusal import Refused
from chaperone.reporting.actions import (
    Sent,
    add_to_report,
    answer_reporter,
    forget_receipts,
    open_by_phrase,
    send_report,
)
from chaperone.reporting.models import PhraseTries, Receipt
from chaperone.reporting.phrases import phrase_from
from chaperone.reporting.queries import turns_of
from chaperone.reporting.rules import (
    NOTHING_WRITTEN,
    REPORT_LENGTH_LIMIT,
    TOO_LONG,
    TOO_MANY_TRIES,
    UNKNOWN_PHRASE,
    WRONG_FOR_TWO_WORDS_IN_A_WINDOW,
    WRONG_PHRASES_IN_A_WINDOW,
    Report,
    Teller,
    may_answer,
    may_send,
)
from tests.concerns.charity import NOW, a_charity, a_person

WORDS = "He keeps asking me to meet him. My name is Quillon."
ANSWER = (
    "We have read what you wrote. We are talking to your school today, and nobody will be cross with you."
)


def sent(words: str = WORDS, token: str = "t" * 32, **more: Any) -> Sent:
    """Send a report that is taken."""
    done = send_report(Report(Teller.YOUNG_PERSON, words, **more), token, NOW)
    assert isinstance(done, Sent)
    return done


def opened(phrase: tuple[str, ...], now: object = NOW) -> Receipt | Refused:
    return open_by_phrase(" ".join(phrase), now)  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.proves("U4", "Y11")
def test_a_report_is_a_concern_whose_words_are_sealed_and_in_no_row() -> None:
    charity = a_charity()
    done = sent(name="Quillon Vane, form 9B", school_ref=charity.school_a.ref, session="the one about rocks")
    concern = Concern.objects.get()
    assert (concern.source, concern.school) == ("public", charity.school_a)
    case = read_concern(charity.lead, concern.ref, NOW)
    assert case is not None
    assert case.words == WORDS
    told = "\n".join(step.text for step in case.steps)
    assert "A young person." in told and "Quillon Vane, form 9B" in told and "the one about rocks" in told
    assert len(done.phrase) == 5
    everything = dump()
    for secret in ("Quillon", "asking me", "rocks", *(f" {word} " for word in done.phrase)):
        assert secret not in everything
    assert {letter.to[0] for letter in Letter.objects.all()} >= {charity.lead.email, charity.deputy.email}


def dump() -> str:
    """Return every column of every table of the database as text, bytes read as Latin-1."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("people_school"):
                continue  # fifty thousand names of schools would say any word
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names from the database itself
            found += [
                bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else f" {value} "
                for row in cursor.fetchall()
                for value in row
            ]
    return "\n".join(found)


@pytest.mark.django_db
def test_the_same_form_sent_twice_makes_one_report_and_shows_the_same_words() -> None:
    a_charity()
    first, second = sent(), sent()
    assert first.phrase == second.phrase
    assert Concern.objects.count() == Receipt.objects.count() == 1
    assert [turn.is_ours for turn in turns_of(Concern.objects.get())] == [False]
    more = sent("He keeps asking me to meet him. And yesterday he came.")
    assert more.phrase == first.phrase
    assert len(turns_of(Concern.objects.get())) == 2
    late = send_report(Report(Teller.OTHER, WORDS), "t" * 32, NOW + timedelta(hours=2))
    assert isinstance(late, Sent) and late.phrase == ()
    assert sent(token="u" * 32).phrase != first.phrase


@pytest.mark.only_on("postgresql", because="SQLite lets one writer in after the other")
@pytest.mark.django_db(transaction=True)
def test_one_form_sent_by_four_at_once_makes_one_report() -> None:
    a_charity()
    phrases: list[tuple[str, ...]] = []

    def one() -> None:
        try:
            phrases.append(sent().phrase)
        finally:
            connections.close_all()

    crowd = [threading.Thread(target=one) for _ in range(4)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join(60)
    assert len(phrases) == 4 and len(set(phrases)) == 1
    assert Concern.objects.count() == Receipt.objects.count() == 1


@pytest.mark.parametrize(
    "words",
    [
        "help",
        "أنا خائف من شخص ما",
        "怖いです",
        "x" * REPORT_LENGTH_LIMIT,
        "half \ud83d and \u202eback",
        "fuck him",
        "07700 900123",
    ],
)
@pytest.mark.django_db
@pytest.mark.proves("U4")
def test_whatever_the_words_are_they_are_taken(words: str) -> None:
    charity = a_charity()
    sent(words)
    case = read_concern(charity.lead, Concern.objects.get().ref, NOW)
    assert case is not None
    assert case.words == words.encode("utf-8", "replace").decode()


@pytest.mark.parametrize("words", ["", "  \n\t "])
def test_no_words_at_all_are_answered_kindly(words: str) -> None:
    assert may_send(words) == NOTHING_WRITTEN
    assert "0800 1111" in NOTHING_WRITTEN.next_step


def test_a_book_is_asked_for_in_parts() -> None:
    assert may_send("x" * (REPORT_LENGTH_LIMIT + 1)) == TOO_LONG


@pytest.mark.django_db
def test_a_wrong_phrase_opens_nothing_and_a_right_one_costs_no_try() -> None:
    a_charity()
    done = sent()
    assert opened(done.phrase) == done.receipt
    assert opened(tuple(reversed(done.phrase))) == UNKNOWN_PHRASE
    for _ in range(3):
        assert opened(done.phrase) == done.receipt
    assert PhraseTries.objects.get(of="all").tries == 1


@pytest.mark.django_db
def test_guessing_the_rest_of_two_words_ends_and_the_window_passes() -> None:
    a_charity()
    done = sent()
    other = next(phrase_from(n * 1534**2)[2:] for n in range(7, 99))
    for _ in range(WRONG_FOR_TWO_WORDS_IN_A_WINDOW):
        assert opened((*done.phrase[:2], *other)) == UNKNOWN_PHRASE
    assert opened(done.phrase) == TOO_MANY_TRIES
    assert opened(done.phrase, NOW + timedelta(minutes=10)) == done.receipt


@pytest.mark.django_db
def test_all_guesses_together_end_as_well() -> None:
    a_charity()
    done = sent()
    assert opened(tuple(reversed(done.phrase))) == UNKNOWN_PHRASE
    PhraseTries.objects.filter(of="all").update(tries=WRONG_PHRASES_IN_A_WINDOW)
    assert opened(done.phrase) == TOO_MANY_TRIES


@pytest.mark.django_db
@pytest.mark.proves("U4", "Y11")
def test_the_lead_answers_the_reporter_replies_and_a_letter_without_content_goes() -> None:
    charity = a_charity()
    done = sent()
    concern = done.receipt.concern
    answered = answer_reporter(charity.lead, concern.ref, ANSWER, NOW + timedelta(hours=1))
    assert isinstance(answered, Concern)
    assert [(turn.is_ours, turn.text) for turn in turns_of(concern)] == [(False, ""), (True, ANSWER)]
    before = Letter.objects.count()
    later = NOW + timedelta(hours=2)
    for _ in range(2):  # a page loaded again adds nothing
        assert add_to_report(done.receipt, "He wrote once more, on a Sunday.", later) == done.receipt
    letters = Letter.objects.order_by("pk")[before:]
    assert {letter.to[0] for letter in letters} == {charity.lead.email, charity.deputy.email}
    assert not any("Sunday" in letter.text or "Sunday" in letter.subject for letter in letters)
    case = read_concern(charity.deputy, concern.ref, later)
    assert case is not None
    assert ("reporter.answered", ANSWER) in [(step.kind, step.text) for step in case.steps]
    assert case.words == f"{WORDS}\n\nHe wrote once more, on a Sunday."
    assert isinstance(
        note_answer_given(charity.lead, concern.ref, "We rang the school's own lead.", later), Concern
    )
    assert len([turn for turn in turns_of(concern) if turn.is_ours]) == 1, (
        "a note in the case is shown to nobody outside"
    )


@pytest.mark.django_db
def test_who_may_not_look_after_concerns_cannot_answer() -> None:
    charity = a_charity()
    concern = sent().receipt.concern
    for person in (charity.facilitator, charity.outsider, charity.teacher_a):
        assert isinstance(answer_reporter(person, concern.ref, ANSWER, NOW), Refused)
    assert not Entry.objects.filter(stream=concern.stream, kind="reporter.answered").exists()


@pytest.mark.parametrize(
    "text", ["Closed", "Case closed.", "This has been dealt with, thank you.", "The matter is resolved", "ok"]
)
def test_that_it_is_over_is_no_answer(text: str) -> None:
    assert not may_answer(text)


@pytest.mark.parametrize(
    "text", [ANSWER, "We rang your school.", "Please tell Miss at once; we believe you."]
)
def test_a_persons_words_are_an_answer(text: str) -> None:
    assert may_answer(text)


@pytest.mark.django_db
def test_a_receipt_not_used_for_a_year_opens_nothing_and_its_case_stays() -> None:
    a_charity()
    done = sent()
    assert opened(done.phrase, NOW + timedelta(days=200)) == done.receipt
    much_later = NOW + timedelta(days=500)
    assert forget_receipts(much_later) == 0
    assert opened(done.phrase, much_later) == done.receipt
    assert opened(done.phrase, much_later + timedelta(days=366)) == UNKNOWN_PHRASE
    assert forget_receipts(much_later + timedelta(days=367)) == 1
    assert Concern.objects.count() == 1


@pytest.mark.django_db
def test_the_case_says_who_did_what_and_never_the_phrase() -> None:
    a_charity()
    done = sent()
    kinds = [(entry.kind, entry.actor) for entry in read(done.receipt.concern.stream)]
    assert ("report.received", "reporter") in kinds
    assert not any(
        all(word in str(entry.body) for word in done.phrase) for entry in read(done.receipt.concern.stream)
    )


@pytest.mark.django_db
@pytest.mark.proves("R2")
def test_a_report_about_the_lead_is_not_there_for_the_lead() -> None:
    charity = a_charity()
    trustee = a_person("Trustee A", Role.TRUSTEE)
    done = sent(about=Role.SAFEGUARDING_LEAD)
    ref = done.receipt.concern.ref
    assert read_concern(charity.lead, ref, NOW) is None
    assert isinstance(answer_reporter(charity.lead, ref, ANSWER, NOW), Refused)
    assert charity.lead.email not in {letter.to[0] for letter in Letter.objects.all()}
    for reader in (charity.deputy, trustee):
        assert read_concern(reader, ref, NOW) is not None
    add_to_report(done.receipt, "More of it.", NOW)
    assert charity.lead.email not in {letter.to[0] for letter in Letter.objects.all()}

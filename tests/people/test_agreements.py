"""An agreement is to one exact text, by one person, at one moment; a new text needs a new one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chaperone.people.actions import SeenText, agree_to_document, mark_left
from chaperone.people.models import AgreedText, Agreement
from chaperone.people.queries import (
    agreement_of,
    agreement_standing,
    has_agreed,
    last_agreed_text,
    who_has_agreed,
)
from chaperone.policy.documents import document_named
from chaperone.policy.refusal import ALLOWED
from tests.people.charity import A_DAY, NOW, colleague, done, on_record, refusal

pytestmark = pytest.mark.django_db
TERMS = "teacher-terms"


@pytest.mark.proves("Y1", "S1")
def test_version_text_name_time_and_how_we_knew_are_kept() -> None:
    person = colleague("A")
    current = document_named(TERMS)
    assert not has_agreed(person, TERMS)
    agreement = done(agree_to_document(person, TERMS, " Colleague A ", NOW, seen=SeenText(current.hash, 90)))
    assert (agreement.version, agreement.text_hash, agreement.name_typed, agreement.at) == (
        str(current.version),
        current.hash,
        "Colleague A",
        NOW,
    )
    assert agreement.how_identified == "personal sign-in link"
    assert has_agreed(person, TERMS)
    assert not has_agreed(person, "staff-policy")
    assert agreement_of(person, TERMS) == agreement
    assert agreement_standing(person, TERMS) == ALLOWED
    (entry,) = on_record("agreement.made")
    assert (entry.clause, entry.actor) == ("Y1", person.ref)
    assert entry.body is not None
    assert entry.body["text_hash"] == current.hash
    assert entry.body["name_typed"] == "Colleague A"


def test_agreeing_twice_is_once_and_the_first_time_counts() -> None:
    person = colleague("A")
    first = done(agree_to_document(person, TERMS, "Colleague A", NOW))
    assert done(agree_to_document(person, TERMS, "C. A.", NOW + A_DAY)) == first
    assert Agreement.objects.get().at == NOW
    assert len(on_record("agreement.made")) == 1


@pytest.mark.proves("Y1", "S1")
@pytest.mark.parametrize("change", [{"version": "0"}, {"text_hash": "0" * 64}])
def test_an_earlier_version_or_another_text_is_no_agreement(change: dict[str, str]) -> None:
    person = colleague("A")
    done(agree_to_document(person, TERMS, "Colleague A", NOW))
    Agreement.objects.update(**change)
    assert not has_agreed(person, TERMS)
    assert refusal(agreement_standing(person, TERMS)).clause == "Y1"
    assert who_has_agreed([person], TERMS) == frozenset()
    done(agree_to_document(person, TERMS, "Colleague A", NOW + A_DAY))
    assert has_agreed(person, TERMS)
    assert Agreement.objects.count() == 2


@pytest.mark.proves("Y1")
def test_a_text_that_changed_on_the_way_is_not_agreed_to() -> None:
    person = colleague("A")
    older = replace(document_named(TERMS), hash="0" * 64)
    assert (
        "changed"
        in refusal(agree_to_document(person, TERMS, "Colleague A", NOW, seen=SeenText(older.hash))).sentence
    )
    refusal(agree_to_document(person, TERMS, "", NOW))
    assert not Agreement.objects.exists()
    assert on_record("agreement.made") == []


@pytest.mark.proves("Y3")
def test_no_adult_agrees_for_pupils() -> None:
    assert refusal(agree_to_document(colleague("A"), "pupil-rules", "Colleague A", NOW)).clause == "Y3"
    assert not Agreement.objects.exists()


@pytest.mark.proves("Y1")
def test_one_persons_agreement_is_not_anothers() -> None:
    agreed, other = colleague("A"), colleague("B")
    done(agree_to_document(agreed, TERMS, "Colleague A", NOW))
    assert who_has_agreed([agreed, other], TERMS) == {agreed.pk}
    assert refusal(agreement_standing(other, TERMS)).sentence == "Not agreed yet."


def test_a_leaver_agrees_to_nothing() -> None:
    person = colleague("A")
    done(mark_left(person, None, NOW))
    refusal(agree_to_document(person, TERMS, "Colleague A", NOW))


@pytest.mark.proves("S1")
def test_the_words_agreed_to_stay_readable_when_others_are_in_force() -> None:
    person = colleague("A")
    agreement = done(agree_to_document(person, TERMS, "Colleague A", NOW, seen=SeenText("", 95)))
    assert last_agreed_text(person, TERMS) is None, "they are those in force"
    assert (agreement.open_seconds, agreement.ledger_seq) == (95, on_record("agreement.made")[0].seq)
    # As if another version had been published since.
    Agreement.objects.update(version="0", text_hash="0" * 64)
    AgreedText.objects.update(version="0", text_hash="0" * 64)
    before = last_agreed_text(person, TERMS)
    assert before is not None
    assert before.text == document_named(TERMS).text

"""Decision 7 for chat: personal detail is refused kindly, the unknown is held, a disclosure is never blocked."""

from __future__ import annotations

import pytest

from chaperone.screening.chat_rule import (
    DELIVERED,
    HELD_BECAUSE_SCREENING_FAILED,
    chat_decision,
    decide_chat,
)
from chaperone.screening.types import Context, Finding, Utterance


def finding(label: str) -> Finding:
    return Finding(label, "Y7", 0, 3, f"That looks like {label}. Not sent.", "Try again.")


def test_plain_words_are_delivered() -> None:
    assert decide_chat(Utterance("chat_pupil", "why was the wall built?"), Context()) == DELIVERED


def test_personal_detail_is_refused_with_clause_sentence_and_next_step() -> None:
    decision = decide_chat(Utterance("chat_pupil", "im on 07700 900123"), Context())
    assert decision.outcome == "refuse"
    assert decision.refusal is not None
    assert decision.refusal.clause == "Y7"
    assert decision.refusal.sentence == "That looks like a phone number. Not sent."
    assert decision.refusal.next_step
    assert "900123" not in repr(decision)


@pytest.mark.parametrize(
    ("labels", "outcome"),
    [
        (["phone"], "refuse"),
        (["phone", "postcode"], "refuse"),
        (["hate"], "hold"),
        (["phone", "hate"], "hold"),
        (["a label nobody thought of"], "hold"),
        (["disclosure_abuse"], "route"),
        (["phone", "disclosure_abuse"], "route"),
        (["hate", "self_harm"], "route"),
    ],
)
def test_the_gravest_finding_decides(labels: list[str], outcome: str) -> None:
    decision = chat_decision(tuple(finding(label) for label in labels))
    assert decision.outcome == outcome
    assert (decision.refusal is not None) == (outcome == "refuse")


def test_what_an_adult_may_not_ask_is_held_and_the_lead_is_told() -> None:
    asked = (finding("private_contact"),)
    assert chat_decision(asked, "chat_pupil").outcome == "refuse"
    assert not chat_decision(asked, "chat_pupil").tells_lead
    assert chat_decision(asked, "chat_staff").outcome == "hold"
    assert chat_decision(asked, "chat_staff").tells_lead


@pytest.mark.proves("Y9")
def test_of_a_meeting_the_lead_is_told() -> None:
    decision = chat_decision((finding("meet_up"),))
    assert (decision.outcome, decision.tells_lead) == ("hold", True)


def test_whoever_discloses_is_thanked_and_given_childline() -> None:
    decision = chat_decision((finding("phone"), finding("disclosure_abuse")))
    assert decision.tells_lead
    assert "0800 1111" in decision.next_step
    assert decision.sentence


def test_if_screening_fails_the_message_is_held() -> None:
    broken = Context(official_numbers=(7,))  # type: ignore[arg-type]  # a configuration nobody checked
    decision = decide_chat(Utterance("chat_pupil", "my number is 07700 900123"), broken)
    assert decision is HELD_BECAUSE_SCREENING_FAILED
    assert decision.outcome == "hold"
    assert decision.sentence

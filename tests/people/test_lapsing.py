"""Until which day an agreement counts: histories of texts, their days and what somebody agreed to, made up and judged twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.people.campaign_rules import letter_due
from chaperone.people.lapsing import NOT_AT_ALL, WITHOUT_END, Asked, Words, counts, counts_until, may_lapse_on
from tests.people.charity import refusal

FIRST_DAY = date(2026, 9, 1)
A_DAY = timedelta(days=1)
UNKNOWN = Words("0", "never asked for")

days = st.integers(0, 60).map(lambda count: FIRST_DAY + count * A_DAY)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Asked], set[Words], date]:
    """Return texts in the order they held, what somebody agreed to, and a day on or after the first text's."""
    texts = []
    from_on = FIRST_DAY
    for number in range(draw(st.integers(1, 5))):
        from_on += draw(st.integers(0, 20)) * A_DAY
        lapses_on = from_on + draw(st.integers(0, 40)) * A_DAY
        texts.append(Asked(Words(str(number + 1), f"hash {number + 1}"), from_on, lapses_on))
    everything = [*(text.words for text in texts), UNKNOWN]
    agreed = draw(st.sets(st.sampled_from(everything)))
    return texts, agreed, texts[0].from_on + draw(st.integers(0, 120)) * A_DAY


def in_force(texts: list[Asked], day: date) -> Words:
    """Return the text that holds on a day."""
    return next(text.words for text in reversed(texts) if text.from_on <= day)


def counts_by_hand(texts: list[Asked], agreed: set[Words], day: date) -> bool:
    """Judge the slow way: one of the texts agreed to is good while none that followed it, and holds, has reached its day."""
    held = [text for text in texts if text.from_on <= day]
    for words in agreed:
        known = [place for place, text in enumerate(held) if text.words == words]
        later = held[known[0] + 1 :] if known else held
        if words in {text.words for text in texts} and not known:
            continue  # a text to come: nobody can have agreed to it, and it changes nothing
        if all(day < text.lapses_on for text in later):
            return True
    return False


@pytest.mark.proves("S1", "Y1", "R3")
@given(histories())
def test_an_agreement_counts_if_and_only_if_no_later_text_has_reached_its_day(
    history: tuple[list[Asked], set[Words], date],
) -> None:
    texts, agreed, day = history
    agreed -= {text.words for text in texts if text.from_on > day}
    assert counts(agreed, texts, in_force(texts, day), day) is counts_by_hand(texts, agreed, day)


@pytest.mark.proves("S1", "Y1")
@given(histories())
def test_what_counted_once_never_counts_again_without_agreeing_and_agreeing_always_helps(
    history: tuple[list[Asked], set[Words], date],
) -> None:
    texts, agreed, day = history
    agreed -= {text.words for text in texts if text.from_on > day}
    until = counts_until(agreed, texts, in_force(texts, day), day)
    if until <= day:
        assert not counts(agreed, texts, in_force(texts, day + A_DAY), day + A_DAY)
    assert counts({*agreed, in_force(texts, day)}, texts, in_force(texts, day), day)
    if until not in {NOT_AT_ALL, WITHOUT_END}:
        assert not counts(agreed, texts, in_force(texts, until), until)


@given(histories(), st.integers(0, 30))
def test_a_later_day_for_the_newest_text_takes_nothing_from_anybody(
    history: tuple[list[Asked], set[Words], date], more: int
) -> None:
    texts, agreed, day = history
    was = counts(agreed, texts, in_force(texts, day), day)
    last = texts[-1]
    moved = [*texts[:-1], last._replace(lapses_on=last.lapses_on + more * A_DAY)]
    assert counts(agreed, moved, in_force(texts, day), day) >= was


@pytest.mark.proves("S1")
def test_a_text_nobody_noted_a_day_for_ends_earlier_agreements_at_once() -> None:
    old, new = Words("1", "a"), Words("2", "b")
    known = [Asked(old, FIRST_DAY, FIRST_DAY)]
    assert counts_until({old}, known, new, FIRST_DAY + A_DAY) == NOT_AT_ALL
    assert counts_until(set(), known, old, FIRST_DAY) == NOT_AT_ALL
    assert counts_until({old}, known, old, FIRST_DAY) == WITHOUT_END


@pytest.mark.parametrize(
    ("holds_in", "lapses_in", "says"), [(7, 6, "holds from"), (-3, -1, "over"), (0, 93, "92 days")]
)
def test_a_day_that_makes_no_sense_is_refused_in_a_sentence(holds_in: int, lapses_in: int, says: str) -> None:
    today = FIRST_DAY
    told = refusal(may_lapse_on(today + lapses_in * A_DAY, today + holds_in * A_DAY, today))
    assert says in told.sentence
    assert told.next_step


@given(days, days, st.sets(st.integers(1, 60), min_size=1, max_size=4))
def test_a_letter_is_due_all_through_its_stage_and_lapsed_from_its_day_on(
    until: date, today: date, steps: set[int]
) -> None:
    """Whatever the day: one stage, the nearest reached; the day before its day is never ``lapsed``."""
    due = letter_due(until, today, sorted(steps, reverse=True))
    left = (until - today).days
    assert (due == "lapsed") is (left <= 0)
    assert (due == "at once") is (left > max(steps))
    if 0 < left <= max(steps):
        assert due == f"{min(step for step in steps if step >= left)} before {until.isoformat()}"

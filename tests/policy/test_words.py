"""Values in plain words: what a person would say, for every unit."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from chaperone.policy.pack import pack_named
from chaperone.policy.specs import Unit
from chaperone.policy.words import filled, in_words, placeholders


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (600, "seconds", "10 minutes"),
        (30, "seconds", "30 seconds"),
        (60, "seconds", "60 seconds"),
        (90, "seconds", "90 seconds"),
        (1, "seconds", "1 second"),
        (4.0, "seconds", "4 seconds"),
        (4.5, "seconds", "4.5 seconds"),
        (7200, "seconds", "2 hours"),
        ((1440, 60, 15), "minutes", "24 hours, 60 minutes and 15 minutes"),
        (24, "hours", "24 hours"),
        (72, "hours", "three days"),
        (1, "years", "one year"),
        (2, "years", "two years"),
        (365, "days", "365 days"),
        (3, "people", "three"),
        (13, "people", "13"),
        (10, "percent", "10%"),
        (8, "month", "August"),
        (2000, "characters", "2000 characters"),
        (time(9), "", "09:00"),
        (True, "", "yes"),
        (False, "", "no"),
        ("online_presence_lead", "", "online-presence lead"),
        ("pupil-rules", "", "pupil rules"),
        ("anti-bullying", "", "anti-bullying"),
        (("a", "b", "c"), "", "a, b and c"),
        (("a",), "", "a"),
    ],
)
def test_a_value_in_words(value: Any, unit: Unit, words: str) -> None:
    assert in_words(value, unit) == words


def test_a_text_is_filled_with_the_packs_words() -> None:
    text = "Wait {door_lead_seconds}, in {review_month}."
    assert placeholders(text) == ("door_lead_seconds", "review_month")
    assert filled(text, pack_named("online-safeguarding").parameters) == "Wait 10 minutes, in August."

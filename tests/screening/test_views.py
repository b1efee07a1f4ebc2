"""Disguises change nothing: what is found stays found with invisible characters, look-alikes or gaps in it, in its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.screening.rules import RULES
from chaperone.screening.screen import screen
from chaperone.screening.types import Context, Utterance
from chaperone.screening.views import plain_view, views_of

DETAILS = (
    ("phone", "07700 900123"),
    ("phone", "oh seven seven double oh nine hundred one two three"),
    ("email_address", "harper.dinsdale@gmail.com"),
    ("postcode", "ls6 3qd"),
    ("postal_address", "14 ferncliffe road"),
    ("full_name", "im mia tennant"),
    ("age", "im thirteen"),
    ("school_name", "i go to harlow vale academy"),
    ("social_handle", "snap: zara_iq"),
    ("credential", "my password is toffee99"),
)
LOOK_ALIKES = str.maketrans("aeocpxyi", "аеосрхуі")
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def labels_in(text: str) -> set[str]:
    return {finding.label for finding in screen(Utterance("chat_pupil", text), Context())}


@pytest.mark.parametrize(("label", "text"), DETAILS)
@given(data=st.data())
def test_invisible_characters_hide_nothing(label: str, text: str, data: st.DataObject) -> None:
    places = data.draw(st.sets(st.integers(0, len(text)), max_size=8))
    marks = data.draw(st.sampled_from(["\u200b", "\u2060", "\u00ad", "\u0301", "\ufe0f"]))
    hidden = "".join((marks if place in places else "") + letter for place, letter in enumerate(text))
    assert label in labels_in(hidden), hidden


@pytest.mark.parametrize(("label", "text"), DETAILS)
def test_look_alikes_and_wide_letters_hide_nothing(label: str, text: str) -> None:
    assert label in labels_in(text.translate(LOOK_ALIKES))
    assert label in labels_in(text.translate(FULL_WIDTH))
    assert label in labels_in(text.upper())


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("full_name", "m i a  t e n n a n t"),
        ("phone", "0 7 7 0 0 9 0 0 1 2 3"),
        ("credential", "m y  p a s s w o r d  i s  t o f f e e 9 9"),
        ("school_name", "h a r l o w  v a l e  a c a d e m y"),
        ("email_address", "h a r p e r @ g m a i l . c o m"),
        ("age", "i m  t h i r t e e n"),
    ],
)
def test_gaps_hide_nothing(label: str, text: str) -> None:
    for gap in (" ", ".", "-", "_", "*"):
        assert label in labels_in(text.replace("  ", "\0").replace(" ", gap).replace("\0", gap * 3)), gap


@pytest.mark.parametrize(
    "text",
    [
        "привет как дела",
        "Москва",
        "шалом",
        "مساء الخير",
        "ערב טוב",
        "dzień dobry",
        "prynhawn da",
        "Ελλάδα",
        "Слава Україні",
    ],
)
def test_honest_text_in_other_scripts_stays_what_it_is(text: str) -> None:
    view = plain_view(text)
    assert labels_in(text) == set()
    assert len(views_of(text)) == 1
    if any("\u0370" <= letter <= "\u06ff" for letter in text):
        assert not any("a" <= letter <= "z" for letter in view.text), view.text


@given(st.text(max_size=60) | st.text(alphabet="a1 .l0$@\u200bеɐ-_\u0301ӏi7о", max_size=40))
def test_every_view_leads_back_into_the_text(text: str) -> None:
    for view in views_of(text):
        assert len(view.places) == len(view.text), view.name
        assert all(0 <= place < len(text) for place in view.places), view.name


@given(st.text(max_size=60) | st.text(alphabet="a1 .l0$@\u200bеɐ-_\u0301ӏi7о\n", max_size=40))
def test_the_plain_view_of_a_plain_view_is_itself(text: str) -> None:
    once = plain_view(text).text
    assert plain_view(once).text == once


@pytest.mark.parametrize("label", sorted({rule.label for rule in RULES}))
def test_findings_lie_in_the_text(label: str) -> None:
    for rule in RULES:
        for text in rule.catches if rule.label == label else ():
            for finding in screen(Utterance(rule.channels[0], text), Context()):
                assert 0 <= finding.start < finding.end <= len(text)

"""The first looks overlook nothing: cues, anchors, batches and nearness leave what trying everything on every text finds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaperone.screening.anchors import Anchors, Key
from chaperone.screening.bits import numbers_in
from chaperone.screening.pieces import PIECE, SENTENCE_END, is_plain, pieces_of, words_of
from chaperone.screening.rules import RULES
from chaperone.screening.screen import ENGINE
from chaperone.screening.types import Channel, Context, Utterance
from tests.screening.exhaustive import EXHAUSTIVE

HERE = Path(__file__).parent
EXAMPLES = [text for rule in RULES for text in (*rule.catches, *rule.leaves)]
EVERY = 40
"""One case in so many is tried exhaustively here, which takes a hundred times as long as screening it."""

LOOK_ALIKES = str.maketrans("aeocpxyi", "аеосрхуі")
LEET = str.maketrans("oieastb", "0134578")
DISGUISES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in capitals": str.upper,
    "with look-alikes": lambda text: text.translate(LOOK_ALIKES),
    "in figures": lambda text: text.translate(LEET),
    "typed apart": " ".join,
    "back to front": lambda text: text[::-1],
    "with invisible marks": "\u200b".join,
    "stretched": lambda text: text.replace("e", "eee"),
}


def is_found_alike(channel: Channel, text: str) -> bool:
    utterance = Utterance(channel, text)
    return ENGINE.findings(utterance, Context()) == EXHAUSTIVE.findings(utterance, Context())


def cases() -> list[tuple[Channel, str]]:
    files = [HERE / "data" / "screening-dev.jsonl", *sorted((HERE / "cases").glob("*.jsonl"))]
    rows = [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    return [(row["channel"], row.get("text") or " ".join(row["sequence"])) for row in rows]


def test_cases_are_judged_alike() -> None:
    assert [case for case in cases()[::EVERY] if not is_found_alike(*case)] == []


@settings(max_examples=60)
@given(
    st.sampled_from(get_args(Channel)),
    st.lists(st.sampled_from(EXAMPLES) | st.text(max_size=12), min_size=1, max_size=4),
    st.sampled_from(sorted(DISGUISES)),
    st.sampled_from([" ", ". ", "\n", ', "', " (((", "... "]),
)
def test_mixtures_are_judged_alike(channel: Channel, texts: list[str], disguise: str, gap: str) -> None:
    assert is_found_alike(channel, gap.join([DISGUISES[disguise](texts[0]), *texts[1:]]))


@pytest.mark.parametrize("alphabet", ["ab .!?;\n", "a1_-,*#\"'(\t\x01", "aé.“"])
@given(data=st.data())
def test_a_text_is_parted_by_its_characters_as_by_searching(alphabet: str, data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet=alphabet, max_size=40))
    searched = [piece if piece[0] not in ".!?;\n" else SENTENCE_END for piece in PIECE.findall(text)]
    assert pieces_of(text) == searched
    if is_plain(text):
        assert [piece for piece in searched if piece != SENTENCE_END] == words_of(text)


def test_ten_thousand_searches_are_told_apart() -> None:
    """Each of ten thousand searches is pointed to by its own words only."""
    often: frozenset[Key] = frozenset({"often", ("very", "often")})
    anchors = Anchors([[frozenset[Key]({f"rare{n}"}), often] for n in range(10_000)])

    def met_by(*words: str) -> list[int]:
        return numbers_in(anchors.met_by(anchors.bits_of(words), anchors.pairs_in(words)))

    assert met_by("a", "rare417", "word", "is", "often", "said") == [417]
    assert met_by("a", "rare417", "word", "is", "seldom", "said") == []
    assert met_by("a", "word", "is", "very", "often", "said") == []

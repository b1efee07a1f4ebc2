"""Folding changes nothing the second time, and every place in it leads back to what was typed."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from chaperone.screening.folding import fold, spans_as_typed
from chaperone.screening.screen import screen
from chaperone.screening.types import Context, Utterance

texts = st.text(max_size=60) | st.text(
    alphabet=st.sampled_from("0７۷7️⃣\u200b\u2060ﬁℌİẞσςΣ ①½㎏\u0301éA@.\U0001f468‍"), max_size=60
)


@given(texts)
@example("İΣς ﷺ ﬃ")
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(texts)
def test_every_folded_character_maps_to_the_typed_one_it_came_from(text: str) -> None:
    folded = fold(text)
    spans = [(index, index + 1) for index in range(len(folded))]
    for (index, _), (start, end) in zip(spans, spans_as_typed(text, spans), strict=True):
        assert end == start + 1
        assert folded[index] in fold(text[start:end])
        assert index >= len(fold(text[:start]))
        assert index < len(fold(text[:end]))


@given(
    texts,
    texts,
    st.sampled_from(
        ["07700 900123", "０７７００９００１２３", "bs5 9xz", "ＢＳ５\u200b ９ＸＺ", "0️⃣7️⃣7️⃣0️⃣0️⃣ 900123"]
    ),
)
def test_a_finding_amid_anything_points_at_exactly_what_was_typed(
    before: str, after: str, detail: str
) -> None:
    text = f"{before} x {detail} x {after}"
    found = screen(Utterance("chat_pupil", text), Context())
    pointed_at = [fold(text[finding.start : finding.end]) for finding in found]
    assert any(fold(detail) in place for place in pointed_at), pointed_at
    for finding in found:
        assert 0 <= finding.start < finding.end <= len(text)


@given(texts)
def test_findings_do_not_overlap_and_are_the_same_each_time(text: str) -> None:
    found = screen(Utterance("chat_pupil", text), Context())
    assert found == screen(Utterance("chat_pupil", text), Context())
    for earlier, later in pairwise(found):
        assert earlier.end <= later.start

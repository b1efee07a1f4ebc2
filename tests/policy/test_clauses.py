"""The tag beside the code: it changes nothing, remembers where it stands, and knows the clauses."""

from __future__ import annotations

import pytest

from chaperone.policy.clauses import CLAUSE_IDS, carried_out, carries_out
from chaperone.policy.gaps import GAPS


def test_a_tagged_function_is_the_function_itself() -> None:
    def rule() -> int:
        return 7

    assert carries_out("S9", "M2")(rule) is rule
    name = f"{__name__}:test_a_tagged_function_is_the_function_itself.<locals>.rule"
    assert name in carried_out()["S9"]
    assert name in carried_out()["M2"]


@pytest.mark.parametrize("ids", [(), ("X1",), ("M9", "m9"), ("M14",), ("A0",)])
def test_a_misspelt_tag_stops_the_start(ids: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="needs clause ids"):
        carries_out(*ids)


def test_gaps_are_sentences_about_clauses() -> None:
    assert set(GAPS) <= set(CLAUSE_IDS)
    assert [gap for gap in GAPS.values() if not gap.endswith(".") or " yet" not in gap] == []

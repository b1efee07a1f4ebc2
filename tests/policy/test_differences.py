"""The difference between two texts tells all of it: from what it shows, both texts can be put together again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chaperone.policy.differences import Change, ChangedLine, differences

LINES = st.lists(st.text("ab c", max_size=12), max_size=6).map("\n".join)


def words_left(lines: tuple[ChangedLine, ...], without: Change) -> list[str]:
    """Return the words of changed lines, without those that are new, or those that are gone."""
    text = " ".join(piece.text for line in lines for piece in line.pieces if piece.change is not without)
    return sorted(text.split())


def test_a_changed_word_is_shown_in_its_line_and_other_lines_are_not() -> None:
    (line,) = differences(
        "# At the door\n- The door opens after ten minutes.\n- Stay.",
        "# At the door\n- The door opens after five minutes.\n- Stay.",
    )
    assert line.change is Change.SAME
    assert [(piece.change, piece.text.strip()) for piece in line.pieces] == [
        (Change.SAME, "The door opens after"),
        (Change.GONE, "ten"),
        (Change.NEW, "five"),
        (Change.SAME, "minutes."),
    ]


def test_lines_that_came_and_went_are_whole() -> None:
    came_and_went = differences("One old rule.\n\nStays.", "Stays.\n\nSomething entirely new.")
    assert [(line.change, line.pieces[0].text) for line in came_and_went] == [
        (Change.GONE, "One old rule."),
        (Change.NEW, "Something entirely new."),
    ]


def test_the_same_text_has_no_difference() -> None:
    assert differences("# A\n\n- b", "# A\n\n- b") == ()


@given(LINES, LINES)
def test_nothing_is_left_out_and_nothing_made_up(old: str, new: str) -> None:
    found = differences(old, new)
    same = sorted(set(old.split()) & set(new.split()))
    assert [word for word in words_left(found, Change.NEW) if word not in same] == sorted(
        word for word in old.split() if word not in same
    )
    assert [word for word in words_left(found, Change.GONE) if word not in same] == sorted(
        word for word in new.split() if word not in same
    )

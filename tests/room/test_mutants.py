"""Each rule of the room is broken by hand, one at a time, and a story, walk or search must notice: a survivor is a hole."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tests.room.mutants import MUTANTS
from tests.room.mutating import Mutant, changed, stories

WALKED_MOVES, SEARCHES = 2_500, 25


def hunts(file: str) -> Iterator[tuple[str, Callable[[], object]]]:
    """Every story, walk and search that may notice a change in this file, the quickest first."""
    stories_of_rules = (
        "test_rules",
        "test_rules_inside",
        "test_confiding",
        "test_appeals",
        "test_media_faces",
        "test_media",
        "test_media_answers",
    )
    rules = [f"tests.room.{name}" for name in stories_of_rules]
    if "media" in file:
        rules.reverse()
    shows = ["tests.room.test_recorder", "tests.door.test_live_room", "tests.door.test_appeals"]
    is_of_the_machine = "/room/" in file and not file.endswith(("views.py", "recorder.py"))
    for module in rules if is_of_the_machine else shows:
        yield from stories(module)
    yield from walks() if is_of_the_machine else searches()
    for module in shows if is_of_the_machine else rules:
        yield from stories(module)
    yield from searches() if is_of_the_machine else walks()
    if "media" in file:
        yield from stories("tests.room.test_many_faces")  # last, because so full a room takes its time


def searches() -> Iterator[tuple[str, Callable[[], object]]]:
    """The beginning of each random search, the same histories every time."""
    for module in ("tests.room.test_recorder", "tests.door.test_live_room_search"):
        yield f"the search {module}", partial(importlib.import_module(module).search, SEARCHES)


def walks() -> Iterator[tuple[str, Callable[[], object]]]:
    """The beginning of each walk, as far as it costs little."""
    walking = importlib.import_module("tests.room.walking")
    for cast in importlib.import_module("tests.room.casts").QUICK:
        yield f"the walk {cast.name}", partial(walking.walk, cast, WALKED_MOVES)


def first_to_notice(file: str) -> str:
    """The name of the first hunt that fails; empty when none does."""
    for name, hunt in hunts(file):
        try:
            hunt()
        except Exception:  # a changed rule may fall over its own feet as well as break a promise
            return name
    return ""


def test_nothing_is_noticed_where_nothing_was_changed() -> None:
    with changed(None):
        assert first_to_notice("chaperone/room/rules.py") == ""


@pytest.mark.parametrize(
    "mutant", MUTANTS, ids=[f"{x.file.rsplit('/', 1)[-1]}-{i}" for i, x in enumerate(MUTANTS)]
)
@pytest.mark.proves("M8", "M9", "S6", "S7", "Y3", "Y8", "Y10", "M12")
def test_a_broken_rule_is_noticed(mutant: Mutant) -> None:
    with changed(mutant):
        noticed = first_to_notice(mutant.file)
    assert noticed, f"nothing noticed that {mutant}"

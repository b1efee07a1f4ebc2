"""Each rule of the room is broken by hand, one at a time, and a story, walk or search must notice: a survivor is a hole.

Who noticed a broken rule last time is asked first (``noticed.json``, written anew by ``python -m tests.room.test_mutants``):
that only saves time, since everybody else is asked when it no longer notices.
"""

from __future__ import annotations

import importlib
import json
import logging
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import django
import pytest

from tests.room.mutants import MUTANTS
from tests.room.mutating import Mutant, changed, stories, story

WALKED_MOVES, SEARCHES = 2_500, 25
NOTICED = Path(__file__).with_name("noticed.json")


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


def first_to_notice(file: str, likely: str = "") -> str:
    """The name of the first hunt that fails, the likely story before all others; empty when none does."""
    if likely and _fails(partial(_tell, likely)):
        return likely
    return next((name for name, hunt in hunts(file) if _fails(hunt)), "")


def _tell(name: str) -> None:
    """Tell a story by its name; one that is there no longer has noticed nothing."""
    try:
        told = story(name)
    except (ImportError, AttributeError):
        return
    told()


def _fails(hunt: Callable[[], object]) -> bool:
    try:
        hunt()
    except Exception:  # a changed rule may fall over its own feet as well as break a promise
        return True
    return False


def likely_stories() -> dict[str, str]:
    """Which story noticed each mutant when that was last written down."""
    known: dict[str, str] = json.loads(NOTICED.read_text(encoding="utf-8"))
    return known


def test_nothing_is_noticed_where_nothing_was_changed() -> None:
    with changed(None):
        assert first_to_notice("chaperone/room/rules.py") == ""
        assert [name for name in sorted(set(likely_stories().values())) if _fails(partial(_tell, name))] == []


@pytest.mark.parametrize(
    "mutant", MUTANTS, ids=[f"{x.file.rsplit('/', 1)[-1]}-{i}" for i, x in enumerate(MUTANTS)]
)
@pytest.mark.proves("M8", "M9", "S6", "S7", "Y3", "Y8", "Y10", "M12")
def test_a_broken_rule_is_noticed(mutant: Mutant) -> None:
    with changed(mutant):
        noticed = first_to_notice(mutant.file, likely_stories().get(str(mutant), ""))
    assert noticed, f"nothing noticed that {mutant}"


def write_down_who_notices() -> None:
    """Ask everybody about every mutant, and keep the stories that noticed; walks and searches are not asked first."""
    found: dict[str, str] = {}
    for mutant in MUTANTS:
        with changed(mutant):
            noticed = first_to_notice(mutant.file)
        if "::" in noticed:
            found[str(mutant)] = noticed
    NOTICED.write_text(json.dumps(found, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    django.setup()
    logging.disable()
    write_down_who_notices()

"""The documents point at what is there: links lead to files, named paths and make targets exist, every setting is explained."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest

from tests.house_rules.sources import TOP, repository_files, text_of

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
OUR_PATH = re.compile(r"`((?:chaperone|tests|docs|scripts|requirements|bench)/[\w./-]*\w)`")
MAKE_TARGET = re.compile(r"`make ([a-z-]+)`")
SETTING = re.compile(r"\"(CHAPERONE_[A-Z_]+|DATABASE_URL)\"")


def documents() -> list[str]:
    """Return every Markdown file that is written for readers of the repository."""
    return [
        name
        for name in repository_files()
        if name.endswith(".md") and not name.startswith("chaperone/policy/")
    ]


def dead_links(name: str, text: str) -> list[str]:
    """Return the links of a document that lead to no file or folder."""
    folder = TOP / PurePosixPath(name).parent
    return [link for link in LINK.findall(text) if not (folder / link).exists()]


def test_links_lead_somewhere() -> None:
    assert {name: dead for name in documents() if (dead := dead_links(name, text_of(name)))} == {}


def test_named_files_are_there() -> None:
    named = {(name, path) for name in documents() for path in OUR_PATH.findall(text_of(name))}
    assert sorted((name, path) for name, path in named if not (TOP / path).exists()) == []


def test_named_make_targets_are_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    assert {
        target for name in documents() for target in MAKE_TARGET.findall(text_of(name))
    } - targets == set()


def test_the_operators_guide_explains_every_setting() -> None:
    code = "".join(
        text_of(name) for name in repository_files() if name.startswith("chaperone/") and name.endswith(".py")
    )
    settings = set(SETTING.findall(code))
    explained = set(re.findall(r"\b(?:CHAPERONE_\w+|DATABASE_URL)\b", text_of("docs/guides/operator.md")))
    assert len(settings) > 8
    assert settings - explained == set(), "read from the environment, and not in the guide"
    assert explained - settings == set(), "in the guide, and read by nothing"


@pytest.mark.parametrize("text", ["[a](no/such/file.md)", "![a](docs/none.png)"])
def test_a_dead_link_is_noticed(text: str) -> None:
    assert dead_links("README.md", text) != []

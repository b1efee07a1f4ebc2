"""Every file begins with a sentence that says what it is for."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house_rules.sources import python_files, repository_files, text_of

SCRIPT = r"(?://|/\*)"
SHELL = r"#!.*\n#"
# A page that a frame surrounds is named by its title; every other template needs a comment.
TEMPLATE = r"(?:\{% (?:extends|load) [^%]*%\}\s*)*(?:\{#|\{% comment %\}|\{% block title %\}|<!doctype html>.*\n?.*<title>)"
COMMENT_OPENS = {
    **dict.fromkeys([".js", ".mjs", ".ts", ".scss"], SCRIPT),
    **dict.fromkeys([".sh", ".ci/run"], SHELL),
    **dict.fromkeys([".yaml", ".yml", "Makefile"], "#"),
    ".html": TEMPLATE,
    ".md": r"(?:# |title: )",
}


def is_opening(docstring: str | None) -> bool:
    """Say whether a module's docstring begins with a sentence: a capital or a code word, some words, a full stop."""
    first = (docstring or "").split("\n\n")[0].strip()
    return len(first.split()) >= 4 and first.endswith(".") and not first[0].islower()


def begins_with_comment(name: str, text: str) -> bool:
    """Say whether the text begins with a comment of its kind that holds a few words; kinds without comments always do."""
    kind = next((kind for kind in COMMENT_OPENS if name.endswith(kind)), None)
    if kind is None:
        return True
    opening = re.match(COMMENT_OPENS[kind] + r"(.*(?:\n.*)?)", text)
    words = re.findall(r"\w+", opening.group(0)) if opening else []
    return len(words) >= (1 if kind == ".md" else 4)


def test_every_python_file_says_what_it_is_for() -> None:
    assert [
        name
        for name in python_files()
        if text_of(name).strip() and not is_opening(ast.get_docstring(ast.parse(text_of(name))))
    ] == []


def test_every_other_source_says_what_it_is_for() -> None:
    assert [name for name in repository_files() if not begins_with_comment(name, text_of(name))] == []


@pytest.mark.parametrize(
    "docstring", [None, "", "Rules", "rules of the room are kept in here.", "Says what it is for"]
)
def test_a_poor_opening_is_noticed(docstring: str | None) -> None:
    assert not is_opening(docstring)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.js", "import x from './x.js';"),
        ("a.html", "{% extends 'base.html' %}"),
        ("a.sh", "#!/bin/sh\nset -e\n"),
    ],
)
def test_a_missing_comment_is_noticed(name: str, text: str) -> None:
    assert not begins_with_comment(name, text)

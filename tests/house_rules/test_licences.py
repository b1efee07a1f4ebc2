"""Every part we build on may be built on: permissive, or weak copyleft; nothing that is GPL or AGPL alone (decision 0001)."""

from __future__ import annotations

import importlib.metadata
import json
import re

import pytest

from tests.house_rules.sources import text_of

ALLOWED = {
    *(
        "0BSD",
        "BSD-0-Clause",
        "BSD",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "ISC",
        "Zlib",
        "Unlicense",
    ),
    *("Apache-2.0", "BlueOak-1.0.0", "CC0-1.0", "PSF-2.0", "Python-2.0", "OFL-1.1"),
    *("LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "MPL-1.1", "MPL-2.0"),
}
# What packages wrote before there was a standard for it.
OLD_NAMES = {
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "BSD 2-Clause License": "BSD-2-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
# Whose metadata names no licence, only the file that holds it; read by a person.
IN_ITS_FILE = {"atheris": "Apache-2.0", "pyrage": "MIT"}


def may_build_on(expression: str) -> bool:
    """Say whether a licence expression (``A OR B``, ``A AND B``, brackets) leaves us a way that is allowed."""
    return any(
        all(
            OLD_NAMES.get(part, part) in ALLOWED
            for part in re.split(r"\s+AND\s+", re.sub(r"^\((.*)\)$", r"\1", choice))
        )
        for choice in re.split(r"\s+OR\s+", expression)
    )


def expression_of(part: importlib.metadata.Distribution) -> str:
    """Return what a package says of itself; its classifiers, where they are all it has, are a choice."""
    stated = part.metadata.get_all("License-Expression")
    if stated:
        return str(stated[0])
    classifiers = [
        line.split("::")[-1].strip()
        for line in part.metadata.get_all("Classifier", [])
        if line.startswith("License ::")
    ]
    names = [name for name in classifiers if name != "OSI Approved"]
    said = " OR ".join(names) or " ".join(part.metadata.get_all("License", ["not said"]))
    return IN_ITS_FILE.get(part.name, said) if said == "not said" else said


def test_every_installed_package_may_be_built_on() -> None:
    installed = {part.name: expression_of(part) for part in importlib.metadata.distributions()}
    assert len(installed) > 30
    assert {name: said for name, said in installed.items() if not may_build_on(said)} == {}


def test_every_front_end_package_may_be_built_on() -> None:
    packages = json.loads(text_of("package-lock.json"))["packages"]
    named = {name: str(package.get("license", "not said")) for name, package in packages.items() if name}
    assert len(named) > 3
    assert {name: said for name, said in named.items() if not may_build_on(said)} == {}


def test_the_product_says_one_licence_everywhere() -> None:
    assert text_of("LICENCE").startswith("Mozilla Public License Version 2.0")
    assert 'license = "MPL-2.0"' in text_of("pyproject.toml")
    assert json.loads(text_of("package.json"))["license"] == "MPL-2.0"
    assert "Mozilla Public" in text_of("README.md")


@pytest.mark.parametrize(
    "expression",
    [
        "AGPL-3.0-only",
        "GPL-3.0-or-later",
        "MIT AND GPL-2.0-only",
        "not said",
        "GNU General Public License v2 or later (GPLv2+)",
    ],
)
def test_what_we_may_not_build_on_is_noticed(expression: str) -> None:
    assert not may_build_on(expression)


def test_a_choice_needs_one_good_way() -> None:
    assert may_build_on("GPL-2.0-only OR (MIT AND PSF-2.0)")

"""Pages ask no third party for anything, and no file names a machine's folders or where packages come from."""

from __future__ import annotations

import re

import pytest

from tests.house_rules.sources import TOP, repository_files, text_of

TAG = re.compile(r"<([a-z][\w-]*)\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE | re.DOTALL)
FOREIGN_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*[\"']\s*(?:https?:|wss?:)?//", re.IGNORECASE)
FOREIGN_IN_CODE = re.compile(r"[\"'`(]\s*(?:https?:|wss?:)?//(?!www\.w3\.org/)[\w$]", re.IGNORECASE)
MACHINE_FOLDER = re.compile(r"(?<![\w.])/(?:home|root|Users|work|workspace|farm|opt/wheels)/")
REGISTRY = re.compile(
    r"pypi\.org|python[h]osted|registry\.npmjs|\"resolved\":|(?:^|\s)--(?:extra-)?index-url|(?:^|\s)--find-links|^-i\s",
    re.MULTILINE,
)


def foreign_in_html(text: str) -> list[str]:
    """Find attributes that make a browser ask elsewhere; a link one may follow (``<a href>``) is not one."""
    return [
        f"<{tag} {attribute}>"
        for tag, attributes in TAG.findall(text)
        for attribute in FOREIGN_ATTRIBUTE.findall(attributes)
        if not (tag.lower() == "a" and attribute.lower() == "href") and not attribute.startswith("xmlns")
    ]


def without_comments(text: str) -> str:
    """Return script or style without its comments, where an address is only a reference."""
    return re.sub(r"/\*.*?\*/|(?m:^\s*//.*$)", "", text, flags=re.DOTALL)


def foreign_in_code(text: str) -> list[str]:
    """Find addresses of elsewhere in scripts and styles."""
    return [found.group(0) for found in FOREIGN_IN_CODE.finditer(without_comments(text))]


def test_templates_ask_nobody_else() -> None:
    pages = [
        name
        for name in repository_files()
        if name.startswith("chaperone/") and name.endswith((".html", ".svg"))
    ]
    assert {name: found for name in pages if (found := foreign_in_html(text_of(name)))} == {}


def test_scripts_and_styles_ask_nobody_else() -> None:
    kinds = (".js", ".mjs", ".ts", ".scss", ".css")
    sources = [
        name for name in repository_files() if name.startswith("chaperone/pages/") and name.endswith(kinds)
    ]
    assert {name: found for name in sources if (found := foreign_in_code(text_of(name)))} == {}


def test_built_styles_ask_nobody_else() -> None:
    """The built ones hold what a package brought with it."""
    built = sorted((TOP / "chaperone/pages/static/built").rglob("*.css"))
    assert built, "the front end is not built: run make dev"
    assert {str(path): found for path in built if (found := foreign_in_code(path.read_text()))} == {}


def test_no_file_names_a_machine() -> None:
    assert [name for name in repository_files() if MACHINE_FOLDER.search(text_of(name))] == []


def test_no_file_says_where_packages_come_from() -> None:
    assert [name for name in repository_files() if REGISTRY.search(text_of(name))] == []


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/x.js"></script>',
        "<img\n alt='a > b' src='//cdn.example/x.png'>",
        '<link rel="icon" href="https://x.example/i.ico">',
        '<form action="https://x.example/">',
    ],
)
def test_a_foreign_address_in_a_page_is_noticed(text: str) -> None:
    assert foreign_in_html(text) != []


@pytest.mark.parametrize(
    "text",
    ["@import url(https://fonts.example/a.css);", "fetch('https://x.example/')", "new WebSocket(`wss://x`)"],
)
def test_a_foreign_address_in_code_is_noticed(text: str) -> None:
    assert foreign_in_code(text) != []


def test_links_and_name_spaces_pass() -> None:
    assert (
        foreign_in_html(
            '<a href="https://www.childline.org.uk">Childline</a><svg xmlns="http://www.w3.org/2000/svg">'
        )
        == []
    )
    assert foreign_in_code("// see https://x.example/\nconst svg = 'http://www.w3.org/2000/svg';") == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE_FOLDER, "see " + "/ho" + "me/alex/notes"),
        (REGISTRY, "pip install --" + "index-url x"),
        (REGISTRY, '"reso' + 'lved": "x"'),
    ],
)
def test_a_machine_or_registry_is_noticed(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)

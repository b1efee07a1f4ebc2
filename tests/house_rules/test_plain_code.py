"""What makes code hard to follow is not used: models named in strings, signals, saving with side effects, imports in functions."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house_rules.sources import Findings, broken, called_name, python_files, repository_files, text_of

VAGUE = re.compile(r"(Manager|Helper|Service|Handler|Utils?|Mixin)$")
VAGUE_FILES = {"utils", "util", "common", "core", "helpers", "misc", "services", "managers", "handlers"}
IMPORTING = {"get_model", "import_module", "import_string", "__import__"}


def models_named_in_strings(tree: ast.Module) -> Findings:
    """Find look-ups of a model or a module by its name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called_name(node) in IMPORTING:
            yield node.lineno, f"{called_name(node)} looks something up by a string"


def signals(tree: ast.Module) -> Findings:
    """Find Django's signals."""
    for node in ast.walk(tree):
        modules = []
        if isinstance(node, ast.ImportFrom):
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        if any("signals" in module.split(".") or module.startswith("django.dispatch") for module in modules):
            yield getattr(node, "lineno", 0), "signals are not used"


def saving_with_side_effects(tree: ast.Module) -> Findings:
    """Find classes that redefine how they are saved or deleted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.FunctionDef) and part.name in {"save", "delete", "save_base"}:
                    yield part.lineno, f"{node.name} redefines {part.name}"


def imports_in_functions(tree: ast.Module) -> Findings:
    """Find imports that wait until a function is called."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node.lineno, f"{function.name} imports when it is called"


def vague_names(tree: ast.Module) -> Findings:
    """Find classes named after nothing a safeguarding lead would say."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and VAGUE.search(node.name):
            yield node.lineno, f"{node.name} says nothing"


RULES = {
    models_named_in_strings: "apps.get_model('people.Person')",
    signals: "from django.db.models.signals import post_save",
    saving_with_side_effects: "class Seat:\n    def save(self): ...",
    imports_in_functions: "def rule():\n    import this",
    vague_names: "class SeatManager: ...",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_code_is_plain(rule: object) -> None:
    assert callable(rule)
    assert broken(rule, python_files("chaperone")) == []


@pytest.mark.parametrize(("rule", "code"), RULES.items(), ids=[rule.__name__ for rule in RULES])
def test_what_is_not_plain_is_noticed(rule: object, code: str) -> None:
    assert callable(rule)
    assert list(rule(ast.parse(code))) != []


def test_no_file_has_a_vague_name() -> None:
    assert [
        name
        for name in python_files("chaperone")
        if VAGUE_FILES & {part.removesuffix(".py") for part in name.split("/")}
    ] == []


def switched_off_without_reason(text: str) -> list[int]:
    """Find the lines that switch a check off and do not say why; in a run of lines the first one's reason does for all."""
    found, reasoned = [], ""
    for number, line in enumerate(text.splitlines(), 1):
        match = re.search(
            r"#\s*(?:noqa|type:\s*ignore)(?::\s*(\w+)|\[([\w-]+)\])?(?P<reason>.*\w{3,})?", line
        )
        code = (match[1] or match[2] or "") if match else ""
        if match and not match["reason"] and code != reasoned:
            found.append(number)
        reasoned = code if match and (match["reason"] or code == reasoned) else ""
    return found


def test_every_switched_off_check_gives_its_reason() -> None:
    ours = python_files("chaperone", "bench", "scripts")
    assert {name: lines for name in ours if (lines := switched_off_without_reason(text_of(name)))} == {}


def test_a_check_switched_off_without_reason_is_noticed() -> None:
    why = "import a  # noq" + "a: E402 - after the set-up\n"
    bare = "import b  # noq" + "a: E402\n"
    assert switched_off_without_reason(why + bare + bare) == []
    assert switched_off_without_reason(bare + "x = 1\n" + why) == [1]
    assert switched_off_without_reason(why + "x = 1\n" + bare) == [3]


def test_no_test_is_skipped() -> None:
    skips = re.compile(r"(pytest\.skip|mark\.skip|mark\.xfail|skipif|importorskip|unittest\.skip)\b")
    mine = "tests/house_rules/test_plain_code.py"
    assert [name for name in python_files("tests") if name != mine and skips.search(text_of(name))] == []


def test_every_folder_of_tests_is_a_package() -> None:
    """Without it two tests of one name in two folders are one to Python."""
    folders = {
        name.rsplit("/", 1)[0]
        for name in repository_files()
        if name.startswith("tests/") and name.endswith(".py")
    }
    assert [folder for folder in sorted(folders) if f"{folder}/__init__.py" not in repository_files()] == []

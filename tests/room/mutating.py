"""Changes one rule of the product in memory and runs the tests' own stories and walks against the changed product."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.util
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
# All that is built on the room's rules, the tests included, is loaded anew around a changed file.
FRESH = ("chaperone.room", "chaperone.door", "tests.room", "tests.door")


class Mutant(NamedTuple):
    """One rule changed by hand: in ``file``, ``old`` becomes ``new``."""

    file: str
    old: str
    new: str

    def __str__(self) -> str:
        """Tell it as one line."""
        return f"{self.file}: {' '.join(self.old.split())} -> {' '.join(self.new.split()) or 'nothing'}"


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from a changed text; everything else is found as always."""

    def __init__(self, mutant: Mutant) -> None:
        self.path = ROOT / mutant.file
        text = self.path.read_text()
        assert text.count(mutant.old) == 1, f"occurs {text.count(mutant.old)} times: {mutant}"
        self.text = text.replace(mutant.old, mutant.new)
        self.module = mutant.file.removesuffix(".py").replace("/", ".")

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Name ourselves as the loader of the changed module."""
        if fullname != self.module:
            return None
        return importlib.util.spec_from_loader(fullname, self, origin=str(self.path))

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed text."""
        exec(compile(self.text, str(self.path), "exec"), module.__dict__)  # noqa: S102 - our own file, one rule changed


def _is_fresh(name: str) -> bool:
    return any(name == folder or name.startswith(f"{folder}.") for folder in FRESH)


@contextmanager
def changed(mutant: Mutant | None) -> Iterator[None]:
    """Load the room, the door and their tests anew, one of them changed; put everything back afterwards."""
    finder = _Changed(mutant) if mutant is not None else None
    before = {name: module for name, module in sys.modules.items() if _is_fresh(name)}
    for name in before:
        if name != __name__:
            del sys.modules[name]
    parents = {name: sys.modules[name] for name in ("chaperone", "tests")}
    kept = {
        name: (getattr(module, "room", None), getattr(module, "door", None))
        for name, module in parents.items()
    }
    if finder is not None:
        sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        if finder is not None:
            sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if _is_fresh(name)]:
            del sys.modules[name]
        sys.modules.update(before)
        for name, (room, door) in kept.items():
            for attribute, value in (("room", room), ("door", door)):
                if value is not None:
                    setattr(parents[name], attribute, value)


def stories(module_name: str) -> list[tuple[str, Callable[[], Any]]]:
    """The quick tests of a module, loaded in the present world, each with its name as pytest would write it."""
    module = importlib.import_module(module_name)
    names = [name for name in vars(module) if name.startswith("test_") and not _is_slow(vars(module)[name])]
    return [(f"{module_name}::{name}", story(f"{module_name}::{name}")) for name in names]


def story(name: str) -> Callable[[], Any]:
    """One test of a module, loaded in the present world; one that takes the fixture ``opened`` is given a stage.

    Raises:
        ImportError, AttributeError: there is no such module or test.
    """
    module_name, _, test_name = name.partition("::")
    module = importlib.import_module(module_name)
    test = getattr(module, test_name)
    if test.__code__.co_varnames[: test.__code__.co_argcount] == ("opened",):
        return partial(_with_a_stage, module, test)
    return partial(test)


def _is_slow(test: Any) -> bool:
    return any(mark.name == "slow" for mark in getattr(test, "pytestmark", ()))


def _with_a_stage(module: Any, test: Callable[[Any], None]) -> None:
    opened = module.open_stage()
    try:
        test(opened)
    finally:
        opened[0].close()

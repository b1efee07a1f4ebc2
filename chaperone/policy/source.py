"""Reads a pack's YAML as a tree that still knows its lines, and collects what is wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from pathlib import Path

import yaml

from chaperone.policy.problems import PackRefused, Problem

SIZE_LIMIT_BYTES = 1_000_000


class Source:
    """One pack file: its root node, and the problems found so far."""

    def __init__(self, path: Path, content: bytes | None = None) -> None:
        """Parse the file.

        Args:
            path: a YAML file of at most 1 MB in UTF-8.
            content: what it holds, when it lies in no folder; the path is only its name then.

        Raises:
            PackRefused: when it cannot be read or is not YAML; nothing else can be checked then.
        """
        self.file = str(path)
        self.problems: list[Problem] = []
        self.root = self._parse(path, content)

    def _parse(self, path: Path, given: bytes | None) -> yaml.Node:
        try:
            content = path.read_bytes() if given is None else given
            if len(content) > SIZE_LIMIT_BYTES:
                raise self._refused(0, "the file is larger than 1 MB")
            root = yaml.compose(content.decode("utf-8"), Loader=yaml.SafeLoader)
        except OSError as error:
            raise self._refused(0, f"the file cannot be read ({error.strerror})") from None
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise self._refused(line, "these bytes are not text in UTF-8") from None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise self._refused(mark.line + 1 if mark else 0, f"this is not YAML: {error.problem}") from None
        except yaml.reader.ReaderError as error:
            raise self._refused(0, f"this is not YAML: {error.reason}") from None
        except RecursionError:
            raise self._refused(0, "the file is nested too deeply") from None
        if root is None:
            raise self._refused(0, "the file is empty")
        return root

    def _refused(self, line: int, reason: str) -> PackRefused:
        return PackRefused([Problem(self.file, line, reason)])

    def add(self, node: yaml.Node | int, reason: str) -> None:
        """Note a problem at a node (or at a line)."""
        line = node if isinstance(node, int) else node.start_mark.line + 1
        self.problems.append(Problem(self.file, line, reason))

    def keys(
        self, node: yaml.Node, what: str, required: Collection[str], optional: Collection[str] = ()
    ) -> Mapping[str, yaml.Node]:
        """Read a mapping whose keys are known; note every missing, unknown and doubled one.

        Args:
            node: where the mapping should be.
            what: what it is in the file's own words, such as ``"clause M8"``.
            required: keys that must be there.
            optional: keys that may be there.
        """
        found = self.mapping(node, what)
        for key in found.keys() - set(required) - set(optional):
            near = difflib.get_close_matches(key, [*required, *optional], n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            self.add(found[key][0], f"{what} has no place for {key!r}{hint}")
        for key in required:
            if key not in found and isinstance(node, yaml.MappingNode):
                self.add(node, f"{what} lacks {key!r}")
        return {key: value for key, (_, value) in found.items() if key in required or key in optional}

    def mapping(self, node: yaml.Node, what: str) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        """Read any mapping as name → (key node, value node); note doubled keys and keep the first."""
        found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        if not isinstance(node, yaml.MappingNode):
            self.add(node, f"{what} must be names with values, one a line")
            return found
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if not name:
                self.add(key, f"{what} has a name that is not a word")
            elif name in found:
                self.add(
                    key, f"{what} says {name!r} twice (first on line {found[name][0].start_mark.line + 1})"
                )
            else:
                found[name] = (key, value)
        return found

    def words(self, node: yaml.Node | None, what: str, *, may_be_empty: bool = False) -> str:
        """Read a text with its line breaks folded to spaces; note anything else, or a text of nothing."""
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode) or not node.tag.endswith((":str", ":null")):
            self.add(node, f"{what} must be text; put it in quotes if it looks like something else")
            return ""
        text = " ".join(node.value.split()) if node.tag.endswith(":str") else ""
        if not text and not may_be_empty:
            self.add(node, f"{what} is empty")
        return text

    def whole(self, node: yaml.Node | None, what: str, lowest: int) -> int:
        """Read a whole number of at least ``lowest``; note anything else."""
        if node is None:
            return lowest
        if not isinstance(node, yaml.ScalarNode) or not node.value.isdecimal() or int(node.value) < lowest:
            self.add(node, f"{what} must be a whole number of {lowest} or more")
            return lowest
        return int(node.value)

    def yes_or_no(self, node: yaml.Node | None, what: str) -> bool:
        """Read a yes or no; note anything else."""
        if node is None:
            return False
        if not isinstance(node, yaml.ScalarNode) or not node.tag.endswith(":bool"):
            self.add(node, f"{what} must be yes or no")
            return False
        return node.value.lower() in {"yes", "true", "on"}

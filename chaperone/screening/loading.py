"""Reads rules written as data: one YAML file per label, checked strictly, so that a slip stops the start and not a message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from chaperone.screening.rule import CloserLook, Find, Rule
from chaperone.screening.types import CHAT, EVERYWHERE
from chaperone.screening.yaml_files import read_yaml

_LISTS: Final = (
    "looks_for",
    "unless",
    "not_within",
    "needs",
    "cues",
    "views",
    "parts",
    "yields_to",
    "catches",
    "leaves",
)
_SHARED: Final = (
    "label",
    "clause",
    "staff_clause",
    "severity",
    "owner",
    "sentence",
    "next_step",
    "yields_to",
)
_OWN: Final = (*_SHARED[1:], "id", "version", "channels", "closer_look", "find", *_LISTS)
_CHANNEL_GROUPS: Final = {"chat": CHAT, "everywhere": EVERYWHERE}
_WORD_LIST: Final = re.compile(r"\{([a-z_]+)\}")


class RuleUnsound(ValueError):
    """A rule file says something that cannot be meant."""


def rules_in(path: Path, functions: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Read the rules of one file.

    Args:
        path: a YAML file as ``README.md`` describes it.
        functions: the closer looks and finds that may be named in it.

    Raises:
        RuleUnsound: an unknown key, a missing one, or an unknown word list or function.
    """
    data = read_yaml(path)
    if not isinstance(data, dict) or (unknown := data.keys() - {*_SHARED, "channels", "words", "rules"}):
        raise RuleUnsound(f"{path.name}: not a rule file, or unknown keys {sorted(unknown)}")
    words: dict[str, str] = {}
    for name, listed in data.get("words", {}).items():  # a list may use those above it
        words[name] = _filled(_group(listed), words)
    shared = {key: data[key] for key in (*_SHARED, "channels") if key in data}
    try:
        return tuple(_rule(shared, own, words, functions) for own in data["rules"])
    except (KeyError, TypeError, RuleUnsound) as error:
        raise RuleUnsound(f"{path.name}: {error}") from None


def _group(listed: str | Iterable[str]) -> str:
    """Make ``(?:a|b|c)`` of a list, or of a string of alternatives parted by commas; each may be an expression."""
    parts = re.split(r"\s*[,\n]\s*", listed.strip()) if isinstance(listed, str) else [str(x) for x in listed]
    return "(?:" + "|".join(part for part in parts if part) + ")"


def _rule(
    shared: Mapping[str, Any], own: Mapping[str, Any], words: Mapping[str, str], functions: Mapping[str, Any]
) -> Rule:
    if unknown := own.keys() - set(_OWN):
        raise RuleUnsound(f"{own.get('id')}: unknown keys {sorted(unknown)}")
    fields: dict[str, Any] = {**shared, **own}
    fields["id"] = f"{fields['label']}/{own['id']}"
    for key in _LISTS:
        if key in fields:
            listed = fields[key]
            fields[key] = tuple([listed] if isinstance(listed, str) else map(str, listed))
    for key in ("looks_for", "unless", "not_within", "needs"):
        fields[key] = tuple(_filled(pattern, words) for pattern in fields.get(key, ()))
    channels = fields.get("channels", "everywhere")
    fields["channels"] = _CHANNEL_GROUPS[channels] if isinstance(channels, str) else tuple(channels)
    closer_look: CloserLook | None = functions[own["closer_look"]] if "closer_look" in own else None
    find: Find | None = functions[own["find"]] if "find" in own else None
    return Rule(**{**fields, "closer_look": closer_look, "find": find})


def _filled(pattern: str, words: Mapping[str, str]) -> str:
    """Put word lists in for ``{name}``; ``{2,5}`` stays what it is."""
    return _WORD_LIST.sub(lambda match: words[match[1]], pattern)

"""Reads the rules written as frames: one YAML file per label, checked strictly, so that a slip stops the start, no message."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from chaperone.screening.frame_search import FrameSearch
from chaperone.screening.rule import Rule
from chaperone.screening.types import CHAT, EVERYWHERE
from chaperone.screening.yaml_files import read_yaml

_TOLD: Final = ("clause", "staff_clause", "severity", "owner", "sentence", "next_step")
_GUARDS: Final = ("unless", "unless_anywhere")
_SHARED: Final = frozenset({*_TOLD, *_GUARDS, "label", "channels", "quoted_is_left", "rules"})
_OWN: Final = frozenset(
    {
        *_TOLD,
        *_GUARDS,
        "id",
        "version",
        "channels",
        "quoted_is_left",
        "head_guards",
        "frames",
        "catches",
        "leaves",
    }
)
_CHANNEL_GROUPS: Final = {"chat": CHAT, "everywhere": EVERYWHERE}


class FrameRuleUnsound(ValueError):
    """A file of frames says something that cannot be meant."""


def frame_rules_in(path: Path) -> tuple[Rule, ...]:
    """Read the rules of one file.

    Guards at the head of the file hold for each of its rules, unless it says ``head_guards: false``; what a rule says itself
    outweighs the rest of the head.

    Raises:
        FrameRuleUnsound: an unknown key or a missing one.
    """
    data = read_yaml(path)
    if not isinstance(data, dict) or data.keys() - _SHARED:
        raise FrameRuleUnsound(f"{path.name}: not a file of frames, or unknown keys")
    try:
        return tuple(_rule(data, own) for own in data["rules"])
    except (KeyError, TypeError) as error:
        raise FrameRuleUnsound(f"{path.name}: {error}") from None


def _rule(shared: Mapping[str, Any], own: Mapping[str, Any]) -> Rule:
    if unknown := own.keys() - _OWN:
        raise FrameRuleUnsound(f"{own.get('id')}: unknown keys {sorted(unknown)}")
    head = shared if own.get("head_guards", True) else {}
    guards = {key: (*head.get(key, ()), *own.get(key, ())) for key in _GUARDS}
    search = FrameSearch(
        own["frames"],
        guards["unless"],
        guards["unless_anywhere"],
        quoted_is_left=own.get("quoted_is_left", shared.get("quoted_is_left", False)),
    )
    told: dict[str, Any] = {key: own.get(key, shared.get(key)) for key in _TOLD}
    channels = own.get("channels", shared.get("channels", "everywhere"))
    return Rule(
        id=f"{shared['label']}/{own['id']}",
        label=shared["label"],
        channels=_CHANNEL_GROUPS[channels] if isinstance(channels, str) else tuple(channels),
        version=own.get("version", 1),
        catches=tuple(map(str, own["catches"])),
        leaves=tuple(map(str, own["leaves"])),
        find=search,
        **told,
    )

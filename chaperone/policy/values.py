"""Reads one parameter's value from a pack and says in plain words why it cannot be that."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import time
from typing import Any

import yaml

from chaperone.policy.specs import Spec

TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
WHOLE = re.compile(r"[+-]?\d{1,15}")


class Nonsense(Exception):
    """A value that its parameter cannot have; carries the end of the sentence "<parameter> …"."""

    def __init__(self, node: yaml.Node, reason: str) -> None:
        super().__init__(reason)
        self.node = node


def value_of(node: yaml.Node, kind: Any, spec: Spec) -> Any:
    """Read the value of a parameter.

    Args:
        node: where the pack writes it.
        kind: its type in ``Parameters``: int, float, bool, str, time, or a tuple of int or str.
        spec: its unit and bounds.

    Raises:
        Nonsense: with the reason, when the type is wrong or the value is out of all sense.
    """
    return READERS[kind](node, spec)


def _scalar(node: yaml.Node, must_be: str, *tags: str) -> str:
    if not isinstance(node, yaml.ScalarNode) or (tags and node.tag.rpartition(":")[2] not in tags):
        raise Nonsense(node, f"must be {must_be}")
    return str(node.value)


def _within(node: yaml.Node, number: float, spec: Spec) -> None:
    unit = f" {spec.unit}" if spec.unit not in {"", "times", "month"} else ""
    if number < spec.lowest:
        raise Nonsense(node, f"is {number:g}, but less than {spec.lowest:g}{unit} makes no sense")
    if number > spec.highest:
        raise Nonsense(node, f"is {number:g}, but more than {spec.highest:g}{unit} makes no sense")


def _whole(node: yaml.Node, spec: Spec) -> int:
    text = _scalar(node, "a whole number", "int")
    if not WHOLE.fullmatch(text):
        raise Nonsense(node, "must be a whole number, written in plain digits")
    _within(node, int(text), spec)
    return int(text)


def _number(node: yaml.Node, spec: Spec) -> float:
    text = _scalar(node, "a number", "int", "float")
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Nonsense(node, "must be a number, written in plain digits")
    _within(node, number, spec)
    return number


def _yes_or_no(node: yaml.Node, spec: Spec) -> bool:
    answer = _scalar(node, "yes or no", "bool").lower() in {"yes", "true", "on"}
    if spec.only is not None and answer != spec.only:
        raise Nonsense(node, f"cannot be {'yes' if answer else 'no'}: the product has no such thing")
    return answer


def _words(node: yaml.Node, spec: Spec) -> str:
    text = " ".join(_scalar(node, "text", "str").split())
    if not text:
        raise Nonsense(node, "is empty")
    if spec.choices and text not in spec.choices:
        raise Nonsense(node, f"is {text!r}; it can be {' or '.join(map(repr, spec.choices))}")
    return text


def _time_of_day(node: yaml.Node, _spec: Spec) -> time:
    # YAML takes 17:00 for a number in base sixty, so the tag says nothing here: the written text decides.
    found = TIME_OF_DAY.fullmatch(_scalar(node, "a time of day such as 09:00"))
    if not found:
        raise Nonsense(node, "must be a time of day such as 09:00")
    return time(int(found[1]), int(found[2]))


def _list_of(read: Callable[[yaml.Node, Spec], Any]) -> Callable[[yaml.Node, Spec], tuple[Any, ...]]:
    def read_list(node: yaml.Node, spec: Spec) -> tuple[Any, ...]:
        if not isinstance(node, yaml.SequenceNode):
            raise Nonsense(node, "must be a list")
        items = tuple(read(item, spec) for item in node.value)
        if len(items) < spec.items_minimum:
            raise Nonsense(node, f"needs at least {spec.items_minimum} in its list")
        if len(set(items)) < len(items):
            raise Nonsense(node, "has the same thing twice in its list")
        return items

    return read_list


READERS: Mapping[Any, Callable[[yaml.Node, Spec], Any]] = {
    int: _whole,
    float: _number,
    bool: _yes_or_no,
    str: _words,
    time: _time_of_day,
    tuple[int, ...]: _list_of(_whole),
    tuple[str, ...]: _list_of(_words),
}

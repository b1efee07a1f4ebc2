"""Takes a parameter's value as somebody types it or as it is kept, and says in plain words why it cannot be that."""

from __future__ import annotations

import re
from datetime import time
from typing import Any, Final

import yaml

from chaperone.policy.parameters import parameter_table
from chaperone.policy.refusal import Refused
from chaperone.policy.specs import Spec
from chaperone.policy.values import Nonsense, value_of
from chaperone.policy.words import LARGER, in_words

ITEMS_MAXIMUM: Final = 30
LINE_LENGTH_LIMIT: Final = 400
SPAN: Final = re.compile(r"(\d{1,9}) ?(second|minute|hour|day)s?")
IN_SECONDS: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}


def title_of(name: str) -> str:
    """Say what a parameter is, as a heading: "The time from the teacher's sign-in to the pupil door"."""
    explains = parameter_table()[name][1].explains
    return f"{explains[0].upper()}{explains[1:]}"


def said(name: str, value: Any) -> str:
    """Say a parameter's value in words, such as "10 minutes"."""
    return in_words(value, parameter_table()[name][1].unit)


def limits_of(name: str) -> str:
    """Say in one sentence what a parameter may be."""
    kind, spec = parameter_table()[name]
    if spec.only is not None:
        return f"It can only be {in_words(spec.only)}: the product has no such thing."
    if spec.choices:
        listed = ", ".join(in_words(choice) for choice in spec.choices)
        return f"One of: {listed}." if kind is str else f"Any of: {listed}. One on each line."
    if kind is bool:
        return "Yes or no."
    if kind in {int, float}:
        return f"From {_counted(spec.lowest, spec)} to {_counted(spec.highest, spec)}."
    if kind is time:
        return "A time of day such as 09:00."
    if kind is str:
        return f"Plain text, at most {LINE_LENGTH_LIMIT} characters."
    numbers = (
        f", each from {spec.lowest:g} to {spec.highest:g} {spec.unit}" if kind == tuple[int, ...] else ""
    )
    return f"One on each line{numbers}; at least {spec.items_minimum}, at most {ITEMS_MAXIMUM}."


def _counted(number: float, spec: Spec) -> str:
    plain = f"{number:g}" if spec.unit in {"", "times", "month"} else f"{number:g} {spec.unit}"
    if spec.unit in LARGER and number > LARGER[spec.unit][0]:
        return f"{plain} ({in_words(int(number), spec.unit)})"
    return plain


def as_typed(value: Any) -> str:
    """Write a value as it is typed into a form."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return "\n".join(map(str, value)) if isinstance(value, tuple) else f"{value}"


def typed(name: str, text: str) -> Any | Refused:
    """Read what somebody typed: "600" or "10 minutes", one item a line, "yes".

    Args:
        name: of a parameter of the policy.
        text: what was typed.

    Returns:
        The value; or why it cannot be that.
    """
    kind, spec = parameter_table()[name]
    lines = [line for line in (" ".join(line.split()) for line in text.splitlines()) if line]
    if len(lines) > ITEMS_MAXIMUM or any(len(line) > LINE_LENGTH_LIMIT for line in lines):
        return _no(spec, f"At most {ITEMS_MAXIMUM} lines of at most {LINE_LENGTH_LIMIT} characters.")
    if not all(line.isprintable() for line in lines):
        return _no(spec, "There are characters in it that nobody can see. Type it rather than pasting it.")
    if kind in {tuple[int, ...], tuple[str, ...]}:
        plain: Any = [_plain(line, kind is not tuple[str, ...], spec) for line in lines]
    else:
        plain = _plain(" ".join(lines), kind in {int, float}, spec)
    return kept(name, _yes_or_no(plain) if kind is bool else plain)


def _plain(line: str, is_number: bool, spec: Spec) -> Any:
    if not is_number:
        return line
    span = SPAN.fullmatch(line.lower())
    unit = spec.unit.removesuffix("s")
    if span and unit in IN_SECONDS:
        seconds = int(span[1]) * IN_SECONDS[span[2]]
        return seconds // IN_SECONDS[unit] if seconds % IN_SECONDS[unit] == 0 else line
    try:
        return int(line)
    except ValueError:
        pass
    try:
        return float(line)
    except ValueError:
        return line


def _yes_or_no(plain: Any) -> Any:
    return {"yes": True, "no": False}.get(str(plain).lower(), plain)


def kept(name: str, plain: Any) -> Any | Refused:
    """Read a value as it is kept in a draft (a number, a word, yes or no, a list of these); refused where it makes no sense."""
    kind, spec = parameter_table()[name]
    node: Any = yaml.compose(yaml.safe_dump(plain, allow_unicode=True), Loader=yaml.SafeLoader)
    try:
        return value_of(node, kind, spec)
    except Nonsense as nonsense:
        return _no(spec, f"{title_of(name)} {nonsense}.")


def _no(spec: Spec, sentence: str) -> Refused:
    return Refused(
        spec.clause_ids[0], sentence, "Change it and keep it again; what you typed is still there."
    )


def to_keep(value: Any) -> Any:
    """Give a value in the plain shape that a draft keeps."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return list(value) if isinstance(value, tuple) else value

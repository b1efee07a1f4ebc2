"""Says a parameter's value in plain words, so that a text never contradicts its number."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import time
from typing import Any

from chaperone.policy.parameters import Parameters, parameter_table
from chaperone.policy.specs import DOCUMENTS, ROLES, Unit

PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)\}")
SMALL_NUMBERS = [
    "none",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
LARGER: Mapping[str, tuple[int, Unit]] = {
    "seconds": (60, "minutes"),
    "minutes": (60, "hours"),
    "hours": (24, "days"),
}


def in_words(value: Any, unit: Unit = "") -> str:
    """Say a value as a person would: 600 seconds is "10 minutes", three people are "three", month 8 is "August"."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return _listed([in_words(item, unit) for item in value])
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, str):
        return _named(value)
    return _counted(value, unit)


def placeholders(text: str) -> tuple[str, ...]:
    """Give the names of the parameters a text mentions as ``{name}``, in order."""
    return tuple(PLACEHOLDER.findall(text))


def filled(text: str, parameters: Parameters) -> str:
    """Put the values in words where a text says ``{name}``.

    Raises:
        KeyError: for a name that is no parameter; the loader has checked this for every text of a pack.
    """
    table = parameter_table()

    def say(found: re.Match[str]) -> str:
        _, spec = table[found[1]]
        return in_words(getattr(parameters, found[1]), spec.unit)

    return PLACEHOLDER.sub(say, text)


def _counted(number: float, unit: Unit) -> str:
    if unit == "month":
        return calendar.month_name[int(number)]
    if unit == "percent":
        return f"{number:g}%"
    if unit in LARGER:
        size, larger = LARGER[unit]
        # "24 hours" and "60 minutes" are how people say a day's or an hour's notice; only above that is larger clearer.
        if number > size and number % size == 0:
            return _counted(number // size, larger)
    word = SMALL_NUMBERS[int(number)] if number == int(number) and 0 < number <= 12 else f"{number:g}"
    if unit in {"", "people", "times"}:
        return word
    if unit in {"seconds", "minutes", "hours", "characters"}:
        word = f"{number:g}"
    return f"{word} {unit[:-1] if number == 1 else unit}"


def _listed(items: list[str]) -> str:
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else "".join(items)


def _named(word: str) -> str:
    if word == "online_presence_lead":
        return "online-presence lead"
    return word.replace("_", " ").replace("-", " ") if word in {*ROLES, *DOCUMENTS} else word

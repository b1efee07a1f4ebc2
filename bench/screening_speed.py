"""How fast screening is: load, memory, messages a second of one core, hostile text, ten times the rules, and Presidio beside it."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from chaperone.screening.engine import Engine
from chaperone.screening.rule import Rule
from chaperone.screening.screen import ENGINE
from chaperone.screening.types import Context, Utterance

LENGTH: Final = 200
MESSAGES: Final = 2_000
HOSTILE_LENGTH: Final = 100_000
_TALK: Final = """
i think the wall was built by people who were afraid of each other and then it got worse on both sides
so why did the british leave in 1948 if they knew that there would be a war straight after it makes no sense to me
my question is for the speaker how did you feel when you first met somebody from the other side were you scared
ok but resolution 242 says something else we did it in history last year and it was like 3 pages on one sentence lol
my nan always says that two wrongs do not make a right and honestly she has a point about most things in the news
can we see the map from 1967 again please because i could not read the small names at the bottom of the page
both of them lost family so i do not get how they can sit there and talk to each other so calmly it is amazing
"""
TALK: Final = _TALK.split()
SECRETS: Final = (
    "ring me on 07700 900123",
    "my snap is zara_iq",
    "i live at 14 ferncliffe road",
    "im thirteen",
    "you are so ugly shut up",
)


def chat(count: int) -> list[str]:
    """Give messages of 200 characters as a class writes them, one in ten with something in it."""
    chance = random.Random(7)
    out = []
    for _ in range(count):
        start = chance.randrange(len(TALK))
        text = " ".join((TALK * 2)[start : start + 60])[:LENGTH]
        if chance.random() < 0.1:
            secret = chance.choice(SECRETS)
            text = f"{text[: LENGTH - len(secret) - 1]} {secret}"
        out.append(text)
    return out


def speed(messages: list[str], presidio: str) -> dict[str, Any]:
    """Measure one core: load, memory, rate, slowest hundredth, hostile text, ten times the rules, and the peer."""

    context = Context()

    def ours(text: str) -> object:
        return ENGINE.findings(Utterance("chat_pupil", text), context)

    many = Engine(
        [
            *ENGINE.rules,
            *(
                _renamed(rule, n)
                for n in range(9)
                for rule in ENGINE.rules
                if rule.looks_for and not rule.find
            ),
        ]
    )
    loaded, grown = _load()
    rate, times = _rate(ours, messages)
    tenfold, _ = _rate(lambda text: many.findings(Utterance("chat_pupil", text), context), messages[:500])
    hostile = max(_once(ours, (piece * HOSTILE_LENGTH)[:HOSTILE_LENGTH]) for piece in HOSTILE)
    peer = _presidio(presidio, messages)
    return {
        "load_s": round(loaded, 2),
        "memory_mb": round(grown),
        "messages_s": round(rate),
        "p99_ms": round(sorted(times)[int(len(times) * 0.99)] * 1e3, 3),
        "hostile_ms": round(hostile * 1e3, 1),
        "ten_times_the_rules_cost": round(rate / tenfold, 2),
        "presidio_messages_s": peer and round(peer),
        "times_presidio": peer and round(rate / peer, 1),
    }


LOAD: Final = """
import time
def held():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 / 2**20
before, began = held(), time.process_time()
from chaperone.screening.screen import screen
from chaperone.screening.types import Context, Utterance
screen(Utterance("chat_pupil", "my name is zara iqbal from st marys school"), Context())
print(time.process_time() - began, held() - before)
"""


def _load() -> tuple[float, float]:
    """Give seconds and megabytes that screening takes to be ready, in a process of its own."""
    done = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, done.stdout.split())
    return seconds, megabytes


HOSTILE: Final = (
    "0 - ",
    "a.",
    "l 1 7 ",
    "i'm a1a ",
    "a@",
    "one two ",
    "school ",
    "\u0301a",
    "аa",
    "0️⃣",
    "x" * 50 + " ",
)


def _renamed(rule: Rule, number: int) -> Rule:
    """Give the rule once more with other words, as ten times as many rules would have."""

    other = tuple(
        pattern.replace("me", f"me{number}q").replace("you", f"you{number}q") for pattern in rule.looks_for
    )
    return replace(rule, id=f"{rule.id}-{number}", looks_for=other, cues=rule.cues or (f"zq{number}",))


def _rate(run: Callable[[str], object], messages: list[str]) -> tuple[float, list[float]]:
    """Give messages a second of processor time, and each one's time."""
    for text in messages[:200]:
        run(text)
    times = []
    began = time.process_time()
    for text in messages:
        before = time.process_time()
        run(text)
        times.append(time.process_time() - before)
    return len(messages) / (time.process_time() - began), times


def _once(run: Callable[[str], object], text: str) -> float:
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        run(text)
        best = min(best, time.process_time() - began)
    return best


PEER: Final = """
import json, logging, sys, time
logging.disable(logging.WARNING)
import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine
class Blank(SpacyNlpEngine):
    def __init__(self):
        super().__init__(models=[{"lang_code": "en", "model_name": "blank"}])
        self.nlp = {"en": spacy.blank("en")}
    def load(self):
        pass
registry = RecognizerRegistry(supported_languages=["en"])
registry.load_predefined_recognizers(languages=["en"])
registry.remove_recognizer("SpacyRecognizer")
engine = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["en"])
messages = json.load(sys.stdin)
for text in messages[:50]:
    engine.analyze(text, language="en")
began = time.process_time()
for text in messages:
    engine.analyze(text, language="en")
print(len(messages) / (time.process_time() - began))
"""
"""Presidio at its cheapest: its own pattern recognisers, a tokeniser, no language model."""


def _presidio(python: str, messages: list[str]) -> float | None:
    if not Path(python).exists():
        return None
    done = subprocess.run(
        [python, "-c", PEER], input=json.dumps(messages), capture_output=True, text=True, check=False
    )
    return float(done.stdout.split()[-1]) if done.returncode == 0 and done.stdout.strip() else None

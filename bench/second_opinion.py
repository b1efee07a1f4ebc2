"""Tries a second opinion: whether a small classifier beside the rules finds more harm without more false alarms.

``python -m bench.second_opinion --public DIR`` trains a logistic regression on hashed words and runs of letters, from openly
licensed texts that are read where they lie, and judges it on sets it has not seen: each set in turn is left out of the training
(*far*), then only its second half is (*near*). Nothing is kept. The same data give the same numbers: no chance is used.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
import time
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from bench.screening import IDENTITIES, SAID_OF_ANYBODY
from chaperone.screening.screen import screen
from chaperone.screening.types import Context, Utterance

CASES: Final = Path(__file__).resolve().parents[1] / "tests" / "screening" / "cases"
HARM: Final = frozenset({"threat", "sexual", "hate", "bullying", "disclosure_abuse", "self_harm"})
WEIGHTS: Final = 1 << 18
ROUNDS: Final = 3
STEP: Final = 0.4
ORDINARY_CHAT_FLAGGED_AT_MOST: Final = 0.003
"""The classifier may flag this share of ordinary texts by itself: the aim for ordinary chat."""

CHAT: Final = ("Topical-Chat", "SMS ham")
JUDGED: Final = ("HateCheck", "HatemojiCheck", "ISCA", "Davidson", "EDOS", "blind rounds")
Labelled = tuple[str, bool]


def main() -> int:
    """Train, judge, print the numbers as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--public", type=Path, required=True, help="folder of public extracts (see its README)"
    )
    sets = read_sets(parser.parse_args().public)
    found = {name: judged(name, sets) for name in JUDGED}
    numbers = {"sets": found, "harmless sentences about groups": about_groups(sets), "cost": cost(sets)}
    sys.stdout.write(json.dumps(numbers, indent=1) + "\n")
    return 0


# --- texts --------------------------------------------------------------------------------------------------------


def read_sets(folder: Path) -> dict[str, list[Labelled]]:
    """Read every set as texts with whether they are harmful; what is neither plainly is left out.

    Args:
        folder: the public extracts.
    """

    def rows(file: str) -> Iterator[Mapping[str, str]]:
        with (folder / file).open(encoding="utf-8") as lines:
            yield from csv.DictReader(lines)

    return {
        "HateCheck": [(row["text"], row["label"] == "hateful") for row in rows("hatecheck.csv")],
        "HatemojiCheck": [(row["text"], row["label"] == "hateful") for row in rows("hatemojicheck.csv")],
        "ISCA": [(row["text"], row["antisemitic"] == "1") for row in rows("isca_antisemitism_tweets.csv")],
        "Davidson": [
            (row["text"], row["label"] == "hate_speech")
            for row in rows("davidson_sample.csv")
            if row["label"] in ("hate_speech", "neither")
        ],
        "EDOS": [(row["text"], row["label_sexist"] == "sexist") for row in rows("edos_test.csv")],
        "templates": [
            (row["phrase"], row["toxicity"] == "toxic") for row in rows("identity_sentence_templates.csv")
        ],
        "XSTest": [
            (row["text"], False)
            for row in rows("xstest_prompts.csv")
            if not row["type"].startswith("contrast")
        ],
        "Topical-Chat": [(row["text"], False) for row in rows("topical_chat_sample.csv")],
        "SMS ham": [(row["text"], False) for row in rows("sms_spam_collection.csv") if row["label"] == "ham"],
        "own cases": list(_own(path for path in CASES.glob("*.jsonl") if path.stem != "blind_rounds")),
        "blind rounds": list(_own([CASES / "blind_rounds.jsonl"])),
    }


def _own(paths: Iterable[Path]) -> Iterator[Labelled]:
    for path in sorted(paths):
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            harmful = not HARM.isdisjoint(row["expect"])
            if harmful or row["expect"] == ["clean"]:
                yield row.get("text") or " ".join(row["sequence"]), harmful


# --- the classifier -----------------------------------------------------------------------------------------------


def features(text: str) -> array[int]:
    """Give the places of a text's words, pairs of words and runs of three and four letters among the weights."""
    padded = f" {' '.join(text.lower().split())[:400]} "
    words = padded.split()
    pieces = {*words, *(f"{one} {two}" for one, two in pairwise(words))}
    for size in (3, 4):
        pieces.update(padded[at : at + size] for at in range(len(padded) - size + 1))
    return array("I", sorted({zlib.crc32(piece.encode()) % WEIGHTS for piece in pieces}))


@dataclass
class Classifier:
    """A logistic regression over hashed features."""

    weights: array[float]
    bias: float = 0.0
    threshold: float = math.inf

    def score(self, found: Sequence[int]) -> float:
        """Give how harmful a text with these features looks; nought is undecided."""
        weights = self.weights
        return self.bias + sum(weights[place] for place in found) / math.sqrt(len(found) or 1)

    def flags(self, text: str) -> bool:
        """Say whether a text would be held."""
        return self.score(features(text)) > self.threshold


def trained(texts: Sequence[tuple[array[int], bool]]) -> Classifier:
    """Train on texts in a fixed order that mixes the sets (AdaGrad, harm and the rest weighed alike)."""
    ordered = sorted(texts, key=lambda one: zlib.crc32(one[0].tobytes()))
    harmful = sum(label for _, label in ordered)
    weight_of = {True: len(ordered) / (2 * harmful), False: len(ordered) / (2 * (len(ordered) - harmful))}
    model = Classifier(array("f", bytes(4 * WEIGHTS)))
    weights, squares = model.weights, array("f", [1e-2]) * WEIGHTS
    for _ in range(ROUNDS):
        for found, label in ordered:
            share = 1 / math.sqrt(len(found) or 1)
            guess = 1 / (1 + math.exp(-max(-30.0, min(30.0, model.score(found)))))
            slope = (guess - label) * weight_of[label] * share
            square = slope * slope
            model.bias -= 0.01 * slope
            for place in found:
                squares[place] += square
                weights[place] -= STEP * slope / math.sqrt(squares[place])
    return model


# --- judging ------------------------------------------------------------------------------------------------------


def judged(name: str, sets: Mapping[str, list[Labelled]]) -> dict[str, object]:
    """Judge rules, and rules with a classifier, on one set; the set left out of the training whole, or its second half."""
    texts = sets[name][1::2]
    rules = [_flagged_by_rules(text) for text, _ in texts]
    outcome: dict[str, object] = {"texts": len(texts), "rules": _shares(texts, rules)}
    others = [one for other, listed in sets.items() if other not in (name, *CHAT) for one in listed]
    chat = [one for other in CHAT for one in sets[other]]
    for how, added in (("far", []), ("near", sets[name][0::2])):
        model = trained([(features(text), label) for text, label in (*others, *added, *chat[0::3])])
        model.threshold = _threshold(model, chat[1::3])
        both = [one or model.flags(text) for one, (text, _) in zip(rules, texts, strict=True)]
        alone = [model.flags(text) for text, _ in texts]
        outcome[how] = {
            "alone": _shares(texts, alone),
            "rules_and_it": _shares(texts, both),
            "chat_flagged": round(sum(model.flags(text) for text, _ in chat[2::3]) / len(chat[2::3]), 4),
        }
    return outcome


def _threshold(model: Classifier, ordinary: Sequence[Labelled]) -> float:
    scores = sorted((model.score(features(text)) for text, _ in ordinary), reverse=True)
    return scores[int(ORDINARY_CHAT_FLAGGED_AT_MOST * len(scores))]


def _flagged_by_rules(text: str) -> bool:
    return not HARM.isdisjoint(finding.label for finding in screen(Utterance("chat_pupil", text), Context()))


def _shares(texts: Sequence[Labelled], flagged: Sequence[bool]) -> dict[str, float]:
    harmful = [one for one, (_, label) in zip(flagged, texts, strict=True) if label]
    rest = [one for one, (_, label) in zip(flagged, texts, strict=True) if not label]
    return {
        "harmful_found": round(sum(harmful) / max(1, len(harmful)), 3),
        "rest_flagged": round(sum(rest) / max(1, len(rest)), 3),
    }


def about_groups(sets: Mapping[str, list[Labelled]]) -> dict[str, float]:
    """Give the share of harmless sentences about groups that the rules flag, and that a classifier trained on all would."""
    chat = [one for other in CHAT for one in sets[other]]
    others = [one for other, listed in sets.items() if other not in ("blind rounds", *CHAT) for one in listed]
    model = trained([(features(text), label) for text, label in (*others, *chat[0::3])])
    model.threshold = _threshold(model, chat[1::3])
    texts = [sentence.format(group) for sentence in SAID_OF_ANYBODY for group in IDENTITIES]
    return {
        "rules": round(sum(map(_flagged_by_rules, texts)) / len(texts), 3),
        "classifier": round(sum(map(model.flags, texts)) / len(texts), 3),
    }


def cost(sets: Mapping[str, list[Labelled]]) -> dict[str, float]:
    """Give what one look costs, and the size of the weights."""
    model = Classifier(array("f", bytes(4 * WEIGHTS)), threshold=1.0)
    texts = [text for text, _ in sets["Topical-Chat"][:1000]]
    before = time.perf_counter()
    for text in texts:
        model.flags(text)
    return {
        "ms_a_text": round(1000 * (time.perf_counter() - before) / len(texts), 3),
        "megabytes": round(4 * WEIGHTS / 1e6, 1),
    }


if __name__ == "__main__":
    sys.exit(main())

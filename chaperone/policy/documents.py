"""The texts people agree to: exact words with a version and a hash, and their blocks for pages and paper."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from chaperone.policy.clauses import carries_out
from chaperone.policy.in_force import pack_today
from chaperone.policy.pack import Pack
from chaperone.policy.parameters import Parameters
from chaperone.policy.words import filled, placeholders

TEXTS = Path(__file__).parent / "texts"
HEADING = re.compile(r"(#{1,3}) (.+)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` 1 is the largest inside a document (the title stands above it)."""

    level: int
    text: str
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences."""

    text: str
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class BulletList:
    """Points that belong together."""

    points: tuple[str, ...]
    kind: str = "list"


Block = Heading | Paragraph | BulletList


@dataclass(frozen=True, slots=True)
class Document:
    """A text that somebody agrees to.

    Attributes:
        name: such as ``"teacher-terms"``.
        version: from 1; it rises with the text's own version and with the policy's, because a new policy is agreed to afresh (R3).
        title: its heading.
        text: the exact words, with the pack's numbers in them; lines that begin with ``#`` are headings, with ``-`` points.
        hash: SHA-256 (hex) of title and text as they are read: one changed letter is another document.
        blocks: the text in pieces; each has a ``kind``: ``"heading"``, ``"paragraph"`` or ``"list"``.
    """

    name: str
    version: int
    title: str
    text: str
    hash: str
    blocks: tuple[Block, ...]


@carries_out("Y4")
def document_named(name: str, pack: Pack | None = None) -> Document:
    """Give a document as it stands today.

    Args:
        name: ``"teacher-terms"``, ``"pupil-rules"``, ``"staff-policy"`` or ``"personal-accounts"``.
        pack: whose numbers the text speaks of; the one in force today when left out.

    Raises:
        LookupError: when there is no such document.
    """
    pack = pack or pack_today()
    return _document(name, pack.version, pack.parameters)


@lru_cache(maxsize=64)
def _document(name: str, pack_version: int, parameters: Parameters) -> Document:
    file = TEXTS / f"{name}.md"
    if not re.fullmatch(r"[a-z-]+", name) or not file.is_file():
        raise LookupError(f"there is no document {name!r}")
    head, _, body = file.read_text(encoding="utf-8").partition("\n\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    text = filled(body.strip(), parameters)
    digest = hashlib.sha256(f"{facts['title']}\n\n{text}".encode()).hexdigest()
    # A declaration is made anew by the year, whatever version the policy has.
    version = int(facts["version"]) + (0 if "renewed" in facts else pack_version - 1)
    return Document(name, version, facts["title"], text, digest, tuple(_blocks(text)))


def as_agreed(name: str, version: str, title: str, text: str, text_hash: str) -> Document:
    """Give a text as somebody agreed to it, from the words that were kept, whatever is in force now."""
    return Document(name, int(version), title, text, text_hash, tuple(_blocks(text)))


def _blocks(text: str) -> Iterator[Block]:
    for piece in text.split("\n\n"):
        lines = piece.splitlines()
        if heading := HEADING.fullmatch(piece):
            yield Heading(len(heading[1]), heading[2])
        elif all(line.startswith("- ") for line in lines):
            yield BulletList(tuple(line[2:] for line in lines))
        else:
            yield Paragraph(" ".join(lines))


@cache
def texts_that_say(parameter: str) -> tuple[str, ...]:
    """Give the titles of the texts people agree to that mention a parameter: a change of it changes their words."""
    found: list[str] = []
    for file in sorted(TEXTS.glob("*.md")):
        written = file.read_text(encoding="utf-8")
        if parameter in placeholders(written):
            found.append(written.partition("\n")[0].removeprefix("title: "))
    return tuple(found)

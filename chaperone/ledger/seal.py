"""Seals and opens bodies under the key of one stream (AES-256-GCM)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chaperone.ledger.chain import describe, link
from chaperone.ledger.facts import Fact, opened_body

NONCE_BYTES = 12
KEY_BYTES = 32
LONGEST_TEXT_CHARACTERS = 200
LONGEST_BODY_BYTES = 8 * 1024 * 1024


class CannotOpen(Exception):
    """The sealed bytes were changed, or belong to another key or another entry."""


class Row(NamedTuple):
    """One entry ready to be kept, in the order of the table's columns."""

    stream: str
    seq: int
    at_microseconds: int
    kind: str
    actor: str
    clause: str
    sealed: bytes
    previous: bytes
    hash: bytes


class StreamSeal:
    """The seal of one stream; make it once and keep it while writing to the stream."""

    __slots__ = ("_cipher", "_stream", "stream")

    def __init__(self, stream: str, key: bytes) -> None:
        self.stream = stream
        self._stream = stream.encode()
        self._cipher = AESGCM(key)

    def rows(self, after: tuple[int, bytes], facts: Sequence[Fact], at: int) -> list[Row]:
        """Return ``facts`` sealed and chained behind ``after`` (the head's seq and hash), at ``at`` microseconds.

        The nonces are random, never the seq: after a transaction that was rolled back the same seq is sealed again with
        another body, and one nonce used twice would give both bodies away. 2**32 entries a stream are safe.

        Raises:
            ValueError: a fact cannot be kept (see :func:`refuse_unkeepable`).
        """
        refuse_unkeepable(facts)
        seq, previous = after
        stream, stream_bytes, encrypt = self.stream, self._stream, self._cipher.encrypt
        nonces = os.urandom(NONCE_BYTES * len(facts))
        rows = []
        for index, fact in enumerate(facts):
            seq += 1
            kind, actor, clause = fact.kind, fact.actor, fact.clause
            description = describe(stream_bytes, seq, at, kind.encode(), actor.encode(), clause.encode())
            nonce = nonces[index * NONCE_BYTES : (index + 1) * NONCE_BYTES]
            sealed = nonce + encrypt(nonce, fact.body, description)
            entry_hash = link(previous, description, sealed)
            rows.append(Row(stream, seq, at, kind, actor, clause, sealed, previous, entry_hash))
            previous = entry_hash
        return rows

    def open(self, sealed: bytes, description: bytes) -> bytes:
        """Return the body that was sealed beside ``description``.

        Raises:
            CannotOpen: it is not what was sealed there.
        """
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], description)
        except (InvalidTag, ValueError) as fault:
            raise CannotOpen from fault


def refuse_unkeepable_name(stream: str) -> None:
    """Refuse a stream's name that one of the databases could not keep.

    Raises:
        ValueError: it is empty, longer than 200 characters, or holds a NUL or half a character.
    """
    if not 0 < len(stream) <= LONGEST_TEXT_CHARACTERS or "\0" in stream:
        raise ValueError("A ledger stream needs a name of at most 200 characters.")
    stream.encode()


def refuse_unkeepable(facts: Iterable[Fact]) -> None:
    """Refuse facts that one of the databases could not keep, before they can spoil a transaction shared with others.

    Raises:
        ValueError: a text is longer than 200 characters, empty where it must not be, or holds a NUL or half a character;
            or a body is no JSON object or longer than 8 MiB.
    """
    for fact in facts:
        kind, actor, clause, body = fact.kind, fact.actor, fact.clause, fact.body
        if not (kind and actor):
            raise ValueError("A ledger fact needs a kind and an actor.")
        if len(kind) > LONGEST_TEXT_CHARACTERS or len(actor) > LONGEST_TEXT_CHARACTERS:
            raise ValueError("A ledger fact's kind or actor is longer than 200 characters.")
        if len(clause) > LONGEST_TEXT_CHARACTERS or "\0" in kind or "\0" in actor or "\0" in clause:
            raise ValueError("A ledger fact holds a text the database cannot keep.")
        if len(body) > LONGEST_BODY_BYTES:
            raise ValueError("A ledger fact's body is longer than 8 MiB.")
        opened_body(body)  # one that cannot be read back would close its whole stream to every reader

"""Verifies the ledger: reads every entry back, hashes it again, and names the first bad entry of each stream that was changed.

No key is needed, so a stream can be verified after its key has been destroyed; with the keys, bodies can be opened as well.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from operator import itemgetter

from django.db import connections

from chaperone.ledger.chain import BEGINNING, NUMBERS
from chaperone.ledger.databases import scan_entries
from chaperone.ledger.keys import KeyRingRefused
from chaperone.ledger.models import StreamKey
from chaperone.ledger.queries import Head, seal_to_open
from chaperone.ledger.seal import CannotOpen, StreamSeal
from chaperone.ledger.statements import StoredEntry

MISSING = "the entry is missing"
CHANGED = "what it says was changed"
UNLINKED = "it does not follow the entry before it"
REPLACED = "it is not the entry that was known here"
UNOPENED = "its body does not open"
NO_KEY = "the stream's key is missing or does not open"


@dataclass(frozen=True, slots=True)
class Tampered:
    """A stream that is not what was written: its name, the first bad entry, and what is wrong with it."""

    stream: str
    seq: int
    reason: str

    def __str__(self) -> str:
        return f"{self.stream}, entry {self.seq}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying found: how many entries and streams were read, which streams are bad, which names hold nothing at all."""

    entries: int
    streams: int
    tampered: tuple[Tampered, ...]
    unknown: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """True when nothing is wrong."""
        return not self.tampered and not self.unknown


def verify(
    streams: Iterable[str] | None = None,
    *,
    known_heads: Mapping[str, Head] | None = None,
    open_bodies: bool = False,
) -> Report:
    """Verify ``streams``, or everything if None, in the default database.

    Args:
        known_heads: heads kept elsewhere (in a sealed dossier, say), by stream. The chain alone cannot show that a stream's
            last entries were cut off; a head that was once known can.
        open_bodies: also open every body whose key is alive (slower); only this, or a known head, finds a last entry that was
            written anew whole, its hash included.
    """
    known = dict(known_heads or {})
    wanted = None if streams is None else set(streams)
    keyed = {kept.stream for kept in StreamKey.objects.only("stream").iterator()}
    count, seen, tampered = 0, set[str](), dict[str, Tampered]()
    for stored in scan_entries(connections["default"].settings_dict, wanted):
        for name, entries in groupby(stored, key=itemgetter(0)):
            stream = name.decode(errors="replace")
            seen.add(stream)
            check = _StreamCheck(stream, known.get(stream), open_bodies=open_bodies)
            fault = check.through(entries)
            count += check.entries
            if fault is None and stream not in keyed:
                fault = Tampered(stream, 1, NO_KEY)
            if fault is not None:
                tampered[stream] = fault
    expected = keyed | set(known) if wanted is None else wanted
    for stream in expected - seen:
        if stream in keyed or stream in known:
            tampered[stream] = Tampered(stream, 1, MISSING)
    unknown = expected - seen - set(tampered)
    return Report(
        count, len(seen), tuple(tampered[name] for name in sorted(tampered)), tuple(sorted(unknown))
    )


class _StreamCheck:
    """Checks one stream."""

    def __init__(self, stream: str, known: Head | None, *, open_bodies: bool) -> None:
        self.entries = 0
        self._stream = stream
        self._known = known or Head(0, BEGINNING)
        self._open_bodies = open_bodies

    def through(self, entries: Iterator[StoredEntry]) -> Tampered | None:
        """Go through ``entries`` to their end and return the first bad one."""
        fault = self._first_fault(entries)
        self.entries += sum(1 for _ in entries)
        return fault

    def _first_fault(self, entries: Iterator[StoredEntry]) -> Tampered | None:
        """The ledger's hottest loop: an entry costs one hash and no call of ours."""
        pack, (known_seq, known_hash) = NUMBERS.pack, self._known
        try:
            seal = seal_to_open(self._stream) if self._open_bodies else None
        except KeyRingRefused:
            return Tampered(self._stream, 1, NO_KEY)
        expected, last = 0, BEGINNING
        for stream, seq, at, kind, actor, clause, sealed, previous, entry_hash in entries:
            expected += 1
            try:
                numbers = pack(seq, at, len(stream), len(kind), len(actor), len(clause))
                described = numbers + stream + kind + actor + clause
                right = sha256(previous + described + sealed).digest() == entry_hash
            except (struct.error, TypeError):  # SQLite keeps a text in a column of numbers if it is told to
                right = False
            if not right or seq != expected or previous != last:
                return self._fault(expected, MISSING if seq != expected else UNLINKED if right else CHANGED)
            if seq == known_seq and entry_hash != known_hash:
                return self._fault(expected, REPLACED)
            if seal is not None and not _opens(seal, sealed, described):
                return self._fault(expected, UNOPENED)
            last = entry_hash
        self.entries = expected
        return Tampered(self._stream, expected + 1, MISSING) if expected < known_seq else None

    def _fault(self, seq: int, reason: str) -> Tampered:
        self.entries = seq
        return Tampered(self._stream, seq, reason)


def _opens(seal: StreamSeal, sealed: bytes, description: bytes) -> bool:
    try:
        seal.open(sealed, description)
    except CannotOpen:
        return False
    return True

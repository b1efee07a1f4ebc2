"""The chain's encoding is what the decision record says, byte for byte, and no two entries share it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.ledger.chain import BEGINNING, describe, link, microseconds, moment

short = st.text(max_size=6).map(lambda text: text.encode("utf-8", "replace"))
descriptions = st.tuples(short, st.integers(0, 2**20), st.integers(-(2**40), 2**40), short, short, short)


def test_an_entry_worked_out_by_hand() -> None:
    """Old ledgers must verify for ever: if this test has to change, every record kept so far would be called tampered."""
    description = describe(b"room/a", 1, 1_700_000_000_000_001, b"said", "seat:ü".encode(), b"M9")
    assert description == (
        bytes.fromhex("0000000000000001" + "00060a24181e4001" + "0006" + "0004" + "0007" + "0002")
        + "room/asaidseat:üM9".encode()
    )
    assert (
        link(BEGINNING, description, b"sealed")
        == hashlib.sha256(bytes(32) + description + b"sealed").digest()
    )


@given(descriptions, descriptions)
def test_two_descriptions_are_the_same_only_if_all_parts_are(
    one: tuple[bytes, int, int, bytes, bytes, bytes], other: tuple[bytes, int, int, bytes, bytes, bytes]
) -> None:
    assert (describe(*one) == describe(*other)) == (one == other)


@given(descriptions, st.data())
def test_a_letter_moved_from_one_text_to_the_next_is_another_description(
    parts: tuple[bytes, int, int, bytes, bytes, bytes], data: st.DataObject
) -> None:
    stream, seq, at, kind, actor, clause = parts
    text = kind + actor
    cut = data.draw(st.integers(0, len(text)))
    moved = describe(stream, seq, at, text[:cut], text[cut:], clause)
    assert (moved == describe(*parts)) == (cut == len(kind))


@given(descriptions, st.binary(max_size=20), st.integers(1, 20))
def test_a_byte_moved_between_description_and_body_is_another_entry(
    parts: tuple[bytes, int, int, bytes, bytes, bytes], sealed: bytes, moved: int
) -> None:
    """The description says its own length, so it cannot be read as longer or shorter than it is."""
    description = describe(*parts)
    lengths = [int.from_bytes(description[place : place + 2]) for place in (16, 18, 20, 22)]
    assert len(description) == 24 + sum(lengths)
    assert link(BEGINNING, description, sealed) != link(BEGINNING, description[:-moved], sealed)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2400, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds are naive
def test_a_moment_is_exact(at: datetime) -> None:
    assert moment(microseconds(at)) == at
    assert microseconds(at.astimezone(timezone(timedelta(hours=5, minutes=45)))) == microseconds(at)


def test_a_time_without_a_zone_is_no_moment() -> None:
    with pytest.raises(TypeError):
        microseconds(datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused

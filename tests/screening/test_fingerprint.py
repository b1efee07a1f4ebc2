"""A refused number is recognised when it comes again, and cannot be read or tried out from what is kept."""

from __future__ import annotations

import pytest

from chaperone.screening.fingerprint import fingerprint

KEY = b"a key of the room, no longer"


def test_the_same_number_is_recognised_however_it_is_written() -> None:
    once = fingerprint(KEY, "phone", "07700 900123")
    assert fingerprint(KEY, "phone", "0 7 7 0 0-900.123") == once
    assert fingerprint(KEY, "phone", "０７７００\u200b９００１２３") == once


def test_another_number_label_or_key_gives_another_one() -> None:
    once = fingerprint(KEY, "phone", "07700 900123")
    assert fingerprint(KEY, "phone", "07700 900124") != once
    assert fingerprint(KEY, "postcode", "07700 900123") != once
    assert fingerprint(KEY[::-1], "phone", "07700 900123") != once


@pytest.mark.proves("M1")
def test_the_number_is_not_in_it() -> None:
    assert "900123" not in fingerprint(KEY, "phone", "07700 900123")


def test_a_short_key_is_no_key() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        fingerprint(b"short", "phone", "07700 900123")

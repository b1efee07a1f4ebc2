"""Our reader of sealed files opens what age seals, at any place, and nothing that was changed."""

from __future__ import annotations

import io
import os
import random
from pathlib import Path

import pyrage
import pytest

from chaperone.recordings.age import CHUNK_BYTES, CannotUnseal, SealedFile, identity_text

SEALED_CHUNK = CHUNK_BYTES + 16


def sealed(path: Path, content: bytes, secret: bytes) -> Path:
    """Seal with the age library itself."""
    to = io.BytesIO()
    recipient = pyrage.x25519.Identity.from_str(identity_text(secret)).to_public()
    pyrage.encrypt_io(io.BytesIO(content), to, [recipient])
    path.write_bytes(to.getvalue())
    return path


@pytest.mark.proves("M13")
@pytest.mark.parametrize(
    "length", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 200_000]
)
def test_what_age_sealed_is_read_at_any_place(tmp_path: Path, length: int) -> None:
    secret, content = os.urandom(32), os.urandom(length)
    chance = random.Random(length)  # noqa: S311 - a repeatable choice of places, not a secret
    with SealedFile(sealed(tmp_path / "a.age", content, secret), secret) as opened:
        assert opened.size == length
        assert opened.read_at(0, length + 10) == content
        for _ in range(40):
            at, count = chance.randrange(length + 1), chance.randrange(150_000)
            assert opened.read_at(at, count) == content[at : at + count]
        assert opened.read_at(length, 1) == b""
        assert all(len(piece) <= CHUNK_BYTES for piece in opened.pieces())


def test_the_identity_we_write_is_one_that_age_reads() -> None:
    """Bech32 as in the description of age; the library refuses a wrong checksum."""
    for secret in (bytes(32), bytes(range(32)), b"\xff" * 32, os.urandom(32)):
        text = identity_text(secret)
        assert str(pyrage.x25519.Identity.from_str(text)) == text


@pytest.mark.proves("M13")
def test_another_key_opens_nothing(tmp_path: Path) -> None:
    path = sealed(tmp_path / "a.age", b"words", os.urandom(32))
    with pytest.raises(CannotUnseal, match="another key"):
        SealedFile(path, os.urandom(32))


def changed(path: Path, how: str) -> bytes:
    """Return the sealed file as somebody would have changed it; it holds three chunks and a bit."""
    data = path.read_bytes()
    body = data.index(b"\n---") + 1
    payload = data.index(b"\n", body) + 1 + 16
    chunk = [data[payload + n * SEALED_CHUNK : payload + (n + 1) * SEALED_CHUNK] for n in range(4)]
    flipped = bytes([chunk[1][5] ^ 1])
    start = data[:payload]
    return {
        "cut off in a chunk": data[:-7],
        "last chunk gone": start + chunk[0] + chunk[1] + chunk[2],
        "all chunks gone": start,
        "two chunks changed about": start + chunk[1] + chunk[0] + chunk[2] + chunk[3],
        "a chunk twice": start + chunk[0] + chunk[0] + chunk[2] + chunk[3],
        "a bit flipped": start + chunk[0] + chunk[1][:5] + flipped + chunk[1][6:] + chunk[2] + chunk[3],
        "something added": data + b"\0" * 40,
        "the head's seal changed": data.replace(b"\n--- ", b"\n--- A", 1),
        "a line of the head changed": data.replace(b"-> X25519 ", b"-> X25519 B", 1),
        "another version": data.replace(b"/v1\n", b"/v2\n", 1),
        "no head": data[payload:],
        "empty": b"",
        "cut off in the nonce": data[: payload - 3],
    }[how]


@pytest.mark.proves("M13")
@pytest.mark.parametrize(
    "how",
    [
        "cut off in a chunk",
        "last chunk gone",
        "all chunks gone",
        "two chunks changed about",
        "a chunk twice",
        "a bit flipped",
        "something added",
        "the head's seal changed",
        "a line of the head changed",
        "another version",
        "no head",
        "empty",
        "cut off in the nonce",
    ],
)
def test_what_was_changed_does_not_open(tmp_path: Path, how: str) -> None:
    secret = os.urandom(32)
    path = sealed(tmp_path / "a.age", os.urandom(3 * CHUNK_BYTES + 1000), secret)
    path.write_bytes(changed(path, how))
    with pytest.raises(CannotUnseal), SealedFile(path, secret) as opened:
        opened.read_at(0, opened.size)


def test_what_stands_before_a_changed_chunk_can_still_be_read(tmp_path: Path) -> None:
    """Only the chunks asked for are opened: a film with one broken second plays until there."""
    secret, content = os.urandom(32), os.urandom(3 * CHUNK_BYTES + 1000)
    path = sealed(tmp_path / "a.age", content, secret)
    path.write_bytes(changed(path, "a bit flipped"))
    with SealedFile(path, secret) as opened:
        assert opened.read_at(100, 1000) == content[100:1100]
        assert opened.read_at(2 * CHUNK_BYTES, 1000) == content[2 * CHUNK_BYTES : 2 * CHUNK_BYTES + 1000]
        with pytest.raises(CannotUnseal, match="Part 2 of 4"):
            opened.read_at(CHUNK_BYTES - 1, 2)

"""Reads a file sealed in the age v1 format at any place, 64 KiB at a time, so that nothing is ever opened as a whole.

The format is that of age-encryption.org/v1 with an X25519 recipient: a header of text that wraps the file's key, then the
payload in chunks of 64 KiB, each sealed with ChaCha20-Poly1305 under its own number and a mark on the last one. A chunk that
was changed, moved, cut off or added does not open.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION_LINE: Final = b"age-encryption.org/v1"
CHUNK_BYTES: Final = 64 * 1024
TAG_BYTES: Final = 16
NONCE_BYTES: Final = 16
HEADER_LIMIT_BYTES: Final = 64 * 1024
_SEALED_CHUNK: Final = CHUNK_BYTES + TAG_BYTES
_FULL_LINE: Final = 64  # of a stanza's body; a shorter one ends it


class CannotUnseal(Exception):
    """A sealed file cannot be read: another key, or not what was sealed. ``str()`` is one plain sentence."""


@dataclass(frozen=True, slots=True)
class _Stanza:
    words: tuple[str, ...]
    body: bytes


class SealedFile:
    """An open sealed file; ``size`` is the length of what is inside. Use it in a ``with``; one thread at a time.

    Args:
        path: the sealed file.
        secret: the 32 bytes of the X25519 identity it was sealed to.

    Raises:
        CannotUnseal: it is no such file, was sealed to another key, or its end is missing.
        OSError: it cannot be read.
    """

    def __init__(self, path: Path, secret: bytes) -> None:
        self._file: BinaryIO = path.open("rb")
        try:
            header, stanzas, mac = _header(self._file)
            file_key = _unwrapped(stanzas, secret)
            if not hmac.compare_digest(mac, _header_mac(file_key, header)):
                raise CannotUnseal("The head of the sealed file has been changed.")
            nonce = self._file.read(NONCE_BYTES)
            if len(nonce) < NONCE_BYTES:
                raise CannotUnseal("The sealed file has been cut off.")
            self._cipher = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
            self._begins = self._file.tell()
            self._measure(os.fstat(self._file.fileno()).st_size - self._begins)
        except BaseException:
            self._file.close()
            raise
        self._kept: tuple[int, bytes] = (-1, b"")

    def _measure(self, sealed_bytes: int) -> None:
        """Work out how many chunks there are, and open the last: only a file that is whole to its end has one so marked."""
        self.chunks = -(-sealed_bytes // _SEALED_CHUNK)
        self.size = sealed_bytes - self.chunks * TAG_BYTES
        if self.chunks < 1 or self.size < 0:
            raise CannotUnseal("The sealed file has been cut off.")
        last = self._chunk(self.chunks - 1)
        if not last and self.chunks > 1:
            raise CannotUnseal("The sealed file has something added at its end.")

    def __enter__(self) -> SealedFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read_at(self, offset: int, length: int) -> bytes:
        """Return up to ``length`` bytes from ``offset`` on; fewer at the end.

        Raises:
            CannotUnseal: a chunk that is asked for does not open.
        """
        return b"".join(self.pieces(offset, offset + length))

    def pieces(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield what stands from byte ``start`` to before ``stop``, in pieces of at most 64 KiB.

        Raises:
            CannotUnseal: a chunk on the way does not open; what came before it was right.
        """
        at, end = max(0, start), self.size if stop is None else min(stop, self.size)
        while at < end:
            number, inside = divmod(at, CHUNK_BYTES)
            piece = self._remembered(number)[inside : inside + end - at]
            yield piece
            at += len(piece)

    def _remembered(self, number: int) -> bytes:
        # Small reads beside each other (a header, then a table) must not open the same chunk again and again.
        if self._kept[0] != number:
            self._kept = (number, self._chunk(number))
        return self._kept[1]

    def _chunk(self, number: int) -> bytes:
        self._file.seek(self._begins + number * _SEALED_CHUNK)
        sealed = self._file.read(_SEALED_CHUNK)
        is_last = number == self.chunks - 1
        nonce = number.to_bytes(11, "big") + (b"\x01" if is_last else b"\x00")
        try:
            return self._cipher.decrypt(nonce, sealed, None)
        except (InvalidTag, ValueError):
            where = "The end" if is_last else f"Part {number + 1} of {self.chunks}"
            raise CannotUnseal(f"{where} of the sealed file is not what was sealed.") from None


# --- The head of the file -----------------------------------------------------------------------------------------
def _header(file: BinaryIO) -> tuple[bytes, list[_Stanza], bytes]:
    """Read the head; return what its seal covers, its stanzas, and the seal."""
    text = bytearray()
    stanzas: list[_Stanza] = []

    def line() -> str:
        read = file.readline(HEADER_LIMIT_BYTES)
        text.extend(read)
        if not read.endswith(b"\n") or len(text) > HEADER_LIMIT_BYTES or not read.isascii():
            raise CannotUnseal("This is not a sealed file.")
        return read[:-1].decode()

    if line().encode() != VERSION_LINE:
        raise CannotUnseal("This is not a sealed file.")
    while True:
        words = line().split(" ")
        if words[0] == "---" and len(words) == 2:
            covered = bytes(text[: len(text) - len(words[1]) - 2])
            return covered, stanzas, _unpadded(words[1])
        if words[0] != "->" or len(words) < 2:
            raise CannotUnseal("This is not a sealed file.")
        body = ""
        while len(part := line()) == _FULL_LINE:
            body += part
        stanzas.append(_Stanza(tuple(words[1:]), _unpadded(body + part)))


def _unpadded(text: str) -> bytes:
    """Return what base64 without padding says; only the one right spelling of it is taken."""
    try:
        value = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise CannotUnseal("The head of the sealed file has been changed.") from None
    if base64.b64encode(value).rstrip(b"=").decode() != text:
        raise CannotUnseal("The head of the sealed file has been changed.")
    return value


def _unwrapped(stanzas: list[_Stanza], secret: bytes) -> bytes:
    """Return the file's key, from the stanza that our identity opens."""
    identity = X25519PrivateKey.from_private_bytes(secret)
    own_share = identity.public_key().public_bytes_raw()
    for stanza in stanzas:
        if stanza.words[0] != "X25519" or len(stanza.words) != 2:
            continue
        share = _unpadded(stanza.words[1])
        if len(share) != 32 or len(stanza.body) != 32:
            raise CannotUnseal("The head of the sealed file has been changed.")
        try:
            shared = identity.exchange(X25519PublicKey.from_public_bytes(share))
            wrapping = _derived(shared, share + own_share, VERSION_LINE + b"/X25519")
            return ChaCha20Poly1305(wrapping).decrypt(bytes(12), stanza.body, None)
        except (InvalidTag, ValueError):
            continue  # sealed to somebody else
    raise CannotUnseal("The file was sealed to another key.")


def _derived(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(secret)


def _header_mac(file_key: bytes, covered: bytes) -> bytes:
    return hmac.digest(_derived(file_key, b"", b"header"), covered, "sha256")


# --- An identity as text --------------------------------------------------------------------------------------------
_SIGNS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_IDENTITY_PREFIX: Final = "age-secret-key-"


def identity_text(secret: bytes) -> str:
    """Return the identity of these 32 bytes as ``AGE-SECRET-KEY-1…``, which every age program reads (Bech32)."""
    bits = int.from_bytes(secret, "big") << (-len(secret) * 8 % 5)
    count = -(-len(secret) * 8 // 5)
    values = [bits >> 5 * (count - 1 - place) & 31 for place in range(count)]
    high = [ord(sign) >> 5 for sign in _IDENTITY_PREFIX]
    low = [ord(sign) & 31 for sign in _IDENTITY_PREFIX]
    check = _checksum((*high, 0, *low, *values, *[0] * 6)) ^ 1
    sum_values = [check >> 5 * (5 - place) & 31 for place in range(6)]
    signs = "".join(_SIGNS[value] for value in (*values, *sum_values))
    return f"{_IDENTITY_PREFIX}1{signs}".upper()


def _checksum(values: tuple[int, ...]) -> int:
    """Bech32's checksum: a polynomial over the field of 32 elements, as its description gives it."""
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATORS):
            check ^= generator if top >> place & 1 else 0
    return check

"""The key ring: the few keys, kept outside the database, that wrap the key of every stream."""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
import stat
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from chaperone.ledger.models import StreamKey
from chaperone.ledger.seal import KEY_BYTES, NONCE_BYTES

RING_VARIABLE = "CHAPERONE_KEY_RING"
_RING_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")


class KeyRingRefused(Exception):
    """The key ring cannot be used. ``str()`` is one plain sentence and the next step."""


class KeyRing:
    """Ring keys by id; the first one wraps new stream keys, the others only open old ones."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self.ids = tuple(keys)
        self.current_id = self.ids[0]
        self._ciphers = {ring_id: AESGCM(key) for ring_id, key in keys.items()}

    def wrap(self, stream: str, key: bytes) -> bytes:
        """Return the stream's key wrapped by the current ring key and bound to the stream's name."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._ciphers[self.current_id].encrypt(nonce, key, stream.encode())

    def unwrap(self, stream: str, ring_id: str, wrapped: bytes) -> bytes:
        """Return the stream's key.

        Raises:
            KeyRingRefused: the ring does not hold ``ring_id``, or that key does not open what is kept.
        """
        cipher = self._ciphers.get(ring_id)
        if cipher is None:
            raise KeyRingRefused(missing_from_ring([ring_id]))
        try:
            return cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], stream.encode())
        except (InvalidTag, ValueError) as fault:
            raise KeyRingRefused(
                f"The key kept for {stream} does not open with ring key {ring_id!r}. "
                "Put back the key ring this database was used with, or restore the database from a backup."
            ) from fault


def new_stream_key() -> bytes:
    """Return a new random key for one stream."""
    return secrets.token_bytes(KEY_BYTES)


def missing_from_ring(ring_ids: list[str]) -> str:
    """Return the sentence and the next step for ring keys that the database needs and the ring lacks."""
    named = ", ".join(repr(ring_id) for ring_id in sorted(ring_ids))
    return (
        f"The database holds records sealed with ring key {named}, and the key ring does not hold it. "
        f"Put the old key back behind the current one, in {RING_VARIABLE} or in the key-ring file."
    )


def key_ring() -> KeyRing:
    """Return the key ring from ``CHAPERONE_KEY_RING``, else from the file, which is made at the first start.

    Raises:
        KeyRingRefused: the ring is malformed, or others on this computer can read its file.
    """
    text = os.environ.get(RING_VARIABLE, "")
    if text:
        return ring_from_text(text, RING_VARIABLE)
    path = Path(settings.CHAPERONE_KEY_RING_FILE)
    if not path.exists():
        _make_ring_file(path)
    return ring_from_text(_read_private(path), str(path))


def check_key_ring() -> None:
    """See to it, before anything is served, that the ring opens every living key in the database.

    Raises:
        KeyRingRefused: it does not; or the ring itself cannot be used, or is gone while the database still needs it.
    """
    needed = {kept.ring_id: kept for kept in StreamKey.objects.filter(destroyed_at=None).iterator()}
    path = Path(settings.CHAPERONE_KEY_RING_FILE)
    if needed and not os.environ.get(RING_VARIABLE) and not path.exists():
        raise KeyRingRefused(
            f"The key ring {path} is gone, and the database holds records that only it can open. "
            f"Put the file back from where you keep its copy, or set {RING_VARIABLE}."
        )
    ring = key_ring()
    missing = sorted(set(needed) - set(ring.ids))
    if missing:
        raise KeyRingRefused(missing_from_ring(missing))
    for (
        kept
    ) in needed.values():  # one stream for each ring key: an id alone does not prove that the key is the same
        ring.unwrap(kept.stream, kept.ring_id, bytes(kept.wrapped))


@lru_cache(maxsize=8)
def ring_from_text(text: str, where: str) -> KeyRing:
    """Return the ring written as ``id:base64,id:base64`` (commas or new lines between; the first one is current).

    Args:
        where: the variable or file it comes from, for the refusal.

    Raises:
        KeyRingRefused: it is empty, or an entry is not an id and 32 bytes in base64, or an id comes twice.
    """
    keys: dict[str, bytes] = {}
    for part in re.split(r"[,\s]+", text.strip()):
        ring_id, _, encoded = part.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if not _RING_ID.fullmatch(ring_id) or len(key) != KEY_BYTES:
            raise KeyRingRefused(
                f"{where} holds an entry that is not an id and a 32-byte key. "
                "Write id:base64 for each key, the current one first, with commas between."
            )
        if ring_id in keys:
            raise KeyRingRefused(f"{where} names key {ring_id!r} twice. Give every key its own id.")
        keys[ring_id] = key
    return KeyRing(keys)


def new_ring_entry() -> str:
    """Return a new ``id:base64`` entry, to be put first in the ring when it is rotated."""
    return f"{secrets.token_hex(4)}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def _make_ring_file(path: Path) -> None:
    """Write a new ring to ``path``, whole or not at all, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(new_ring_entry() + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return  # another process made it at the same moment: theirs is the ring
    finally:
        draft.unlink()


def _read_private(path: Path) -> str:
    handle = os.open(path, os.O_RDONLY)
    with os.fdopen(handle) as file:
        if stat.S_IMODE(os.fstat(handle).st_mode) & 0o077:
            raise KeyRingRefused(
                f"Others on this computer can read the key ring {path}. Run: chmod 600 {path}"
            )
        return file.read()

"""Seals a clear file with age so that a power cut at any moment leaves the clear one, the sealed one or both, and never neither."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final

import pyrage

from chaperone.recordings.age import CannotUnseal, SealedFile, identity_text

_ZEROES: Final = bytes(1024 * 1024)
UNFINISHED: Final = ".unfinished"


def seal_copy(clear: Path, sealed: Path, secret: bytes, *, anew: bool = False) -> int:
    """Seal ``clear`` into ``sealed`` and see that it can be read back; return how many bytes it holds. The clear one stays.

    May be repeated after it was cut short anywhere: a sealed file that is whole and as long as the clear one is not written
    again, because the clear one may be half overwritten by then.

    Args:
        clear: a file nobody writes to any more.
        sealed: where it goes; its folder is made (0700).
        secret: the 32 bytes of the session's identity.
        anew: replace a sealed file that is there, whatever it holds.

    Raises:
        OSError: the disk is full, or something cannot be read or written.
    """
    size = clear.stat().st_size
    sealed.parent.mkdir(mode=0o700, exist_ok=True)
    if anew or _sealed_size(sealed, secret) < size:
        _write_sealed(clear, sealed, secret)
        if _sealed_size(sealed, secret) != size:
            raise OSError(f"{sealed.name} could not be read back")
    return size


def remove_clear(clear: Path) -> None:
    """Overwrite a clear file and remove it."""
    with clear.open("r+b") as file:
        left = clear.stat().st_size
        while left > 0:
            left -= file.write(_ZEROES[:left])
        file.flush()
        os.fsync(file.fileno())
    clear.unlink()
    _settle(clear.parent)


def unseal_file(sealed: Path, clear: Path, secret: bytes) -> None:
    """Write what is inside ``sealed`` to ``clear``, which only we can read.

    Raises:
        CannotUnseal: it does not open.
        OSError: there is no room.
    """
    with SealedFile(sealed, secret) as opened:
        handle = os.open(clear, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            for piece in opened.pieces():
                file.write(piece)


def remove_unfinished(folder: Path) -> None:
    """Remove what sealings that were cut short have left."""
    for left in folder.glob(f"*/*{UNFINISHED}"):
        left.unlink(missing_ok=True)


def _sealed_size(sealed: Path, secret: bytes) -> int:
    """Return how long the content of a whole sealed file is; -1 when there is none."""
    try:
        with SealedFile(sealed, secret) as opened:
            return opened.size
    except (FileNotFoundError, CannotUnseal):
        return -1


def _write_sealed(clear: Path, sealed: Path, secret: bytes) -> None:
    recipient = pyrage.x25519.Identity.from_str(identity_text(secret)).to_public()
    draft = sealed.with_name(sealed.name + UNFINISHED)
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as to, clear.open("rb") as source:
            pyrage.encrypt_io(source, to, [recipient])
            to.flush()
            os.fsync(to.fileno())
        draft.replace(sealed)
    except pyrage.EncryptError as fault:
        # What the library makes of a full disk; its words name the error and no path.
        draft.unlink(missing_ok=True)
        raise OSError(errno.EIO, str(fault)) from fault
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _settle(sealed.parent)
    _settle(sealed.parent.parent)


def _settle(folder: Path) -> None:
    """See to it that a renaming or removal in this folder outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

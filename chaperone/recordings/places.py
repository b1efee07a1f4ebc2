"""Where recordings lie: the clear files Janus writes, the sealed ones, and the private folder in which they are put together."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

PRIVATE: Final = 0o700
COMPOSED: Final = "recording.mp4"
"""The name of the file that is watched; its parts have the names that Janus gave them."""
_PART = re.compile(
    r"(?P<session>[a-z0-9]{1,20})\.(?P<feed>[a-z0-9]{1,32})\.(?P<n>\d{1,6})-(?P<medium>audio|video)-(?P<line>\d{1,3})\.mjr"
)
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of memory, and ours in it is private
# Parts, pieces of them, decoded containers, the result and its second writing: each about as large as the parts.
_WORK_FACTOR: Final = 5


@dataclass(frozen=True, slots=True)
class PartName:
    """What the name of a part says: whose session, which feed's, its how-manieth recording, sound or picture, and which line."""

    session: str
    feed: str
    number: int
    medium: str
    line: int


def part_name(name: str) -> PartName | None:
    """Read the name of a part; None when it is not one that Janus writes for us."""
    found = _PART.fullmatch(name)
    if found is None:
        return None
    return PartName(found["session"], found["feed"], int(found["n"]), found["medium"], int(found["line"]))


def media_folder() -> Path:
    """Return the private folder that holds all of it."""
    return _private(Path(settings.VAR_DIR) / "media")


def clear_folder() -> Path:
    """Return the folder into which Janus writes; the only place on a disk where anything is clear, and not for long."""
    return _private(media_folder() / "recordings")


def sealed_folder(session_ref: str = "") -> Path:
    """Return where the sealed files of a session are (made by whoever seals into it), or of all sessions."""
    folder = _private(media_folder() / "sealed")
    return folder / session_ref if session_ref else folder


def sealed_file(session_ref: str, name: str) -> Path:
    """Return the path of one sealed file."""
    return sealed_folder(session_ref) / f"{name}.age"


def sealed_parts(session_ref: str) -> list[Path]:
    """Return the sealed parts of a session, by name."""
    return sorted(sealed_folder(session_ref).glob("*.mjr.age"))


def work_folders() -> tuple[Path, Path]:
    """Return where work is done: in memory when it has room, else on the disk. Neither is made by asking."""
    own = hashlib.sha256(str(Path(settings.VAR_DIR).resolve()).encode()).hexdigest()[:16]
    return _MEMORY / f"chaperone-{own}", Path(settings.VAR_DIR) / "media" / "work"


def new_work_folder(session_ref: str, sealed_bytes: int) -> Path:
    """Make an empty private folder with room to put together parts of ``sealed_bytes`` altogether.

    Raises:
        OSError: neither the memory nor the disk has the room (``ENOSPC``), or it cannot be made.
    """
    needed = sealed_bytes * _WORK_FACTOR + 16 * 1024 * 1024
    in_memory, on_disk = work_folders()
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free // 2 > needed
    folder = _private(in_memory if roomy else on_disk) / session_ref
    shutil.rmtree(folder, ignore_errors=True)
    return _private(folder)


def clear_work_folders() -> None:
    """Remove whatever work that was cut short has left."""
    for folder in work_folders():
        shutil.rmtree(folder, ignore_errors=True)


def _private(folder: Path) -> Path:
    """Make a folder that only we can enter; one that others can is shut."""
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        folder.chmod(PRIVATE)
    return folder

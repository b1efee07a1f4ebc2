"""Whether there is room to write a recording."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

LEFT_FOR_THE_LEDGER_BYTES: Final = 256 * 1024 * 1024


def why_no_room(folder: Path) -> str:
    """Say in one sentence why nothing should be written to ``folder`` now; empty while it can.

    The ledger, without which nobody may speak, usually lives on the same disk: a recording never takes the last of it.
    """
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return "The folder for recordings cannot be reached."
    return "" if free > LEFT_FOR_THE_LEDGER_BYTES else "The disk for recordings is full."

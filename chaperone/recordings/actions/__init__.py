"""What is done with recordings: seal, put together, watch on record, destroy; the only writers."""

from chaperone.recordings.actions.composing import compose_next, try_again
from chaperone.recordings.actions.destroying import destroy_recording, remove_files
from chaperone.recordings.actions.sealing import SealedNow, begin_again, seal_found
from chaperone.recordings.actions.viewing import (
    close_quiet_viewings,
    close_viewing,
    note_served,
    note_watched,
    open_viewing,
)

__all__ = [
    "SealedNow",
    "begin_again",
    "close_quiet_viewings",
    "close_viewing",
    "compose_next",
    "destroy_recording",
    "note_served",
    "note_watched",
    "open_viewing",
    "remove_files",
    "seal_found",
    "try_again",
]

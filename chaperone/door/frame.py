"""What every frame of a client is made of: its tag, its id, and fields of bounded size."""

from __future__ import annotations

from typing import Annotated

import msgspec

REASON_LENGTH_LIMIT = 1_000
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Ref = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Text = Annotated[str, msgspec.Meta(max_length=20_000)]
Reason = Annotated[str, msgspec.Meta(max_length=REASON_LENGTH_LIMIT)]
Seq = Annotated[int, msgspec.Meta(ge=1, le=2**53)]


class Frame(msgspec.Struct, frozen=True, tag_field="do", forbid_unknown_fields=True):
    """What a client may send. No field says who sends it: that is the connection."""


class Asking(Frame, frozen=True):
    """A frame that is answered under its ``id``."""

    id: Id

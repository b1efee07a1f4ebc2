"""What the parts of the demo share: a rule that refuses the demo stops it, as it would stop anybody."""

from __future__ import annotations

from typing import TypeVar

from chaperone.policy.refusal import Refused

Made = TypeVar("Made")


class NotMade(Exception):
    """A rule refused the demo; it is held to the same rules as everybody."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.sentence)
        self.refused = refused


def must(made: Made | Refused) -> Made:
    """Return what an action made.

    Raises:
        NotMade: when a rule refused it.
    """
    if isinstance(made, Refused):
        raise NotMade(made)
    return made

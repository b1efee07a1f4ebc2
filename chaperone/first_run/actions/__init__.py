"""Everything that happens in the first set-up; the only writers."""

from chaperone.first_run.actions.inviting import hand_over_link, invite
from chaperone.first_run.actions.opening import (
    agree_to_address,
    choose_pack,
    close_unused,
    complete,
    make_secret,
    open_with,
    send_test_letter,
)

__all__ = [
    "agree_to_address",
    "choose_pack",
    "close_unused",
    "complete",
    "hand_over_link",
    "invite",
    "make_secret",
    "open_with",
    "send_test_letter",
]

"""Heads kept elsewhere show what is cut off the end of a stream, which the chain alone cannot."""

from __future__ import annotations

import pytest

from chaperone.ledger.actions import append
from chaperone.ledger.facts import fact
from chaperone.ledger.heads import HeadsUnsound, all_heads, read_back, written_down
from chaperone.ledger.queries import head
from chaperone.ledger.verify import verify
from tests.outbox.post_office import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def two_streams() -> None:
    append("room/heads", [fact("a.b", "system"), fact("a.c", "system")], NOW)
    append("session/heads", [fact("a.d", "system")], NOW)


def test_the_heads_are_those_of_every_stream_and_come_back_as_written() -> None:
    two_streams()
    heads = all_heads()
    assert heads["room/heads"] == head("room/heads")
    assert heads["session/heads"].seq == 1
    assert read_back(written_down(heads)) == heads
    assert verify(known_heads=heads).sound


def test_what_was_cut_off_the_end_is_shown_by_kept_heads() -> None:
    """The head of a longer past: the chain that is there meets, and yet its end is missing."""
    two_streams()
    kept = all_heads()
    kept["room/heads"] = kept["room/heads"]._replace(seq=3)
    assert verify().sound
    (fault,) = verify(known_heads=kept).tampered
    assert (fault.stream, fault.seq) == ("room/heads", 3)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("room/heads 2", "room/heads 1"),
        lambda text: text.partition("\n")[2],
        lambda text: "\n".join(text.splitlines()[:-1]),
        lambda _text: "",
        lambda _text: "nonsense",
    ],
)
def test_a_list_that_is_not_as_it_was_written_is_refused(spoil: object) -> None:
    two_streams()
    assert callable(spoil)
    with pytest.raises(HeadsUnsound):
        read_back(spoil(written_down(all_heads())))

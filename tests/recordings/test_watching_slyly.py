"""Nobody gets more of a recording than is on record, and nobody a moment longer than they may."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient
from django.utils import timezone

from chaperone.pages.recording import PIECE_BYTES
from chaperone.people.actions import mark_left
from chaperone.recordings import rules
from chaperone.recordings.age import CannotUnseal
from chaperone.recordings.queries import served_percent
from tests.recordings.cinema import FILM, a_showing, viewing_of
from tests.records.held import Held
from tests.support.signed_in import asign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    """A recording that is ready to be watched."""
    return a_showing(monkeypatch)


@pytest.mark.proves("M13", "S13")
def test_nobody_can_fill_the_list_of_what_was_handed_out_so_that_the_rest_is_not_on_it(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program may ask for single bytes far apart until the list is full; what it takes then is on record all the same."""
    monkeypatch.setattr(rules, "SPANS_HIGHEST", 5)
    client, file, viewing = viewing_of(held.charity.lead, held)
    handed_out = [(place, place + 1) for place in range(0, 20, 2)]
    handed_out += [(1_000_000, 1_000_000 + PIECE_BYTES), (2_200_000, len(FILM))]
    for start, stop in handed_out:
        assert client.get(file, headers={"Range": f"bytes={start}-{stop - 1}"}).status_code == 206
    viewing.refresh_from_db()
    assert len(viewing.served) <= 5
    for start, stop in handed_out:
        assert any(begin <= start and stop <= end for begin, end in viewing.served), (start, stop)
    assert served_percent(viewing) == round(100 * (PIECE_BYTES + len(FILM) - 2_200_000) / len(FILM))


@pytest.mark.django_db(transaction=True)
@pytest.mark.proves("M13", "S13")
def test_who_leaves_while_a_whole_recording_is_sent_gets_no_further_piece(held: Held) -> None:
    """The right to watch is asked for with every piece, also where the browser asked only once."""
    speaker = held.charity.speaker
    _, file, viewing = viewing_of(speaker, held)

    async def two_pieces() -> None:
        client = AsyncClient()
        await asign_in(client, speaker)
        answer: Any = await client.get(
            file
        )  # the test client's own type hides that it is iterated as it is sent
        pieces = aiter(answer)
        assert await anext(pieces) == FILM[:PIECE_BYTES]
        await sync_to_async(mark_left)(speaker, None, timezone.now())
        with pytest.raises(CannotUnseal):
            await anext(pieces)
        await sync_to_async(connections.close_all)()  # the thread that answered has a connection of its own

    asyncio.run(two_pieces())
    viewing.refresh_from_db()
    assert viewing.served == [[0.0, float(PIECE_BYTES)]]

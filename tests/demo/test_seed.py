"""The demo can be seeded again and again: at once, after a restart in the middle, and days after an evening nobody tidied up."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from chaperone.demo.seed import DemoLink, seed
from chaperone.people.actions import load_register
from chaperone.people.models import School
from chaperone.people.register import SHIPPED_REGISTER
from chaperone.sessions.actions import ClaimedSeat, claim_seat
from chaperone.sessions.models import Session

NOW = datetime(2026, 11, 22, 10, 30, 20, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def some_schools(tmp_path: Path) -> None:
    """The beginning of the register, loaded already, as at every start but the first: the whole takes seconds."""
    with gzip.open(SHIPPED_REGISTER, "rt", encoding="utf-8") as whole:
        lines = [line for line, _ in zip(whole, range(200), strict=False)]
    (tmp_path / "schools.csv").write_text("".join(lines), encoding="utf-8")
    load_register(NOW, tmp_path / "schools.csv")


def seeded(now: datetime) -> list[DemoLink]:
    """Seed, and return the table."""
    links = seed(now)
    assert isinstance(links, list), links
    return links


def sit_down(link: DemoLink, now: datetime) -> ClaimedSeat:
    """Take the seat of a line of the table."""
    seat = claim_seat(urlsplit(link.path).fragment, now)
    assert isinstance(seat, ClaimedSeat), seat
    return seat


def seats(links: list[DemoLink]) -> list[DemoLink]:
    """Return the table's lines for pupils."""
    return [link for link in links if link.key.startswith("seat")]


def test_the_table_has_every_role_and_three_seats_that_open() -> None:
    links = seeded(NOW)
    assert [link.key for link in links] == [
        "facilitator",
        "speaker",
        "teacher",
        "lead",
        "seat1",
        "seat2",
        "seat3",
    ]
    assert len({sit_down(link, NOW).seat_ref for link in seats(links)}) == 3
    assert School.objects.count() > 20_000  # the whole register, so that planning finds any real school


@pytest.mark.usefixtures("some_schools")
def test_seeded_again_it_goes_on_with_the_same_rehearsal_and_free_seats() -> None:
    later = NOW + timedelta(minutes=20)
    first = [sit_down(link, NOW) for link in seats(seeded(NOW))]
    second = [sit_down(link, later) for link in seats(seeded(later))]
    third = [sit_down(link, later) for link in seats(seeded(later))]
    assert Session.objects.count() == 1
    assert len({seat.seat_ref for seat in [*first, *second, *third]}) == 9


@pytest.mark.usefixtures("some_schools")
@pytest.mark.parametrize("pause", [timedelta(minutes=46), timedelta(hours=3), timedelta(days=9)])
def test_after_a_pause_there_is_a_new_rehearsal(pause: timedelta) -> None:
    seeded(NOW)
    for link in seats(seeded(NOW + pause)):
        sit_down(link, NOW + pause)
    assert Session.objects.count() == 2


@pytest.mark.usefixtures("some_schools")
def test_every_minute_of_a_day_it_can_be_seeded() -> None:
    for minutes in range(0, 180, 7):
        assert len(seats(seeded(NOW + timedelta(minutes=minutes)))) == 3

"""Exactly a year: not removable a moment before, not there a moment after; leap days and changing clocks included."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from chaperone.people.roles import Role
from chaperone.policy.refusal import ALLOWED, Refused
from chaperone.records.rules import (
    RETENTION_OF_MODELS,
    Reach,
    destroy_at,
    destroy_on,
    dossier_reach,
    may_destroy,
    may_seal,
)

ZONES = [
    "Europe/London",
    "UTC",
    "America/New_York",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Australia/Lord_Howe",
]
days = st.dates(date(2000, 1, 1), date(2090, 12, 31))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2090, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - st adds the zone


@pytest.mark.parametrize(
    ("ended", "years", "goes"),
    [
        (date(2026, 11, 22), 1, date(2027, 11, 22)),
        (date(2026, 11, 22), 7, date(2033, 11, 22)),
        (
            date(2028, 2, 29),
            1,
            date(2029, 3, 1),
        ),  # a leap day has no anniversary: the day after, never before
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
        (date(2027, 2, 28), 1, date(2028, 2, 28)),
        (date(2027, 3, 1), 1, date(2028, 3, 1)),
        (date(2027, 12, 31), 1, date(2028, 12, 31)),
    ],
)
def test_the_day(ended: date, years: int, goes: date) -> None:
    assert destroy_on(ended, years) == goes


@given(days, st.integers(1, 7))
def test_the_day_is_never_early_and_at_most_a_leap_day_late(ended: date, years: int) -> None:
    goes = destroy_on(ended, years)
    assert 365 * years <= (goes - ended).days <= 365 * years + 2
    assert goes.year == ended.year + years
    assert (goes.month, goes.day) in {(ended.month, ended.day), (3, 1)}


@given(days, days, st.integers(1, 7))
def test_what_ended_first_goes_first(one: date, other: date, years: int) -> None:
    first, last = sorted((one, other))
    assert destroy_on(first, years) <= destroy_on(last, years)


@given(moments, st.integers(1, 7), st.sampled_from(ZONES))
def test_the_moment_is_that_time_of_day_on_that_day(ended: datetime, years: int, zone: str) -> None:
    goes = destroy_at(ended, years, zone)
    there, then = ended.astimezone(ZoneInfo(zone)), goes.astimezone(ZoneInfo(zone))
    assert then.date() == destroy_on(there.date(), years)
    wall = timedelta(hours=then.hour, minutes=then.minute, seconds=then.second) - timedelta(
        hours=there.hour, minutes=there.minute, seconds=there.second
    )
    # Only where the clocks go forward at that very time is it later on the wall, by as much as they jump.
    assert timedelta() <= wall <= timedelta(hours=1)
    assert goes - ended >= timedelta(days=365 * years) - timedelta(hours=1)


@given(moments, st.integers(1, 7), st.sampled_from(ZONES), st.integers(-(10**9), 10**9))
def test_both_ends_are_hard(ended: datetime, years: int, zone: str, microseconds: int) -> None:
    goes = destroy_at(ended, years, zone)
    verdict = may_destroy(goes, zone, goes + timedelta(microseconds=microseconds))
    assert bool(verdict) == (microseconds >= 0)
    if isinstance(verdict, Refused):
        day = goes.astimezone(ZoneInfo(zone))
        assert f"{day.day} {day:%B %Y}" in verdict.sentence
        assert verdict.clause == "M11"


def test_clocks_that_change_on_the_day() -> None:
    # 01:30 on 28 March 2027 does not exist in London; the later reading is 02:30 summer time.
    goes = destroy_at(datetime(2026, 3, 28, 1, 30, tzinfo=UTC), 1, "Europe/London")
    assert goes == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    # 01:30 on 31 October 2027 comes twice; the later one counts.
    goes = destroy_at(datetime(2026, 10, 31, 1, 30, tzinfo=UTC), 1, "Europe/London")
    assert goes == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_the_day_is_the_zones_own() -> None:
    ended = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # already July in London
    assert destroy_at(ended, 1, "Europe/London").astimezone(ZoneInfo("Europe/London")).date() == date(
        2027, 7, 1
    )
    assert destroy_at(ended, 1, "UTC").date() == date(2027, 6, 30)


@pytest.mark.parametrize("status", ["planned", "cancelled"])
def test_only_a_closed_session_is_sealed(status: str) -> None:
    assert isinstance(may_seal(status), Refused)
    assert may_seal("closed") == ALLOWED


def test_every_combination_of_who_may_read_a_dossier() -> None:
    for role in Role:
        for serves in (False, True):
            for brings in (False, True):
                reach = dossier_reach(frozenset({role}), serves=serves, brings_school=brings)
                if role in (Role.SAFEGUARDING_LEAD, Role.DEPUTY_LEAD) or serves:
                    assert reach is Reach.WHOLE
                else:
                    assert reach is (Reach.OWN_SCHOOL if brings else Reach.NOTHING)
    for serves in (False, True):
        for brings in (False, True):
            assert dossier_reach(frozenset(), serves=serves, brings_school=brings) is Reach.NOTHING


def test_every_stored_model_says_how_long_it_stays() -> None:
    stored = {
        model._meta.label_lower
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    assert set(RETENTION_OF_MODELS) == stored
    assert all(rule.until for rule in RETENTION_OF_MODELS.values())

"""The planning form in a real browser: who was ticked stays ticked, whatever day and time are tried on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.support.browser import Person
from tests.support.server import Server

pytestmark = pytest.mark.journey


@pytest.mark.proves("S7")
def test_ticks_outlive_a_time_at_which_somebody_is_busy(
    server: Server, somebody: Callable[..., Person]
) -> None:
    """Both serve in a session that is on now: at this time they are greyed; next month they are ticked as they were."""
    staged = server.stage(seats=1)
    facilitator, speaker = (staged["people"][who]["id"] for who in ("facilitator", "speaker"))
    planner = somebody().signs_in(staged["people"]["facilitator"]["link"])
    planner.goes_to(f"/sessions/plan?school={staged['school_ids']['a']}")
    boxes = [
        planner.page.locator(f"#id_facilitators_{facilitator}"),
        planner.page.locator(f"#id_speakers_{speaker}"),
    ]
    for box in boxes:
        box.check()
    now = datetime.now(ZoneInfo("Europe/London"))
    planner.fills(id_minutes="60", id_day=f"{now:%Y-%m-%d}", id_time=f"{now:%H:%M}")
    for box in boxes:
        expect(box).to_be_disabled()
        expect(box).not_to_be_checked()
    planner.fills(id_day=f"{now + timedelta(days=30):%Y-%m-%d}")
    for box in boxes:
        expect(box).to_be_enabled()
        expect(box).to_be_checked()
    planner.looks("the planning form, filled in")

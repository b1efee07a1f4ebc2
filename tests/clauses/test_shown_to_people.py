"""Clauses whose proof is what somebody sees: the incident card, our channels, the helpline, what we cannot stop, one queue."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from chaperone.config import urls
from chaperone.pages.public import errors
from chaperone.people.actions import end_role, grant_role
from chaperone.people.roles import Role
from chaperone.policy.pack import pack_named
from chaperone.sessions.plan import Role as RoomRole
from chaperone.sessions.queries import plan_of_room
from tests.pages.town import IN_THE_ROOM, Clock, Town, browser, sit_down
from tests.sessions.cast import NOW, done

PARAMETERS = pack_named("online-safeguarding").parameters
BROWSER_MODULES = Path(errors.__file__).parents[1] / "static_src" / "js"
CAPTURE = re.compile(
    r"MediaRecorder|captureStream|ImageCapture|html2canvas|toDataURL|\.download\b|showSaveFilePicker"
)
# An adult may show a screen of their own to the room; that takes nothing from anybody's screen, and stands in one place.
SHARES_A_SCREEN = {"room/media/devices.js"}
HELPLINE = 'href="tel:08001111"'


def seen(answer: object) -> str:
    """Return a page's text as it is read."""
    assert isinstance(answer, HttpResponse)
    return " ".join(unescape(answer.content.decode()).split())


def in_a_seat(town: Town, clock: Clock) -> Client:
    """Return the browser of a pupil who has just taken a seat, with the session about to begin."""
    pupil, _ = sit_down(town.own, town.charity.teacher, clock)
    return pupil


@pytest.mark.proves("A2")
def test_every_adult_in_a_room_has_the_incident_card(town: Town, clock: Clock) -> None:
    clock.set(IN_THE_ROOM)
    teacher = town.charity.teacher.person
    for adult in (town.charity.facilitator, town.charity.speaker, teacher, town.charity.lead):
        page = seen(browser(adult).get(f"/room/{town.own.ref}"))
        assert "What do I do now?" in page
        assert [step for step in PARAMETERS.incident_steps if step not in page] == []
        assert town.charity.lead.full_name in page


@pytest.mark.proves("P10")
def test_the_card_of_who_runs_our_accounts_follows_the_roles(town: Town, clock: Clock) -> None:
    before = seen(Client().get("/official-channels"))
    assert town.charity.lead.first_name in before
    assert "22 November 2026" in before
    clock.set(NOW + timedelta(days=2))
    assert town.supervisor.first_name in seen(Client().get("/official-channels"))
    done(grant_role(town.nobody, Role.SUPERVISOR, None, clock.now))
    done(end_role(town.supervisor, Role.SUPERVISOR, None, clock.now))
    clock.set(NOW + timedelta(days=3))
    after = seen(Client().get("/official-channels"))
    assert town.supervisor.first_name not in after
    assert town.nobody.first_name in after


@pytest.mark.proves("Y6", "P10")
def test_young_people_see_first_names_and_official_channels_only(town: Town, clock: Clock) -> None:
    clock.set(IN_THE_ROOM)
    plan = plan_of_room(town.own.ref, clock.now)
    assert plan is not None
    staff = {adult.name for adult in plan.adults if adult.role is not RoomRole.TEACHER}
    assert {town.charity.facilitator.first_name, town.charity.speaker.first_name} <= staff
    page = seen(in_a_seat(town, clock).get("/seat"))
    card = seen(Client().get("/official-channels"))
    for person in (town.charity.facilitator, town.charity.speaker, town.charity.lead):
        assert person.full_name not in page + card
        assert person.email not in page + card


@pytest.mark.proves("Y11", "Y12")
def test_a_seat_always_shows_the_schools_lead_and_the_helpline(town: Town, clock: Clock) -> None:
    pupil = in_a_seat(town, clock)
    worried = pupil.post(f"/room/{town.own.ref}/worry", {"words": "Somebody is unkind."})
    for answer in (pupil.get("/seat"), worried, pupil.get("/seat/left")):
        page = seen(answer)
        assert answer.status_code == 200
        assert HELPLINE in page
    assert town.charity.school.dsl_name in seen(pupil.get("/seat"))
    assert town.charity.school.dsl_route in seen(pupil.get("/seat"))
    assert HELPLINE in seen(Client().get("/join"))


@pytest.mark.proves("Y12")
@pytest.mark.parametrize(
    "answer",
    [
        lambda request: errors.bad_request(request, SuspiciousOperation()),
        lambda request: errors.forbidden(request, PermissionDenied()),
        errors.form_too_old,
        lambda request: errors.not_there(request, Http404()),
        errors.our_fault,
    ],
    ids=["bad_request", "forbidden", "form_too_old", "not_there", "our_fault"],
)
def test_the_helpline_is_on_every_page_that_says_something_is_wrong(
    answer: Callable[[HttpRequest], HttpResponse],
) -> None:
    page = seen(answer(RequestFactory().get("/seat")))
    assert HELPLINE in page
    assert PARAMETERS.helpline_name in page


def test_all_that_can_go_wrong_is_answered_by_those_pages() -> None:
    handlers = {urls.handler400, urls.handler403, urls.handler404, urls.handler500}
    assert {handler.rpartition(".")[0] for handler in handlers} == {errors.__name__}


@pytest.mark.proves("S13")
def test_nobody_has_a_button_to_capture_and_we_say_what_we_cannot_stop(town: Town, clock: Clock) -> None:
    modules = {
        str(file.relative_to(BROWSER_MODULES)): file.read_text(encoding="utf-8")
        for file in BROWSER_MODULES.rglob("*.js")
    }
    assert [name for name, text in modules.items() if CAPTURE.search(text)] == []
    assert {name for name, text in modules.items() if "getDisplayMedia" in text} == SHARES_A_SCREEN
    assert len(modules) > 10
    assert PARAMETERS.capture_notice in seen(Client().get("/what-we-cannot-stop"))
    pupil = in_a_seat(town, clock)
    assert "I do not photograph or record the screen" in seen(pupil.get("/seat"))


@pytest.mark.proves("U4")
def test_a_worry_from_the_room_joins_the_one_queue_with_its_source(town: Town, clock: Clock) -> None:
    pupil = in_a_seat(town, clock)
    answer = pupil.post(f"/room/{town.own.ref}/worry", {"words": "I am scared of going home."})
    assert "It has gone to our safeguarding lead and to your teacher" in seen(answer)
    queue = seen(browser(town.charity.lead).get("/concerns"))
    assert "in the room" in queue
    assert "scared" not in queue, "the words are in the case, not in the list"
    assert town.charity.school.name in queue

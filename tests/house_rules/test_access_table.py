"""Who may ask for which page: every address × everybody × own and other's, complete by construction, and read from outside."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django.fixtures import Settings

from chaperone.config.urls import handler404, urlpatterns
from chaperone.pages.access import DEMO, FORM, GONE_WITHOUT_A_WORD, READ, TABLE, WRITE, Row, Who, may
from chaperone.pages.access_page import ACCESS_PAGE, access_page, addresses_of
from chaperone.pages.for_pupils import seat_cookie
from chaperone.people.actions import issue_sign_in_link, mark_left
from chaperone.people.models import Person
from chaperone.sessions.models import Seat
from tests.house_rules.sources import TOP
from tests.pages.places import Places, patterns
from tests.pages.town import IN_THE_ROOM, Clock, Town, browser, first_seat, replace_code, sit_down
from tests.sessions.cast import NOW, done
from tests.support.signed_in import a_phone, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.proves("U2")]

ALL_OF_STAFF = {Who.ANYONE, Who.SIGNED_IN, Who.STAFF}
# Everybody who might come, with what they are towards a session of their own and towards another's: written here by hand, so that
# the code that finds it out is measured against it.
PEOPLE: dict[str, tuple[set[Who], set[Who]]] = {
    "stranger": ({Who.ANYONE}, {Who.ANYONE}),
    "forger of a seat": ({Who.ANYONE}, {Who.ANYONE}),
    "seat": (
        {Who.ANYONE, Who.SEAT, Who.SEAT_ONCE, Who.SEAT_OF_SESSION, Who.SEAT_ONCE_OF_SESSION},
        {Who.ANYONE, Who.SEAT, Who.SEAT_ONCE},
    ),
    "seat whose code was replaced": (
        {Who.ANYONE, Who.SEAT_ONCE, Who.SEAT_ONCE_OF_SESSION},
        {Who.ANYONE, Who.SEAT_ONCE},
    ),
    "teacher": (
        {Who.ANYONE, Who.SIGNED_IN, Who.TEACHER, Who.TEACHER_OF_SESSION},
        {Who.ANYONE, Who.SIGNED_IN, Who.TEACHER},
    ),
    "teacher who left": ({Who.ANYONE}, {Who.ANYONE}),
    "facilitator": (
        ALL_OF_STAFF
        | {Who.FACILITATOR, Who.STAFF_OF_SESSION, Who.FACILITATOR_OF_SESSION, Who.MAY_CHANGE_SESSION},
        ALL_OF_STAFF | {Who.FACILITATOR},
    ),
    "speaker": (ALL_OF_STAFF | {Who.STAFF_OF_SESSION}, ALL_OF_STAFF),
    "facilitator who left": ({Who.ANYONE}, {Who.ANYONE}),
    "lead": (ALL_OF_STAFF | {Who.SAFEGUARDING, Who.READS_CONCERNS, Who.MAY_CHANGE_SESSION},) * 2,
    "deputy": (ALL_OF_STAFF | {Who.SAFEGUARDING, Who.READS_CONCERNS, Who.MAY_CHANGE_SESSION},) * 2,
    "administrator": (ALL_OF_STAFF | {Who.ADMINISTRATOR, Who.MAY_CHANGE_SESSION},) * 2,
    "trustee": (ALL_OF_STAFF | {Who.TRUSTEE},) * 2,
    "online-presence lead": (ALL_OF_STAFF | {Who.PRESENCE},) * 2,
    "supervisor": (ALL_OF_STAFF | {Who.PRESENCE},) * 2,
    "somebody without a role": ({Who.ANYONE, Who.SIGNED_IN},) * 2,
    "lead with the link only": ({Who.ANYONE, Who.OWES_SET_UP},) * 2,
    "deputy with the link only, who has a phone": ({Who.ANYONE, Who.OWES_STEP},) * 2,
    "teacher with the link only": ({Who.ANYONE, Who.OWES_CODE},) * 2,
}


def test_every_address_is_in_the_table_and_every_row_is_an_address() -> None:
    names = [pattern.name for pattern in patterns()]
    assert sorted(map(str, names)) == sorted(TABLE)


def test_nobody_at_all_may_ask_for_a_page_that_is_not_in_the_table() -> None:
    assert not any(may(route, frozenset(Who)) for route in ("unheard-of", "", None))


def test_a_page_that_was_forgotten_in_the_table_is_shut(settings: Settings, town: Town) -> None:
    """The view of a route without a row is never called, whoever asks."""

    class Forgotten:
        urlpatterns = [*urlpatterns, path("forgotten", _open, name="forgotten"), path("nameless", _open)]
        handler404 = handler404

    settings.ROOT_URLCONF = Forgotten
    for person in (None, town.charity.lead, town.administrator):
        assert browser(person).get("/forgotten").status_code == 404
        assert browser(person).get("/nameless").status_code == 404


def _open(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


@pytest.fixture
def places(town: Town, clock: Clock) -> Places:
    return Places(town, clock)


def comes(who: str, places: Places) -> Client:
    """Return the browser of one of ``PEOPLE``."""
    town, charity = places.town, places.town.charity
    adults: dict[str, Person] = {
        "teacher": charity.teacher.person,
        "teacher who left": charity.teacher.person,
        "facilitator": charity.facilitator,
        "facilitator who left": charity.facilitator,
        "speaker": charity.speaker,
        "lead": charity.lead,
        "deputy": town.deputy,
        "administrator": town.administrator,
        "trustee": town.trustee,
        "online-presence lead": charity.presence,
        "supervisor": town.supervisor,
        "somebody without a role": town.nobody,
    }
    if who == "stranger":
        return browser()
    if who == "forger of a seat":
        seat, client = first_seat(town.own), browser()
        forged = signing.dumps(
            [town.own.ref, seat.ref, seat.seat_key], key="another key", salt=seat_cookie.SALT
        )
        client.cookies[seat_cookie.NAME] = forged
        return client
    if who.startswith("seat"):
        client, seat = sit_down(town.own, charity.teacher, places.clock)
        if "replaced" in who:
            done(replace_code(Seat.objects.get(pk=seat.pk), charity.facilitator, IN_THE_ROOM))
        return client
    if "link only" in who:
        return with_link_only(adults[who.split(maxsplit=1)[0]], has_phone="phone" in who)
    client = browser(adults[who])
    if who.endswith("left"):
        done(mark_left(adults[who], None, NOW))
    return client


def with_link_only(person: Person, has_phone: bool) -> Client:
    """Return the browser of somebody who opened their link, and has shown no second step."""
    client = browser()
    if has_phone:
        a_phone(person, NOW)
    sign_in(client, person, confirmed_at=None)
    return client


def outcome(client: Client, row: Row, address: str) -> str:
    """Return what came of asking: ``in``, ``sign in``, ``join`` or ``not there``. What the page does is undone."""
    with transaction.atomic():
        before = {name: morsel.value for name, morsel in client.cookies.items()}
        answer = client.post(address) if row.methods == WRITE else client.get(address)
        transaction.set_rollback(True)
    for name in list(client.cookies):
        if name not in before:
            del client.cookies[name]
    for name, value in before.items():
        client.cookies[name] = value
    if answer.status_code == 404:
        return "not there"
    where = answer.headers.get("Location", "")
    if where.startswith("/sign-in?next="):
        return "sign in"
    if where.startswith("/second-step?next="):
        return "second step"
    return "join" if where == "/join" else "in"


def expected(row: Row, standing: set[Who]) -> str:
    """Return what the table says must come of asking."""
    if row.who & standing:
        return "in"
    if Who.SEAT in row.who:
        return "join"
    signed_in = Who.SIGNED_IN in standing
    owes = bool(standing & {Who.OWES_STEP, Who.OWES_SET_UP, Who.OWES_CODE})
    closed = row.methods == WRITE or bool(row.who & GONE_WITHOUT_A_WORD)
    return "not there" if closed or signed_in else "second step" if owes else "sign in"


@pytest.mark.parametrize("who", PEOPLE)
def test_the_table_is_what_happens(who: str, places: Places) -> None:
    client = comes(who, places)
    wrong = []
    for row in TABLE.values():
        for own, standing in zip((True, False), PEOPLE[who], strict=True):
            address = places.address(row.route, own)
            if not own and address == places.address(row.route, True):
                continue
            found, wanted = outcome(client, row, address), expected(row, standing)
            if found != wanted:
                wrong.append(f"{'own' if own else 'other'} {address} ({row.route}): {found}, not {wanted}")
    assert wrong == []


@pytest.mark.parametrize("demo", [True, False])
def test_the_demos_post_room_is_there_in_the_demo_only(
    demo: bool, places: Places, settings: Settings
) -> None:
    settings.CHAPERONE_DEMO = demo
    for person in (None, places.town.charity.lead):
        for row in DEMO:
            found = browser(person).get(places.address(row.route, True)).status_code
            assert found == (200 if demo else 404), row.route


def test_what_asks_for_a_fresh_second_step_opens_nothing_without_it(places: Places, clock: Clock) -> None:
    """Records, recordings, concerns, roles: every row with a number in its last column, read or written."""
    lead, client = places.town.charity.lead, browser()
    a_phone(lead, NOW)
    sign_in(client, lead, confirmed_at=NOW)
    clock.set(NOW + timedelta(hours=5))
    rows = [
        row for row in TABLE.values() if row.fresh_minutes and may(row.route, frozenset(PEOPLE["lead"][0]))
    ]
    assert {"session-dossier", "concern", "person-give-role", "second-step-remove"} <= {
        row.route for row in rows
    }
    for row in rows:
        address = places.address(row.route, True)
        if "GET" in row.methods:
            assert client.get(address).headers["Location"].startswith("/second-step?next="), row.route
        if "POST" in row.methods:
            assert client.post(address, {"words": "typed"}).status_code == 403, row.route


def test_what_is_not_there_looks_like_what_is_forbidden(places: Places) -> None:
    """Word for word, for a stranger, a teacher and a facilitator of another session."""
    town = places.town
    for person in (None, town.other_teacher.person, town.other_facilitator):
        for template in ("/sessions/{}", "/teaching/{}", "/room/{}", "/sessions/{}/record"):
            there = browser(person).get(template.format(town.own.ref))
            not_there = browser(person).get(template.format("abcdefghjk"))
            assert there.status_code == not_there.status_code
            assert there.content == not_there.content
            assert there.headers.get("Location", "").replace(
                town.own.ref, "abcdefghjk"
            ) == not_there.headers.get("Location", "")


def test_a_page_answers_to_no_other_method_than_its_own(places: Places) -> None:
    town, words = places.town, {}
    client = browser(town.charity.lead)
    for row in TABLE.values():
        if may(row.route, frozenset(PEOPLE["lead"][0])):
            wrong = {READ: "post", WRITE: "get", FORM: "put"}[row.methods]
            words[row.route] = getattr(client, wrong)(places.address(row.route, True)).status_code
    assert set(words.values()) == {405}, words


def test_a_seat_of_another_school_in_the_same_session_is_not_the_teachers(places: Places) -> None:
    """Both schools are in one session; each teacher sees the seats of their own."""
    town = places.town
    client = browser(town.charity.teacher.person)
    other = first_seat(town.other)
    Seat.objects.filter(pk=other.pk).update(session=town.own)
    assert client.get(f"/teaching/{town.own.ref}/seats/{other.ref}/code").status_code == 404
    assert client.post(f"/teaching/{town.own.ref}/seats/{other.ref}/code").status_code == 404
    assert other.join_name not in client.get(f"/teaching/{town.own.ref}/seats").content.decode()


def test_a_used_link_leads_each_person_to_their_own_first_page(places: Places, settings: Settings) -> None:
    settings.CHAPERONE_DEMO = True  # which asks for no second step
    town, charity = places.town, places.town.charity
    for person, ref, first in (
        (charity.teacher.person, town.own.ref, f"/teaching/{town.own.ref}"),
        (charity.teacher.person, town.other.ref, "/teaching"),
        (charity.facilitator, town.own.ref, f"/sessions/{town.own.ref}"),
        (charity.lead, "", "/home"),
        (town.nobody, "", "/"),
    ):
        answer = browser().post(issue_sign_in_link(person, NOW, ref))
        assert answer.status_code == 302
        assert answer.headers["Location"] == first


def test_the_page_about_the_table_is_current() -> None:
    written = (TOP / ACCESS_PAGE).read_text(encoding="utf-8")
    assert written == access_page(dict(addresses_of())), "run: python -m chaperone.pages.access_page"

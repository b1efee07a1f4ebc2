"""Every page of the access table, in a browser, for everybody who may see it: no complaint from browser or axe, on desk and phone.

Complete by construction: the pages come from the table and the people from the table's own proof, so a new page, or a new part
of an address, without a visit here fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from chaperone.pages.access import TABLE, Row, Who, may
from tests.house_rules.test_access_table import PEOPLE
from tests.pages.places import patterns
from tests.support.browser import DESK, PHONE, Person
from tests.support.guest import adult, pupil
from tests.support.server import Server, Visitor

pytestmark = pytest.mark.journey
Somebody = Callable[..., Person]
# Everybody of the table's proof who can come in at all, and who plays them on the stage.
CAST = {
    "stranger": "",
    "seat": "seat",
    "teacher": "teacher_a",
    "facilitator": "facilitator",
    "speaker": "speaker",
    "lead": "lead",
    "deputy": "deputy",
    "administrator": "caretaker",
    "trustee": "trustee",
    "online-presence lead": "online",
    "supervisor": "supervisor",
}
# What is asked for by a browser or a program but is no page of its own: its kind is looked at instead.
NOT_PAGES = {
    "health": "text/plain",
    "teaching-sheet": "application/pdf",
    "teaching-dossier-pdf": "application/pdf",
    "session-dossier-pdf": "application/pdf",
    "demo-attachment": "application/octet-stream",
    "plan-staff": "text/html",
}
SHAPE = (
    "[...(document.querySelector('main') ?? document.body).querySelectorAll('*')]"
    ".map(e => e.tagName + '.' + e.getAttribute('class')).join(' ')"
)
NOTES = {"what_happened": "Something.", "attendance": "Two seats.", "concerns": "", "follow_up": ""}


@dataclass
class World:
    """A session that is on and one that is over, and the words of every address about them."""

    now: dict[str, Any]
    over: dict[str, Any]
    concern: str
    letter: str

    def address(self, route: str) -> str:
        """Return the address of a page."""
        staged = self.over if "dossier" in route or route == "session-notes" else self.now
        person = staged["people"]["teacher_a" if route.startswith("session-") else "trustee"]["id"]
        words: dict[str, object] = {
            "session_ref": staged["ref"],
            "seat_ref": staged["seats"][1]["ref"],
            "person_id": person,
            "school_id": staged["school_ids"]["a"],
            "concern_ref": self.concern,
            "token": staged["people"]["second"]["link"].rsplit("/", 1)[1],
            "letter_id": self.letter,
            "number": 1,
        }
        pattern = next(pattern for pattern in patterns() if pattern.name == route)
        return reverse(route, kwargs={name: words[name] for name in pattern.pattern.converters})

    def cast_for(self, route: str) -> dict[str, Any]:
        """Return whose session the page is about."""
        return self.over if "dossier" in route or route == "session-notes" else self.now


def the_world(server: Server) -> World:
    """Hold one session from worry to sealed record, and have another one open."""
    over, now = server.stage(seats=2, pack="calm"), server.stage(seats=3, pack="slow", teacher_screen=True)
    teacher, facilitator = adult(server, over, "teacher_a"), adult(server, over, "facilitator")
    guest, seat = pupil(server, over)
    guest.state_where(lambda state: state["doors"][0]["open"])
    seat.post(f"/room/{over['ref']}/worry", {"words": "something"})
    facilitator.ask("say", text="hello")
    facilitator.ask("end")
    for each in (teacher, facilitator, guest):
        each.vanish()
    office = Visitor(server)
    office.sign_in(over["people"]["facilitator"]["link"])
    office.get(f"/sessions/{over['ref']}")
    for step, fields in (("notes", NOTES), ("close", {})):
        status, _, text = office.post(f"/sessions/{over['ref']}/{step}", fields)
        assert status == 302, text[:600]
    seat_now = Visitor(server)
    seat_now.sit_down(next(seat["code"] for seat in reversed(now["seats"]) if seat["kind"] == "individual"))
    seat_now.get("/seat")
    seat_now.post(f"/room/{now['ref']}/worry", {"words": "something else"})
    return World(now, over, newest_concern(server, now), a_letter_with_a_file(server))


def newest_concern(server: Server, staged: dict[str, Any]) -> str:
    """Read a concern's ref where its own teacher does."""
    teacher = Visitor(server)
    teacher.sign_in(staged["people"]["teacher_a"]["link"])
    _, _, text = teacher.get(f"/teaching/{staged['ref']}/concerns")
    found = re.search(r"/concerns/([\w-]+)\"", text)
    assert found, text
    return found[1]


def a_letter_with_a_file(server: Server) -> str:
    """Find an invitation in the demo's post room."""
    _, _, text = server.get("/demo/outbox")
    for number in re.findall(r"/demo/outbox/(\d+)\"", text):
        if "/files/1" in server.get(f"/demo/outbox/{number}")[2]:
            return str(number)
    raise AssertionError("no letter has a file")


def visits() -> list[tuple[str, str]]:
    """Every page that is read, with each who may see it; a page for everybody is seen by a stranger, a seat and one signed in."""
    everybody = (Who.ANYONE, Who.ANYONE_IN_THE_DEMO)
    return [
        (who, route)
        for who in CAST
        for route, row in TABLE.items()
        if "GET" in row.methods and _sees(who, row)
        if not set(everybody) & row.who or who in ("stranger", "seat", "teacher")
    ]


def _sees(who: str, row: Row) -> bool:
    return may(row.route, frozenset(PEOPLE[who][0] | {Who.ANYONE_IN_THE_DEMO}))


def test_every_page_that_is_read_is_visited_by_somebody() -> None:
    """By construction, and said once more: no page of the table is left out."""
    assert {route for _, route in visits()} == {route for route, row in TABLE.items() if "GET" in row.methods}
    assert {who for who, _ in visits()} == set(CAST)


@pytest.fixture(scope="module")
def world(server: Server) -> World:
    return the_world(server)


@pytest.fixture(scope="module")
def looked_at() -> set[str]:
    """Shapes of what axe has seen: the same page with other names in it is not looked at twice."""
    return set()


@pytest.mark.proves("U2")
@pytest.mark.parametrize("who", CAST)
def test_every_page(who: str, world: World, somebody: Somebody, looked_at: set[str]) -> None:
    """Each page this person may see opens, complains of nothing, is right for axe and not too wide, on a desk and on a phone."""
    people = {id(staged): somebody() for staged in (world.now, world.over)}
    for staged in (world.now, world.over):
        comes(
            people[id(staged)], who, world.now if who == "lead" else staged
        )  # a newer link kills the lead's old one
    wrong: list[str] = []
    for visitor, route in visits():
        if visitor != who:
            continue
        person = people[id(world.cast_for(route))]
        wrong += [f"{route}: {each}" for each in _visit(person, who, route, world.address(route), looked_at)]
    assert not wrong, "\n".join(wrong)


def comes(person: Person, who: str, staged: dict[str, Any]) -> None:
    """Sign in, or sit down, as this person of that session."""
    if CAST[who] == "seat":
        if staged["seats"][1]["code"]:
            person.sits_down(staged["seats"][1]["code"])
    elif CAST[who]:
        person.signs_in(staged["people"][CAST[who]]["link"])


def _visit(person: Person, who: str, route: str, address: str, looked_at: set[str]) -> list[str]:
    if route in NOT_PAGES:
        file = person.page.request.get(person.server.url + address)
        kind = file.headers["content-type"]
        return [] if file.status == 200 and kind.startswith(NOT_PAGES[route]) else [f"{file.status} {kind}"]
    answer = person.page.goto(person.server.url + address)
    if answer is None or answer.status != 200:
        return [f"answered {answer and answer.status}"]
    shapes = {f"{route} {person.page.evaluate(SHAPE)}", f"what stands around it for {who}"}
    if shapes <= looked_at:
        return []
    looked_at |= shapes
    on_a_desk = person.faults("light")
    person.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    on_a_phone = person.faults("dark")
    person.page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    return [*on_a_desk, *on_a_phone]

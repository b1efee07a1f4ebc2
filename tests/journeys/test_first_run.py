"""From an empty installation to the first planned session, through the pages: a secret, the first people, a school."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser

from tests.support.browser import PHONE, Person
from tests.support.server import running_server

pytestmark = [pytest.mark.journey, pytest.mark.slow]
FIRST = {"administrator": "Admin A", "safeguarding_lead": "Lead B", "deputy_lead": "Deputy C"}


def address(name: str) -> str:
    """Return somebody's address."""
    return f"{name.lower().replace(' ', '.')}@harbour.example"


@pytest.mark.proves("R2", "S7")
def test_from_an_empty_installation_to_the_first_planned_session(chromium: Browser) -> None:
    with running_server() as server:
        found = re.search(r"[a-z2-9]{5}(-[a-z2-9]{5}){3}", server.log())
        assert found, "the console does not say the secret"
        # On a telephone, as somebody does who has the server's console on the other screen.
        one = Person(chromium, server, PHONE).goes_to("/set-up").fills(id_secret=found[0])
        links = _sets_up(one)
        assert server.get("/set-up")[0] == 404
        office = Person(chromium, server).signs_in(links["administrator"])
        for who, role in (
            ("Lead B", "speaker"),
            ("Deputy C", "facilitator"),
            ("Deputy C", "online_presence_lead"),
        ):
            office.goes_to("/people").presses(who)
            office.page.get_by_label("Role", exact=True).select_option(role)
            office.presses("Give this role").sees(f"{who} is ")
        server.makes_ready(address("Lead B"), address("Deputy C"))
        host = Person(chromium, server).signs_in(links["deputy_lead"])
        _plans(host)
        for somebody in (one, office, host):
            somebody.leaves()


def _sets_up(one: Person) -> dict[str, str]:
    """Go through the steps, and return the links that were handed over."""
    one.presses("Begin").fills(
        id_name="Harbour Talks", id_official_email="office@harbour.example", id_office_number="020 7946 0000"
    )
    one.presses("Keep and go on").sees("Every letter carries it").presses("Keep and go on")
    one.fills(id_email=address("Admin A")).presses("Send a test letter").sees(
        "The mail server took the letter"
    )
    one.page.get_by_role("button", name="Go on", exact=True).click()
    one.sees("Which policy").presses("Keep and go on")
    for role, name in FIRST.items():
        one.page.locator(f"#id_{role}-full_name").fill(name)
        one.page.locator(f"#id_{role}-email").fill(address(name))
        one.page.locator(f"button[name=role][value={role}]").click()
        one.sees(f"{name} is invited as")
    links = {}
    for role, name in FIRST.items():
        one.presses(f"Show a link to hand over to {name}").sees(f"A link for {name}")
        links[role] = one.page.locator("code", has_text="/sign-in/").inner_text().split("localhost", 1)[1]
        links[role] = "/" + links[role].split("/", 1)[1]
    one.goes_to("/set-up/people").looks("the first people, on a telephone")
    one.goes_to("/set-up/finish").presses("Finish the set-up").sees("The set-up is over")
    return links


def _plans(host: Person) -> None:
    host.goes_to("/schools/add").fills(
        id_name="Hill School", id_town="Anytown", id_email_domain="hill.school.example"
    )
    host.page.get_by_role("main").get_by_role("button").first.click()
    host.sees("Hill School is added")
    host.page.locator("[id$=dsl_name]").fill("The deputy head")
    host.page.locator("[id$=dsl_route]").fill("Room 9")
    host.presses("Keep this contact").sees("is written down")
    host.presses("Plan a session with this school")
    day = datetime.now(ZoneInfo("Europe/London")) + timedelta(days=30)
    host.fills(
        id_title="Boats of the bay",
        id_purpose="To meet somebody who builds boats, and ask them anything.",
        id_new_teacher_name="Ms Teacher D",
        id_new_teacher_email="teacher.d@hill.school.example",
        id_day=f"{day:%Y-%m-%d}",
        id_time="10:00",
        id_pupils="20",
    )
    host.page.get_by_role("checkbox", name="Deputy C").first.check()
    host.page.get_by_role("checkbox", name="Lead B").last.check()
    host.presses("Plan it and write to the teachers").sees("Boats of the bay").looks(
        "the first planned session"
    )

"""The story of a second step on a server that forces it: a key, a phone, a recovery code, asked again, and signed out from afar."""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser import PHONE, Person
from tests.support.server import Server
from tests.support.signed_in import code_of

pytestmark = pytest.mark.journey


@pytest.fixture
def strict() -> Iterator[Server]:
    """A server for real people: not the demo, so that second steps are forced."""
    with tempfile.TemporaryDirectory(prefix="chaperone-strict-", ignore_cleanup_errors=True) as name:
        server = Server(Path(name))
        server.env["CHAPERONE_DEMO"] = "no"
        server.prepare().start()
        try:
            yield server
        finally:
            server.stop()


def an_hour_later(server: Server) -> None:
    """Let every second step have been shown long ago."""
    with sqlite3.connect(server.folder / "var" / "chaperone.sqlite3", timeout=10) as database:
        database.execute("UPDATE people_signin SET confirmed_at = '2026-01-01 00:00:00'")
    database.close()


def code_in_letter(server: Server) -> str:
    """Return the code in the newest letter that has one, as its reader would copy it."""
    with sqlite3.connect(server.folder / "var" / "chaperone.sqlite3", timeout=10) as database:
        query = "SELECT text FROM outbox_letter WHERE kind = 'sign_in_code' ORDER BY id DESC"
        (text,) = database.execute(query).fetchone()
    database.close()
    return str(re.findall(r"\d{3} \d{3}", text)[0])


def a_teacher_comes_back_without_a_code(chromium: Browser, strict: Server, staged: dict[str, Any]) -> None:
    """Ten minutes before the lesson: link, code, in; and again in the same browser after its connection went."""
    link = staged["people"]["teacher_a"]["link"]
    teacher = Person(chromium, strict, PHONE)
    teacher.signs_in(link).sees("code of six digits").looks("the code")
    teacher.fills(code="000000").presses("Go on").sees("not the code we sent").looks(
        "a wrong code, on a phone"
    )
    teacher.fills(code=code_in_letter(strict)).presses("Go on")
    expect(teacher.page).to_have_url(f"{strict.url}/teaching/{staged['ref']}")
    teacher.context.set_offline(True)
    teacher.page.close()
    teacher.context.set_offline(False)
    teacher.page = teacher.context.new_page()
    teacher.signs_in(link)
    expect(teacher.page).to_have_url(f"{strict.url}/teaching/{staged['ref']}")
    teacher.leaves()


@pytest.mark.proves("A3", "U2", "S7", "S8")
def test_a_lead_signs_in_with_a_key_and_a_phone(strict: Server, chromium: Browser) -> None:
    staged = strict.stage(seats=1)
    lead = Person(chromium, strict).has_a_key()
    lead.signs_in(staged["people"]["lead"]["link"]).sees("Set up your second step").looks("the choice")
    lead.goes_to("/concerns").sees("Set up your second step")
    lead.presses("Set up a key").looks("a key").fills(step_name="My laptop").presses("Set up my key")
    lead.sees("Keep these codes").looks("recovery codes")
    (code, *_) = re.findall(r"\d{4} \d{4} \d{4}", lead.page.locator("main").inner_text())
    lead.presses("I have kept them").sees("Concerns")
    lead.goes_to("/your-sign-in").sees("My laptop").sees("your last one stays").looks("own sign-in")

    # A phone as well: the secret is typed in by hand.
    lead.presses("Add a phone").page.get_by_text("I cannot scan").click()
    secret = re.sub(r"\s", "", lead.page.locator("code").inner_text())
    lead.looks("a phone").fills(step_code=code_of(secret, -1)).presses("Set up this phone")
    lead.sees("Phone with codes").presses("Sign out").sees("Chaperone")

    # Again, with the key.
    lead.signs_in(strict.stage(seats=1)["people"]["lead"]["link"]).sees("Use your face, finger or key").looks(
        "asked"
    )
    lead.presses("Use my key").sees("What needs me today")

    # A phone in the hand: a recovery code, once.
    far = Person(chromium, strict, PHONE)
    newest = strict.stage(seats=1)
    far.signs_in(newest["people"]["lead"]["link"]).sees("Your second step").looks("asked, on a phone")
    far.page.get_by_text("I have neither").click()
    far.fills(step_recovery=code).presses("Use this code").sees("What needs me today")

    # Asked again before concerns, and let back to where they were.
    an_hour_later(strict)
    lead.goes_to("/home").sees("What needs me today").goes_to("/concerns").sees("Is it still you?")
    lead.fills(step_code="000000").presses("Go on").sees("not your phone").looks("a wrong code")
    lead.fills(step_code=code_of(secret)).presses("Go on")
    expect(lead.page).to_have_url(f"{strict.url}/concerns")

    a_teacher_comes_back_without_a_code(chromium, strict, newest)

    # A room stands open on the phone; it closes when that browser is signed out from here.
    far.goes_into_room(newest["ref"]).is_inside()
    lead.goes_to("/your-sign-in").presses("Sign out everywhere but here").sees(
        "All other browsers are signed out"
    )
    far.sees("You signed out in this browser", within_seconds=5)
    far.goes_to("/home").sees("Sign in by e-mail")
    kinds = [entry["kind"] for entry in strict.on_record("organisation")]
    assert kinds.count("person.step_added") == 2
    assert kinds.count("person.step_wrong") == 1
    assert secret not in strict.log()
    for person in (lead, far):
        person.leaves()

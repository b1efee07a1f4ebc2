"""The story of one whole session under the policy as it stands, from the planning form to the sealed record."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.support.browser import CHROMEBOOK, PHONE, Person
from tests.support.reading import opened_earlier
from tests.support.server import Server

pytestmark = pytest.mark.journey
Somebody = Callable[..., Person]
SCHOOL, DOMAIN, TITLE = "Hillside Test School", "hillside-test.example", "Meet a bridge builder"
CODE = re.compile(r"\b[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{3}\b")
PHONE_NUMBER = "you can ring me on 07700 900123"


@pytest.mark.proves(
    "A1", "M3", "M8", "M9", "M10", "M12", "S8", "Y1", "Y3", "Y6", "Y7", "Y8", "Y11", "Y12", "P10"
)
def test_the_whole_session(server: Server, somebody: Somebody) -> None:
    """Everything that a charity, a school and two pupils do for one session, each in a browser of their own."""
    staff = server.stage(starts_in_minutes=900)["people"]
    facilitator = somebody().signs_in(staff["facilitator"]["link"])
    ref = plans(facilitator, staff["second"]["name"])
    teacher = prepares(somebody(CHROMEBOOK))
    codes = prints(teacher)
    speaker = somebody().signs_in(staff["second"]["link"]).goes_into_room(ref)
    one, two = somebody(PHONE), somebody(CHROMEBOOK)
    for pupil, code in zip((one, two), codes, strict=True):
        pupil.sits_down(code).sees("Who will be there").sees("Head of Year 8").agrees().sees(
            "Who is here already"
        )
    facilitator.goes_to(f"/sessions/{ref}").presses("Open the room")
    teacher.goes_to(f"/teaching/{ref}").presses("Go into the room")
    opens_early(facilitator, teacher)
    talk(facilitator, one, two)
    speaker.sees("How long does a bridge last?")
    ends(facilitator, ref)
    for pupil in (one, two):
        pupil.sees("Thank you for coming").looks("the end for a pupil")
    keeps_the_record(facilitator, teacher, ref)
    assert viewed(server, ref) == ["page", "pdf", "page", "pdf"]
    sees_it_was_kept(facilitator, server)
    good = server.chaperone("ledger", "verify")
    assert good.returncode == 0, good.stdout + good.stderr


def plans(facilitator: Person, second: str) -> str:
    """Add the school, find it by its name, and fill in the one form; return the session's ref."""
    facilitator.goes_to("/schools/add").fills(id_name=SCHOOL, id_town="Testtown", id_email_domain=DOMAIN)
    facilitator.page.get_by_role("button", name="Add").click()
    facilitator.sees(f"{SCHOOL} is added").presses("Sessions").presses("Plan a session")
    facilitator.page.get_by_label("Name, town, postcode or URN").press_sequentially("hillside")
    facilitator.looks("the school search").presses(SCHOOL)
    starts_at = datetime.now(ZoneInfo("Europe/London")) + timedelta(minutes=3)
    facilitator.fills(
        id_title=TITLE,
        id_purpose="To hear how somebody became an engineer, and to ask about it.",
        id_new_teacher_name="Teacher Hill",
        id_new_teacher_email=f"teacher@{DOMAIN}",
        id_day=starts_at.strftime("%Y-%m-%d"),
        id_time=starts_at.strftime("%H:%M"),
        id_pupils="2",
    )
    facilitator.page.locator("#staff-picker").get_by_role("group", name="Facilitators").get_by_label(
        second
    ).check()
    facilitator.looks("the planning form").presses("Plan it and write to the teachers")
    facilitator.sees("The teachers have been written to").sees("Not ready yet").looks("a session not ready")
    return facilitator.page.url.rsplit("/", 1)[1]


def has_read(teacher: Person) -> None:
    """Let the text have been open for five minutes: the clock of the server cannot be moved, the mark of its page can."""
    mark = teacher.page.locator("input[name=opened]")
    key = (teacher.server.folder / "var" / "secret-key").read_text().strip()
    earlier = opened_earlier(mark.input_value(), 300, key)
    mark.evaluate("(field, value) => { field.value = value; }", earlier)


def prepares(teacher: Person) -> Person:
    """Open the letter, follow its link, agree to terms and purpose, write down the school's own contact."""
    own = teacher.page.get_by_role(
        "link", name=re.compile("^(?!Copy: )")
    )  # a colleague's copy has no link in it
    row = teacher.page.get_by_role("row").filter(has_text=f"teacher@{DOMAIN}").filter(has=own).first
    for _ in range(30):  # letters leave one after another, within seconds
        teacher.goes_to("/demo/outbox")
        if row.is_visible():
            break
        teacher.page.wait_for_timeout(1000)
    row.get_by_role("link").click()
    teacher.sees(".ics").looks("the letter")
    teacher.page.locator(".ch-letter").get_by_role("link", name="/sign-in/").click()
    teacher.page.get_by_role("button", name="Continue as Teacher Hill").click()
    teacher.sees(TITLE).looks("the teacher's session")
    ref = teacher.page.url.rsplit("/", 1)[1]
    teacher.goes_to(f"/teaching/{ref}/terms").looks("the terms").fills(id_name_typed="Teacher Hill")
    teacher.presses("I have read them, and I agree").sees("it takes at least").looks(
        "the terms, not yet read"
    )
    has_read(teacher)
    teacher.presses("I have read them, and I agree").sees("Thank you.")
    teacher.goes_to(f"/teaching/{ref}/purpose").presses("We agree to this purpose").sees("Thank you.")
    teacher.goes_to(f"/teaching/{ref}/contact").fills(id_dsl_name="Head of Year 8", id_dsl_route="Room 4")
    teacher.presses("Keep this contact").sees("Pupils see it on every screen")
    return teacher


def prints(teacher: Person) -> list[str]:
    """Print the sheet; every code that stands on the screen stands on the paper, with the rules and whom to tell."""
    teacher.presses("Codes").sees("Each code works once").looks("seats and codes")
    codes = CODE.findall(teacher.page.locator("table").inner_text())
    sheet = teacher.takes_file("Print the code sheet")
    assert sheet.startswith(b"%PDF-")
    paper = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(sheet)).pages)
    assert len(codes) == 2
    assert not [code for code in codes if code not in paper]
    assert "0800 1111" in paper.replace("\xa0", " ")
    assert "Head of Year 8" in paper
    return codes


def opens_early(facilitator: Person, teacher: Person) -> None:
    """The lead of ten minutes is cut short by two adults with a reason."""
    facilitator.sees("Opens in").presses("Open early…")
    facilitator.page.get_by_label("Why is it needed?").fill("The assembly ran over")
    facilitator.presses("Ask a second adult").sees("A second adult has to agree")
    teacher.sees("The assembly ran over").looks("a waiver asked for").presses("I agree, open it")


def talk(facilitator: Person, one: Person, two: Person) -> None:
    """Chat, a question that is taken, a hand, and a telephone number that is refused and not lost."""
    one.is_inside().says("Good morning!")
    two.is_inside().sees("Good morning!")
    two.presses("As a question").says("How long does a bridge last?")
    facilitator.sees("How long does a bridge last?").looks("a question waits").presses("Take it")
    one.sees("How long does a bridge last?").presses("Raise hand").sees("Hand is up")
    facilitator.sees("hand up")
    one.says(PHONE_NUMBER)
    expect(one.page.locator("[data-part=composer-refusal]")).to_be_visible()
    expect(one.pen).to_have_value(PHONE_NUMBER)
    one.looks("words refused")
    two.sees_no("07700")
    facilitator.sees_no("07700")
    one.says("Thank you, that was great")
    two.sees("Thank you, that was great")


def ends(facilitator: Person, ref: str) -> None:
    """End the room, write the notes, close the session."""
    facilitator.page.locator("[data-part=end]").click()
    facilitator.looks("ending").presses("End the session")
    facilitator.presses("Write the session notes").looks("the notes")
    facilitator.fills(
        id_what_happened="One story, one question.",
        id_attendance="Two seats, two of us, a teacher.",
        id_recording="Sound and picture are switched off here.",
    )
    facilitator.presses("Keep these notes").sees("The notes are kept").presses("Close the session and seal")
    facilitator.sees("The record is sealed")
    assert facilitator.page.url.endswith(f"/sessions/{ref}")


def keeps_the_record(facilitator: Person, teacher: Person, ref: str) -> None:
    """The record as page and PDF, the teacher's copy, and that all of this is itself on record."""
    facilitator.presses("The record of this session").looks("the record")
    for words in ("How long does a bridge last?", "The assembly ran over", "One story, one question."):
        facilitator.sees(words)
    facilitator.sees_no("07700")
    assert facilitator.takes_file("Save as PDF").startswith(b"%PDF-")
    teacher.goes_to(f"/teaching/{ref}").presses("The record of this session").looks("the teacher's record")
    teacher.sees("How long does a bridge last?")
    assert teacher.takes_file("Save as PDF").startswith(b"%PDF-")


def sees_it_was_kept(facilitator: Person, server: Server) -> None:
    """The clauses of a true session stand as kept once the record is counted, and its waiver is shown as one."""
    swept = server.chaperone("assurance", "sweep")
    assert swept.returncode == 0, swept.stdout + swept.stderr
    facilitator.goes_to("/policy").sees("0 breached").looks("how every clause stands")
    for clause in (
        "M9",
        "Y3",
    ):  # other stories on this server hold theirs without notes and without a recording
        facilitator.goes_to(f"/policy/{clause}").sees("Nothing broke it.")
    facilitator.goes_to("/policy/M8").presses("Two adults let the door open before the lead was over.").sees(
        TITLE
    )


def viewed(server: Server, ref: str) -> list[str]:
    """How the record of this session was looked at, as the organisation's own chain tells."""
    entries = server.on_record("organisation")
    return [
        e["body"]["how"] for e in entries if e["kind"] == "dossier.viewed" and e["body"]["session"] == ref
    ]

"""People and roles, schools and their contacts, the staff policy, the clauses and the demo's post room, through their pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings as of_the_test_run
from django.test import Client
from pytest_django.fixtures import Settings

from chaperone.concerns.actions import acknowledge_concern, raise_concern
from chaperone.outbox.models import Letter
from chaperone.people.models import Agreement, Person, School, Teacher
from chaperone.people.queries import roles_of
from chaperone.people.roles import Role
from chaperone.policy.clauses import CLAUSE_IDS
from chaperone.policy.documents import document_named
from tests.pages.test_public import words
from tests.pages.town import Town, browser
from tests.sessions.cast import NOW, colleague, done
from tests.support.reading import read_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(town: Town) -> Client:
    """The administrator's browser."""
    return browser(town.administrator)


def test_the_list_shows_colleagues_with_their_roles_and_no_teachers(office: Client, town: Town) -> None:
    page = words(office.get("/people"))
    assert "Colleague F facilitator Agreed" in page
    assert "Teacher B" not in page
    colleague("X", Role.SPEAKER, agreed=False)
    assert "Colleague X speaker Not agreed yet" in words(office.get("/people"))


@pytest.mark.proves("S7")
def test_a_colleague_is_added_with_a_first_role(office: Client, town: Town) -> None:
    sent = {"full_name": "Robin Example", "email": "robin@charity.example", "role": "speaker"}
    answer = office.post("/people/add", sent)
    robin = Person.objects.get(email="robin@charity.example")
    assert answer.headers["Location"] == f"/people/{robin.pk}"
    assert roles_of(robin, NOW.date()) == {Role.SPEAKER}


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"full_name": "", "email": "x@charity.example"}, "Write their full name."),
        ({"full_name": "X", "email": "nonsense"}, "does not look like an e-mail address"),
        ({"full_name": "X", "email": "office@charity.example"}, "shared mailbox"),
        ({"full_name": "X", "email": "colleague.f@charity.example"}, "known to us already"),
        ({"full_name": "Colleague F", "email": "f2@charity.example"}, "one person must not count as two"),
        ({"full_name": "X\u202ey", "email": "x@charity.example"}, "one line of ordinary characters"),
        (
            {"full_name": "X", "email": "x@charity.example", "role": "teacher"},
            "not one of the available choices",
        ),
    ],
)
def test_a_colleague_who_cannot_be_added(sent: dict[str, str], told: str, office: Client, town: Town) -> None:
    before = Person.objects.count()
    answer = office.post("/people/add", sent)
    assert told in words(answer)
    assert Person.objects.count() == before


@pytest.mark.proves("R2")
def test_roles_are_given_and_ended_by_those_who_may(office: Client, town: Town) -> None:
    speaker = town.charity.speaker
    at = f"/people/{speaker.pk}"
    assert "is facilitator from today" in words(
        office.post(f"{at}/give-role", {"role": "facilitator"}, follow=True)
    )
    assert Role.FACILITATOR in roles_of(speaker, NOW.date())
    assert "no longer facilitator" in words(
        office.post(f"{at}/end-role", {"role": "facilitator"}, follow=True)
    )
    assert Role.FACILITATOR not in roles_of(speaker, NOW.date())
    refused = words(office.post(f"{at}/give-role", {"role": "safeguarding_lead"}, follow=True))
    assert "Ask a trustee or the safeguarding lead." in refused
    own = words(
        office.post(f"/people/{town.administrator.pk}/give-role", {"role": "facilitator"}, follow=True)
    )
    assert "Nobody gives a role to themselves." in own
    trustee = browser(town.trustee)
    assert "is deputy lead from today" in words(
        trustee.post(f"{at}/give-role", {"role": "deputy_lead"}, follow=True)
    )
    last = words(
        trustee.post(f"/people/{town.charity.lead.pk}/end-role", {"role": "safeguarding_lead"}, follow=True)
    )
    assert "There must always be a safeguarding lead." in last
    assert browser(town.charity.facilitator).post(f"{at}/give-role", {"role": "trustee"}).status_code == 404


def test_somebody_leaves_after_a_question(office: Client, town: Town) -> None:
    at = f"/people/{town.charity.speaker.pk}/leave"
    assert "leaving us?" in words(office.get(at))
    assert Person.objects.get(pk=town.charity.speaker.pk).is_active
    assert town.own.title in words(office.get(at))
    theirs = browser(town.charity.speaker)
    assert theirs.get("/home").status_code == 200
    assert "Their links no longer work" in words(office.post(at, {"yes": "1"}, follow=True))
    assert not Person.objects.get(pk=town.charity.speaker.pk).is_active
    assert theirs.get("/home").headers["Location"].startswith("/sign-in")
    reminders = Letter.objects.filter(to=[town.charity.speaker.email], cancelled_at=None, sent_at=None)
    assert not reminders.exists()
    back = words(office.post(f"/people/{town.charity.speaker.pk}/return", follow=True))
    assert "is with us again, without a role" in back
    assert roles_of(Person.objects.get(pk=town.charity.speaker.pk), NOW.date()) == frozenset()
    assert theirs.get("/home").headers["Location"].startswith("/sign-in")
    lead = f"/people/{town.charity.lead.pk}/leave"
    assert "Name the successor first." in words(office.get(lead))
    assert "Name the successor first." in words(office.post(lead, follow=True))
    assert Person.objects.get(pk=town.charity.lead.pk).is_active


def test_what_a_leaver_hands_over_names_concerns_only_to_those_who_read_them(town: Town) -> None:
    raised = raise_concern("notes", "", "", "", "Somebody worries us.", NOW)
    done(acknowledge_concern(town.deputy, raised.ref, NOW))
    at = f"/people/{town.deputy.pk}/leave"
    office, lead = browser(town.administrator), browser(town.charity.lead)
    assert "1 concern they had taken on" in words(office.get(at))
    assert raised.ref not in words(office.get(at))
    assert raised.ref in words(lead.get(at))


def test_schools_are_found_as_one_types_and_closed_ones_are_named(office: Client, town: Town) -> None:
    School.objects.filter(pk=town.other_school.pk).update(status="closed")
    part = office.get("/schools", {"text": "dale"}, headers={"hx-request": "true"})
    assert "<html" not in part.content.decode()
    assert "Dale School Closed" in words(part)
    planning = browser(town.charity.facilitator).get("/sessions/plan", {"text": "dale"}).content.decode()
    assert f"school={town.other_school.pk}" not in planning
    assert "No school matches" in words(office.get("/schools", {"text": "zzz"}))
    assert office.get("/schools", {"text": "\x00' OR 1=1 --"}).status_code == 200


def test_a_school_is_added_by_hand(office: Client, town: Town) -> None:
    sent = {"name": "Fen School", "town": "Fenton", "email_domain": "fen.school.example"}
    answer = office.post("/schools/add", sent)
    fen = School.objects.get(name="Fen School")
    assert answer.headers["Location"] == f"/schools/{fen.pk}"
    assert fen.email_domain == "fen.school.example"
    assert "in our list already" in words(office.post("/schools/add", sent))
    shared = office.post(
        "/schools/add", {**sent, "name": "Bog School", "email_domain": "gmail.com"}, follow=True
    )
    assert "without its domain" in words(shared)
    assert "Write the town" in words(office.post("/schools/add", {"name": "No Town", "town": ""}))


@pytest.mark.proves("Y11", "S8")
def test_a_schools_page_keeps_contact_domain_and_teachers(office: Client, town: Town) -> None:
    at = f"/schools/{town.other_school.pk}"
    sent = {"what": "contact", "contact-dsl_name": "The deputy head", "contact-dsl_route": "room 9"}
    assert "is written down" in words(office.post(at, sent, follow=True))
    assert School.objects.get(pk=town.other_school.pk).dsl_route == "room 9"
    half = office.post(at, {"what": "contact", "contact-dsl_name": "Only a name", "contact-dsl_route": ""})
    assert "Write where pupils find them." in words(half)
    assert "Error: Dale School" in half.content.decode()
    personal = office.post(at, {"what": "domain", "domain-email_domain": "gmail.com"})
    assert "Anybody can open a mailbox there" in words(personal)
    teacher = {"what": "teacher", "teacher-full_name": "Teacher W", "teacher-email": "w@dale.school.example"}
    assert "Teacher W is added." in words(office.post(at, teacher, follow=True))
    assert Teacher.objects.get(person__full_name="Teacher W").verified_at is None
    elsewhere = {**teacher, "teacher-full_name": "Teacher V", "teacher-email": "v@elsewhere.example"}
    assert "not at this school's domain" in words(office.post(at, elsewhere))
    assert office.post(at, {"what": "nonsense"}).status_code == 200
    assert office.get("/schools/999999").status_code == 404


@pytest.mark.proves("S1")
def test_a_newcomer_reads_the_staff_policy_and_agrees(town: Town) -> None:
    newcomer = colleague("X", Role.SPEAKER, agreed=False)
    client, document = browser(newcomer), document_named("staff-policy")
    assert "You have not agreed to the version in force." in words(client.get("/home"))
    page = words(client.get("/staff-policy"))
    assert document.title in page
    stale = client.post("/staff-policy", {"name_typed": "Colleague X", "text_hash": "older"})
    assert "The text has changed since you opened it." in words(stale)
    assert not Agreement.objects.filter(person=newcomer).exists()
    sent = {"name_typed": "Colleague X", **read_by(newcomer, "staff-policy")}
    assert client.post("/staff-policy", sent).headers["Location"] == "/home"
    assert Agreement.objects.get(person=newcomer).text_hash == document.hash
    assert "You have not agreed" not in words(client.get("/home"))


@pytest.mark.proves("A1")
def test_the_policy_page_has_every_clause_with_its_status(town: Town) -> None:
    page = browser(town.charity.speaker).get("/policy").content.decode()
    for clause_id in CLAUSE_IDS:
        assert f'id="{clause_id}"' in page
    counts = re.findall(r"</span> (\d+) (?:breached|at risk|kept|no evidence|not yet carried out)<", page)
    assert sum(map(int, counts)) == len(CLAUSE_IDS)


def test_the_demos_post_room_shows_letters_and_hands_over_files(town: Town, settings: Settings) -> None:
    settings.CHAPERONE_DEMO = True
    folder = Path(of_the_test_run.VAR_DIR) / "outbox"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "5.eml").write_bytes(
        b"From: a@charity.example\r\nTo: b@charity.example\r\nSubject: Hello there\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
        b"Open http://localhost:8000/sign-in/abc <script>alert(1)</script>\r\n"
        b'--x\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename="a\\"b/../c.html"\r\n\r\n'
        b"<script>1</script>\r\n--x--\r\n"
    )
    client = browser()
    assert "Hello there" in words(client.get("/demo/outbox"))
    page = client.get("/demo/outbox/5").content.decode()
    assert '<a href="http://localhost:8000/sign-in/abc"' in page
    assert "<script>alert" not in page
    file = client.get("/demo/outbox/5/files/1")
    assert file.headers["Content-Type"] == "application/octet-stream"
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert "/" not in file.headers["Content-Disposition"]
    for missing in ("/demo/outbox/6", "/demo/outbox/5/files/0", "/demo/outbox/5/files/2"):
        assert client.get(missing).status_code == 404

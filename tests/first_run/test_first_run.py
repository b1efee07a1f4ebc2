"""The first set-up: whom it opens to, how it can be left and gone on with, what it must end with, and that it is gone then."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from chaperone.config.cli import main
from chaperone.config.environment import SettingRefused, chosen_pack
from chaperone.first_run import actions as set_up
from chaperone.first_run.models import FirstRun
from chaperone.first_run.queries import is_needed
from chaperone.outbox.models import Letter
from chaperone.people.models import Person
from chaperone.people.queries import organisation, people_with_role, roles_of
from chaperone.people.roles import Role
from chaperone.policy.refusal import Refused
from tests.pages.test_every_page import problems
from tests.pages.test_public import words
from tests.pages.town import Clock, sets_up
from tests.people.charity import NOW, colleague, done, on_record, refusal

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
SAID = {
    "name": "Harbour Talks",
    "official_email": "office@harbour.example",
    "office_number": "020 7946 0000",
    "timezone": "Europe/Dublin",
}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def opened(clock: Clock) -> Client:
    return sets_up()


def invites(client: Client, role: str, name: str, email: str) -> str:
    sent = {"role": role, f"{role}-full_name": name, f"{role}-email": email}
    return words(client.post("/set-up/people", sent, follow=True))


def test_it_is_there_only_for_an_empty_installation_and_whoever_holds_the_secret(clock: Clock) -> None:
    stranger = Client()
    assert stranger.get("/set-up").status_code == stranger.get("/set-up/people").status_code == 404
    first, second = done(set_up.make_secret(NOW)), done(set_up.make_secret(NOW))
    assert re.fullmatch(r"[a-z2-9]{5}(-[a-z2-9]{5}){3}", second)
    assert not FirstRun.objects.filter(secret_hash__icontains=second).exists()
    assert stranger.get("/set-up").status_code == 200
    assert stranger.get("/set-up/people").status_code == 404
    for wrong in (first, "", "x" * 20, "\x00"):
        assert "secret" in words(stranger.post("/set-up", {"secret": wrong}))
    assert stranger.get("/set-up/people").status_code == 404
    typed = second.upper().replace("-", " ")
    assert stranger.post("/set-up", {"secret": typed}).headers["Location"] == "/set-up/organisation"
    assert stranger.get("/set-up/people").status_code == 200
    late = Client()
    assert "not the secret" in words(late.post("/set-up", {"secret": second}))
    assert late.get("/set-up/people").status_code == 404
    # Whoever lost their browser gets another secret from the console; the earlier browser is out.
    assert late.post("/set-up", {"secret": done(set_up.make_secret(NOW))}).status_code == 302
    assert late.get("/set-up/people").status_code == 200
    assert stranger.get("/set-up/people").status_code == 404


def test_where_somebody_is_known_there_is_no_set_up(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    colleague("A", Role.ADMINISTRATOR)
    assert not is_needed()
    refusal(set_up.make_secret(NOW))
    assert main(["setup"]) == 3
    assert "has been set up" in capsys.readouterr().err
    assert Client().get("/set-up").status_code == 404


def test_the_console_says_where_and_with_what_and_the_command_line_closes_it(
    capsys: pytest.CaptureFixture[str], clock: Clock
) -> None:
    assert main(["setup"]) == 0
    told = capsys.readouterr().out
    assert "/set-up\n" in told
    client = Client()
    assert client.post("/set-up", {"secret": told.split()[-1]}).status_code == 302
    people = ("--administrator", "A Person <a@harbour.example>", "--lead", "B Person <b@harbour.example>")
    assert main(["begin", "--name", "Harbour", "--email", "office@harbour.example", *people]) == 0
    assert client.get("/set-up/people").status_code == 404


@pytest.mark.proves("R2", "S7")
def test_it_ends_with_two_adults_and_a_safeguarding_lead_and_is_gone(opened: Client) -> None:
    assert "has no name yet" in words(opened.post("/set-up/finish"))
    assert opened.post("/set-up/organisation", SAID).headers["Location"] == "/set-up/address"
    ours = organisation()
    assert ours is not None
    assert (ours.name, ours.timezone) == ("Harbour Talks", "Europe/Dublin")
    assert "Write a number" in words(opened.post("/set-up/organisation", {**SAID, "office_number": ""}))
    assert "no administrator yet" in words(opened.post("/set-up/finish"))
    assert "is invited as administrator" in invites(opened, "administrator", "A Person", "a@harbour.example")
    assert "is invited as safeguarding lead" in invites(
        opened, "safeguarding_lead", "A Person", "a@harbour.example"
    )
    assert "no deputy lead yet" in words(opened.post("/set-up/finish"))
    both = invites(opened, "deputy_lead", "A Person", "a@harbour.example")
    assert "must be two different people" in both
    assert "shared mailbox" in invites(opened, "deputy_lead", "Office", "office@harbour.example")
    # They left their browser alone and come back: the next step is the one that is not done.
    assert opened.get("/set-up").headers["Location"] == "/set-up/address"
    assert "is invited as deputy lead" in invites(opened, "deputy_lead", "D Person", "d@harbour.example")
    assert opened.post("/set-up/finish").headers["Location"] == "/sign-in"
    for path in ("/set-up", "/set-up/people", "/set-up/finish", "/set-up/nonsense"):
        assert opened.get(path).status_code == opened.post(path).status_code == 404
    assert [entry.kind for entry in on_record() if entry.kind.startswith("first_run")] == [
        "first_run.opened",
        "first_run.completed",
    ]
    refusal(set_up.make_secret(NOW + timedelta(days=1)))
    letters = Letter.objects.filter(kind="first_run_invitation", cancelled_at=None)
    assert sorted(letter.to[0] for letter in letters) == ["a@harbour.example", "d@harbour.example"]
    first = next(letter for letter in letters if letter.to == ["a@harbour.example"])
    assert "administrator and safeguarding lead" in first.subject
    link = re.search(r"/sign-in/\S+", first.text)
    assert link
    assert Client().post(link[0]).status_code == 302


def test_a_slip_is_put_right_and_nobody_is_left_over(opened: Client) -> None:
    opened.post("/set-up/organisation", SAID)
    invites(opened, "safeguarding_lead", "L Person", "l@harbuor.example")
    slip = Person.objects.get(email="l@harbuor.example")
    invites(opened, "safeguarding_lead", "L Person", "l@harbour.example")
    (lead,) = people_with_role(Role.SAFEGUARDING_LEAD, TODAY)
    assert lead.email == "l@harbour.example"
    slip.refresh_from_db()
    assert not slip.is_active
    assert not Letter.objects.filter(to=["l@harbuor.example"], cancelled_at=None).exists()
    assert "one person must not count as two" in invites(
        opened, "deputy_lead", "L Person", "l2@harbour.example"
    )
    # One person held two of the roles; taking one from them leaves the other.
    invites(opened, "administrator", "L Person", "l@harbour.example")
    invites(opened, "administrator", "M Person", "m@harbour.example")
    assert roles_of(lead, TODAY) == {Role.SAFEGUARDING_LEAD}


def test_a_link_is_shown_once_to_hand_over_and_for_the_first_people_only(opened: Client) -> None:
    opened.post("/set-up/organisation", SAID)
    invites(opened, "administrator", "A Person", "a@harbour.example")
    person = Person.objects.get(email="a@harbour.example")
    page = words(opened.post("/set-up/people", {"link_for": str(person.pk)}))
    link = re.search(r"http://\S+(/sign-in/\S+)", page)
    assert link
    assert "/sign-in/" not in words(opened.get("/set-up/people"))
    assert Client().post(link[1]).status_code == 302
    other = colleague("X", Role.SPEAKER)
    for number in (str(other.pk), "0", "x", "9" * 40):
        assert "/sign-in/" not in words(opened.post("/set-up/people", {"link_for": number}))


def test_address_and_policy_must_be_those_the_server_was_given(opened: Client, settings: Settings) -> None:
    told = words(opened.post("/set-up/address", {"address": "https://talks.harbour.example"}))
    assert "Set CHAPERONE_PUBLIC_URL" in told
    assert "CHAPERONE_PUBLIC_URL=https://talks.harbour.example CHAPERONE_HOSTS=talks.harbour.example" in told
    sly = words(opened.post("/set-up/address", {"address": "https://x.example; rm -rf /"}))
    assert f"CHAPERONE_PUBLIC_URL={settings.CHAPERONE_PUBLIC_URL}" in sly
    settings.EMAIL_HOST_PASSWORD = "between us"
    lines = words(opened.get("/set-up/post"))
    assert "CHAPERONE_SMTP_HOST=" in lines
    assert "between us" not in lines
    right = opened.post("/set-up/address", {"address": f"{settings.CHAPERONE_PUBLIC_URL}/"})
    assert right.headers["Location"] == "/set-up/post"
    assert "Choose one from the list" in words(opened.post("/set-up/policy", {"pack": "rehearsal"}))
    assert isinstance(set_up.choose_pack("rehearsal"), Refused)


OWN = "id: ours\nversion: 1\ntitle: Our own policy\nextends: {id: online-safeguarding, version: 1}\nparameters: {}\n"


def test_the_policy_chosen_is_the_one_the_server_starts_with(
    opened: Client, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The product's or one of the organisation's own folder; whoever runs the server may decide it otherwise."""
    settings.VAR_DIR = tmp_path
    (tmp_path / "ours.yaml").write_text(OWN)
    (tmp_path / "broken.yaml").write_text("id: broken\n")
    monkeypatch.setattr("chaperone.policy.pack._own_folders", [tmp_path])
    monkeypatch.delenv("CHAPERONE_PACK", raising=False)
    first = settings.CHAPERONE_PACK
    assert "Our own policy, version 1" in words(opened.get("/set-up/policy"))
    waits = words(opened.post("/set-up/policy", {"pack": "ours"}))
    assert "Your choice is kept" in waits
    assert "Start the server again" in waits
    assert chosen_pack(tmp_path, first) == "ours"
    settings.CHAPERONE_PACK = chosen_pack(tmp_path, first)
    assert opened.post("/set-up/policy", {"pack": "ours"}).headers["Location"] == "/set-up/people"
    monkeypatch.setenv("CHAPERONE_PACK", "ours")
    assert f"Write CHAPERONE_PACK={first}" in words(opened.post("/set-up/policy", {"pack": first}))
    assert chosen_pack(tmp_path, first) == "ours"
    (tmp_path / "policy-pack").write_text("../nonsense\n")
    with pytest.raises(SettingRefused, match="policy-pack"):
        chosen_pack(tmp_path, first)


def test_a_test_letter_says_plainly_how_it_went(opened: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        9,
    )
    assert "No letter has left yet" in words(
        opened.post("/set-up/post", {"email": "me@harbour.example"}, follow=True)
    )
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert "The mail server took the letter" in words(
        opened.post("/set-up/post", {"email": "me@harbour.example"}, follow=True)
    )


def test_every_step_is_a_whole_page(opened: Client) -> None:
    for step in ("organisation", "address", "post", "policy", "people", "finish"):
        answer = opened.get(f"/set-up/{step}")
        assert "no-store" in answer.headers["Cache-Control"]
        assert problems(answer.content.decode()) == [], step

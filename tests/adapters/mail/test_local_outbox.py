"""The demo's mail server keeps real letters as files, shows them, and cannot be made to show anything else."""

from __future__ import annotations

import smtplib
import socket
import stat
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from chaperone.adapters.mail.local_outbox import LocalOutbox, list_letters, read_letter

ICS = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[LocalOutbox]:
    """Return a running outbox."""
    running = LocalOutbox(tmp_path / "outbox").start()
    yield running
    running.stop()


def send(outbox: LocalOutbox, subject: str = "Séance", with_file: bool = True) -> None:
    """Send a letter as any program does."""
    message = EmailMessage()
    message["From"], message["To"] = "charity@charity.example", "a@hill.example, b@hill.example"
    message["Subject"] = subject
    message.set_content("Dear teacher,\nà bientôt")
    message.add_alternative("<p>Dear teacher</p>", subtype="html")
    message.add_alternative(ICS.decode(), subtype="calendar", params={"method": "REQUEST"})
    if with_file:
        message.add_attachment(ICS, maintype="text", subtype="calendar", filename="session.ics")
        message.add_attachment(b"%PDF \x00\xff", maintype="application", subtype="pdf", filename="Codes.pdf")
    with smtplib.SMTP("127.0.0.1", outbox.port, timeout=10) as client:
        client.send_message(message)


def test_a_letter_is_kept_and_can_be_read(outbox: LocalOutbox) -> None:
    send(outbox)
    (letter,) = list_letters(outbox.folder)
    assert letter == read_letter(outbox.folder, 1)
    assert (letter.number, letter.sender, letter.subject) == (1, "charity@charity.example", "Séance")
    assert letter.to == ("a@hill.example", "b@hill.example")
    assert letter.text.splitlines() == ["Dear teacher,", "à bientôt"]
    assert "<p>" in letter.html
    assert [(file.filename, file.mime) for file in letter.enclosed] == [
        ("session.ics", "text/calendar"),
        ("Codes.pdf", "application/pdf"),
    ]
    assert letter.enclosed[1].content == b"%PDF \x00\xff"
    assert letter.at.tzinfo is not None


def test_an_invitation_among_the_alternatives_is_shown_as_a_file(outbox: LocalOutbox) -> None:
    send(outbox, with_file=False)
    (letter,) = list_letters(outbox.folder)
    assert [(file.filename, file.mime) for file in letter.enclosed] == [("invitation.ics", "text/calendar")]


def test_the_newest_is_first_and_old_ones_outlive_a_restart(outbox: LocalOutbox) -> None:
    for number in range(1, 12):
        send(outbox, f"Letter {number}")
    outbox.stop()
    outbox.stop()
    send(outbox.start(), "After the restart")
    assert [letter.number for letter in list_letters(outbox.folder)] == list(range(12, 0, -1))
    assert list_letters(outbox.folder)[0].subject == "After the restart"


def test_a_taken_port_is_said(outbox: LocalOutbox) -> None:
    with pytest.raises(OSError, match="in use"):
        LocalOutbox(outbox.folder, outbox.port).start()


def test_it_listens_on_this_computer_only(outbox: LocalOutbox) -> None:
    with socket.socket() as probe, pytest.raises(OSError, match="refused"):
        probe.connect(("127.0.0.2", outbox.port))
    assert stat.S_IMODE(outbox.folder.stat().st_mode) == 0o700


def test_there_is_nothing_but_letters_to_read(outbox: LocalOutbox) -> None:
    send(outbox)
    (outbox.folder / "notes.eml").write_text("Subject: not one of ours\n\n")
    (outbox.folder / "notes.txt").write_text("x")
    assert [letter.number for letter in list_letters(outbox.folder)] == [1]
    assert read_letter(outbox.folder, 2) is None
    assert read_letter(outbox.folder, -1) is None
    assert list_letters(outbox.folder / "none") == []


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\xfe", b"Subject: =?utf-8?q?=FF?=\n\nx", b"To: <<<>>>\nContent-Type: x/\n\nx"]
)
def test_a_mangled_letter_is_shown_as_far_as_it_goes(outbox: LocalOutbox, content: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", outbox.port, timeout=10) as client:
        client.sendmail("a@b.example", ["c@d.example"], content)
    (letter,) = list_letters(outbox.folder)
    assert letter.number == 1


def test_a_folder_that_cannot_be_written_is_said_to_the_sender(outbox: LocalOutbox) -> None:
    outbox.folder.rmdir()
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(outbox)
    assert refused.value.smtp_code == 452

"""Mail servers for tests: one that keeps letters, and one that answers as it is told; and the settings to reach them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)

INVITATION = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Charity//EN\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:1@charity.example\r\n"
    "DTSTAMP:20261122T103000Z\r\nDTSTART:20261201T100000Z\r\nSUMMARY:Séance\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


class Post:
    """Answers every letter with the next of ``answers`` (the last one for ever) and remembers what it accepted."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers or ("250 Taken",))
        self.accepted: list[bytes] = []
        self.recipients: list[list[str]] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse the addresses that say so themselves."""
        if address.startswith("nobody"):
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Answer, and keep the letter if the answer was yes."""
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer.startswith("2"):
            self.accepted.append(envelope.original_content or b"")
            self.recipients.append(list(envelope.rcpt_tos))
        return answer


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def post_office(settings: Any, *answers: str) -> Iterator[Post]:
    """Open a mail server that answers as told, and point the product at it."""
    handler, port = Post(*answers), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    point_at(settings, port)
    try:
        yield handler
    finally:
        controller.stop()


def point_at(settings: Any, port: int) -> None:
    """Make the product send over real SMTP to this port of this computer."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port

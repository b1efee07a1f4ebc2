"""A mail server for the demo: it takes letters over real SMTP on this computer only and keeps each as a file to look at."""

from __future__ import annotations

import os
import re
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from pathlib import Path
from typing import Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LETTER_BYTES_LIMIT: Final = 20 * 1024 * 1024
_NUMBER: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file in a letter: its name, media type and bytes."""

    filename: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ReadLetter:
    """A letter as the demo's outbox shows it; ``number`` counts from 1, ``at`` is when it arrived (UTC)."""

    number: int
    at: datetime
    sender: str
    to: tuple[str, ...]
    copied_to: tuple[str, ...]
    subject: str
    text: str
    html: str
    enclosed: tuple[Enclosed, ...]


class LocalOutbox:
    """Listens on the loopback address and writes each letter that arrives to ``folder`` as ``<number>.eml``."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        """Prepare to keep letters in ``folder``; ``port`` 0 takes any free one when started."""
        self.folder = folder
        self.port = port
        self._controller: Controller | None = None

    def start(self) -> LocalOutbox:
        """Begin to listen, and return itself; ``port`` says where.

        Raises:
            OSError: the port is taken.
        """
        if self._controller is None:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.port = self.port or _free_port()
            controller = Controller(
                _Keeper(self.folder), hostname="127.0.0.1", port=self.port, data_size_limit=LETTER_BYTES_LIMIT
            )
            controller.start()
            self._controller = controller
        return self

    def stop(self) -> None:
        """Stop listening; the letters stay, and it can be started again."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


def list_letters(folder: Path) -> list[ReadLetter]:
    """Return the letters kept in ``folder``, newest first; none when there is no such folder."""
    letters = (
        read_letter(folder, int(file.stem)) for file in folder.glob("*.eml") if _NUMBER.fullmatch(file.stem)
    )
    return sorted((letter for letter in letters if letter), key=lambda letter: letter.number, reverse=True)


def read_letter(folder: Path, number: int) -> ReadLetter | None:
    """Return one letter, or None when there is none of that number."""
    file = folder / f"{number}.eml"
    try:
        content = file.read_bytes()
        arrived_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except OSError:
        return None
    message = message_from_bytes(content, policy=policy.default)
    return ReadLetter(
        number=number,
        at=arrived_at,
        sender=str(message.get("From", "")),
        to=_addresses(message, "To"),
        copied_to=_addresses(message, "Cc"),
        subject=str(message.get("Subject", "")),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        enclosed=tuple(_enclosed(message)),
    )


def _addresses(message: EmailMessage, header: str) -> tuple[str, ...]:
    found = ",".join(str(each) for each in message.get_all(header, []))
    return tuple(address.strip() for address in found.split(",") if address.strip())


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def _enclosed(message: EmailMessage) -> Iterator[Enclosed]:
    """Yield the files; an invitation among the alternatives is one too, unless it came as a file as well."""
    files = [
        Enclosed(part.get_filename() or "file", part.get_content_type(), _bytes_of(part))
        for part in message.iter_attachments()
    ]
    yield from files
    if not any(file.mime == "text/calendar" for file in files):
        for part in message.walk():
            if part.get_content_type() == "text/calendar":
                yield Enclosed("invitation.ics", "text/calendar", _bytes_of(part))


def _bytes_of(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Keeper:
    """Writes what arrives; aiosmtpd calls it once for each letter."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the letter, and answer the sender as a mail server does."""
        del server, session
        content = envelope.original_content or b""
        try:
            number = _keep(self.folder, content)
        except OSError:
            return "452 There is no room for this letter just now"
        return f"250 Kept as letter {number}"


def _keep(folder: Path, content: bytes) -> int:
    """Write the letter under the next free number, whole or not at all; two writers never take the same one."""
    number = max((int(file.stem) for file in folder.glob("*.eml") if _NUMBER.fullmatch(file.stem)), default=0)
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".part") as part:
        part.write(content)
        part.flush()
        while True:
            number += 1
            try:
                os.link(part.name, folder / f"{number}.eml")
            except FileExistsError:
                continue
            return number

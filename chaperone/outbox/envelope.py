"""Turns a kept letter into the e-mail that goes over the wire, calendar parts included."""

from __future__ import annotations

import re
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from chaperone.outbox.models import Letter
from chaperone.policy.clauses import carries_out

_METHOD: Final = re.compile(rb"^METHOD:(REQUEST|CANCEL|PUBLISH)\r?$", re.MULTILINE)


class _UnderWay(EmailMultiAlternatives):
    """An e-mail whose head names everybody while it goes to some: a personal link must not reach those who are copied."""

    envelope: list[str]

    def recipients(self) -> list[str]:
        """Return the addresses that the mail server is given."""
        return self.envelope


@carries_out("S9")
def e_mail_of(letter: Letter, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """Return the e-mail of a letter, to be sent over ``connection``.

    A calendar file goes twice: as an alternative of the text, which is what makes calendars offer "accept" and follow
    changes, and as a file for the mail programs that show only files. Whoever is copied stands in the head of letter and
    copy, and whoever answers writes to them too (S9).
    """
    message = _UnderWay(
        subject=letter.subject,
        body=letter.text,
        to=letter.to,
        cc=letter.copied_to,
        reply_to=[settings.DEFAULT_FROM_EMAIL, *letter.copied_to] if letter.copied_to else None,
        connection=connection,
        # No out-of-office reply should come back to a mailbox that nobody reads as a person.
        headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
    )
    message.envelope = letter.envelope
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    for enclosure in letter.enclosures.order_by("position"):
        content = bytes(enclosure.content)
        mime = enclosure.mime
        if mime.startswith("text/calendar"):
            method = _METHOD.search(content)
            mime = f"text/calendar; method={method[1].decode() if method else 'PUBLISH'}"
            message.attach_alternative(content.decode(), mime)
        message.attach(enclosure.filename, content, mime.partition(";")[0])
    return message

"""Letters are posted, sent (once, by one process), given up, and their words forgotten."""

from __future__ import annotations

import secrets
import smtplib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Final, TypedDict, Unpack

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Q

from chaperone.ledger.actions import StreamDestroyed, append
from chaperone.ledger.facts import fact
from chaperone.outbox.actions.cancelling import cancel_letter, close
from chaperone.outbox.envelope import e_mail_of
from chaperone.outbox.models import Enclosure, Letter
from chaperone.outbox.queries import WAITING, letters_to_try
from chaperone.outbox.rules import (
    SUBJECT_LENGTH_LIMIT,
    Attachment,
    is_hopeless,
    may_post,
    wait_before_next_try,
    without_sign_in_tokens,
)
from chaperone.policy.refusal import Refused

LETTERS_AT_A_TIME: Final = 50
# Longer than one letter can take: connecting and every step of the exchange have 15 seconds each (EMAIL_TIMEOUT).
CLAIM_TIME: Final = timedelta(minutes=5)
YOUR_COPY: Final = (
    "This is your copy of a letter. Personal links in it are for its reader alone and left out.\n\n"
)
_STREAMS_OF_THEIR_OWN: Final = ("session/", "case/")


class LetterUnsound(ValueError):
    """The caller made a letter that cannot be one (no reader, a line break in a header); ``str()`` says what is wrong."""


class _Extras(TypedDict, total=False):
    """What else a letter may have.

    Attributes:
        html: the letter once more, with its looks.
        attachments: files, 10 MiB in all; a ``text/calendar`` one becomes an invitation.
        due_at: when it may leave; at once when None.
        useless_after: when it is better not sent at all.
        about: what it belongs to, such as ``"session/ab12cd34ef"``.
        kind: what it is for, such as ``"reminder"``.
        copied_to: whom its head names as copied; their copy is a letter of its own, without files and personal links.
    """

    copied_to: Sequence[str]
    html: str
    attachments: Sequence[Attachment]
    due_at: datetime | None
    useless_after: datetime | None
    about: str
    kind: str


def post(to: Sequence[str], subject: str, text: str, *, now: datetime, **extras: Unpack[_Extras]) -> Letter:
    """Queue a letter in the caller's transaction: it leaves if, and only if, that transaction stands.

    Args:
        to: plain addresses of adults, at least one, at most 20. (No address of a child exists in the product.)
        subject: one line of at most 200 characters.
        text: the letter in plain text.
        now: when it is posted.
        extras: ``html``, ``attachments``, ``due_at``, ``useless_after``, ``about``, ``kind``, ``copied_to``, as above.

    Raises:
        LetterUnsound: it cannot be a letter; what was typed by people must be checked before.
    """
    attachments = extras.pop("attachments", ())
    copied_to = list(extras.pop("copied_to", ()))
    for verdict in (may_post([*to, *copied_to], subject, text, attachments), may_post(to, subject, text, ())):
        if isinstance(verdict, Refused):
            raise LetterUnsound(verdict.sentence)
    due_at = extras.pop("due_at", None) or now
    head = {"to": list(to), "copied_to": copied_to, "subject": subject}
    times = {"created_at": now, "due_at": due_at, "next_try_at": due_at}
    with transaction.atomic():
        letter = Letter.objects.create(text=text, message_id=_new_message_id(), **head, **times, **extras)
        if copied_to:
            extras["html"] = without_sign_in_tokens(extras.get("html", ""))
            head["subject"] = f"Copy: {subject}"[:SUBJECT_LENGTH_LIMIT]
            text = YOUR_COPY + without_sign_in_tokens(text)
            Letter.objects.create(
                copy_of=letter, text=text, message_id=_new_message_id(), **head, **times, **extras
            )
        Enclosure.objects.bulk_create(
            Enclosure(
                letter=letter, position=place, filename=file.filename, mime=file.mime, content=file.content
            )
            for place, file in enumerate(attachments)
        )
    return letter


def _new_message_id() -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    return f"<{secrets.token_hex(16)}@{domain}>"


def send_due(now: datetime) -> int:
    """Send the letters that are due, at most fifty, and return how many went.

    Any number of processes may call this at once: each letter is claimed by one before it is sent. Only a process that
    dies between the mail server's "accepted" and its own note of it makes a letter go twice, minutes later, with the
    same Message-ID. When no mail server can be reached, the rest of the letters wait for the next call.

    Args:
        now: the time of the call; the time spent sending is added to it.
    """
    started = time.monotonic()
    sent = 0
    for letter in list(letters_to_try(now)[:LETTERS_AT_A_TIME]):
        moment = now + timedelta(seconds=time.monotonic() - started)
        if letter.useless_after is not None and letter.useless_after <= moment:
            cancel_letter(letter, moment)
            continue
        if not _claim(letter, moment):
            continue
        fault = _send(letter)
        if fault is None:
            _note_sent(letter, moment)
            sent += 1
            continue
        _note_failed(letter, fault, moment)
        if fault.server_gone:
            break
    return sent


def forget_content_of_sent(older_than: datetime, now: datetime) -> int:
    """Drop the words and files of letters that ended before ``older_than``; that they went, and to whom, stays.

    Returns:
        How many letters were emptied.
    """
    ended = Q(sent_at__lt=older_than) | Q(cancelled_at__lt=older_than) | Q(gave_up_at__lt=older_than)
    with transaction.atomic():
        old = Letter.objects.filter(ended, content_forgotten_at=None)
        Enclosure.objects.filter(letter__in=old).delete()
        return old.update(subject="", text="", html="", content_forgotten_at=now)


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why a letter did not go: ``what`` in words without a word of the letter or an address in them."""

    what: str
    server_gone: bool
    answer_code: int | None


def _claim(letter: Letter, moment: datetime) -> bool:
    """Take the letter for this process, or say that another was quicker.

    The next try is put off here already, so that a letter whose sender keeps dying is not sent in a tight loop.
    """
    letter.claim, letter.tries = secrets.token_hex(16), letter.tries + 1
    return bool(
        letters_to_try(moment)
        .filter(pk=letter.pk)
        .update(
            claim=letter.claim,
            claimed_until=moment + CLAIM_TIME,
            tries=letter.tries,
            next_try_at=moment + max(CLAIM_TIME, wait_before_next_try(letter.tries)),
        )
    )


def _send(letter: Letter) -> _Fault | None:
    """Hand the letter to the mail server; return None when it accepted it, else why not."""
    try:
        e_mail_of(letter, get_connection()).send()
    except smtplib.SMTPRecipientsRefused as fault:
        codes = [code for code, _ in fault.recipients.values()]
        return _Fault(f"recipients refused {codes}", False, min(codes, default=None))
    except (
        smtplib.SMTPServerDisconnected,
        smtplib.SMTPConnectError,
        smtplib.SMTPAuthenticationError,
        smtplib.SMTPHeloError,
    ) as fault:
        return _Fault(type(fault).__name__, True, None)
    except smtplib.SMTPResponseException as fault:
        return _Fault(f"{type(fault).__name__} {fault.smtp_code}", False, fault.smtp_code)
    except OSError as fault:
        return _Fault(type(fault).__name__, True, None)
    except Exception as fault:  # whatever is wrong with one letter must not keep the others from going
        return _Fault(type(fault).__name__, False, None)
    return None


def _note_sent(letter: Letter, moment: datetime) -> None:
    with transaction.atomic():
        if _still_ours(letter):
            close(letter, sent_at=moment)
            _put_on_record(
                "letter.sent",
                letter,
                moment,
                recipients=len(letter.envelope),
                message_id=letter.message_id,
            )


def _note_failed(letter: Letter, fault: _Fault, moment: datetime) -> None:
    with transaction.atomic():
        if not _still_ours(letter):
            return
        if is_hopeless(letter.tries, fault.server_gone, fault.answer_code):
            close(letter, gave_up_at=moment, last_error=fault.what[:200])
            _put_on_record("letter.given_up", letter, moment, reason=fault.what, tries=letter.tries)
            return
        Letter.objects.filter(pk=letter.pk).update(
            claim="",
            claimed_until=None,
            last_error=fault.what[:200],
            next_try_at=moment + wait_before_next_try(letter.tries),
        )


def _still_ours(letter: Letter) -> bool:
    """Say whether no other process has taken the letter since, as it may once our claim has run out."""
    return Letter.objects.select_for_update().filter(WAITING, pk=letter.pk, claim=letter.claim).exists()


def _put_on_record(kind: str, letter: Letter, moment: datetime, **body: object) -> None:
    is_copy = letter.copy_of_id is not None
    told = [fact(kind, "system", "", letter=letter.pk, letter_kind=letter.kind, copy=is_copy, **body)]
    stream = letter.about if letter.about.startswith(_STREAMS_OF_THEIR_OWN) else "organisation"
    try:
        append(stream, told, moment)
    except StreamDestroyed:
        append("organisation", told, moment)

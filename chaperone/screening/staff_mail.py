"""What is wrong with a staff e-mail to a young person whatever its words: nobody of staff copied, or out of hours (S9, S10)."""

from __future__ import annotations

from email.utils import parseaddr

from chaperone.policy.clauses import carries_out
from chaperone.screening.types import Context, Utterance


@carries_out("S9", "S10")
def broken_mail_rules(utterance: Utterance, context: Context) -> tuple[str, ...]:
    """Give ``no_staff_cc`` and ``out_of_hours`` where they apply; never for anything but e-mails and letters.

    Args:
        utterance: with sender, recipients, copy and the local UK time of sending.
        context: with the organisation's domain and office hours (the end of the last hour is outside).
    """
    if utterance.channel not in ("email_staff", "letter"):
        return ()
    broken: list[str] = []
    sender = _address(utterance.from_)
    domain = "@" + context.staff_domain.lower()
    if not any(copied.endswith(domain) and copied != sender for copied in map(_address, utterance.cc)):
        broken.append("no_staff_cc")
    sent_at, hours = utterance.sent_at, context.office_hours
    if sent_at is not None and not (
        sent_at.weekday() in hours.days and hours.from_hour <= sent_at.hour < hours.to_hour
    ):
        broken.append("out_of_hours")
    return tuple(broken)


def _address(written: str) -> str:
    return parseaddr(written)[1].lower()

"""What happens to sign-in links: issued, asked for by e-mail, used, revoked. There are no passwords to lose."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from chaperone.ledger.actions import append
from chaperone.ledger.facts import fact
from chaperone.outbox.actions import post
from chaperone.people.actions.on_record import asker_of, put_on_record, stream_of_link
from chaperone.people.actions.signed_in import count_try, forget_tries
from chaperone.people.actions.teachers import mark_verified
from chaperone.people.models import Organisation, Person, SignInLink, Teacher, unusable_password
from chaperone.people.queries import hash_of_token, link_of_token, organisation, person_by_email, teaching_of
from chaperone.people.rules import may_manage_people
from chaperone.people.sign_in_models import SignIn
from chaperone.people.sign_in_queries import key_of_try, owes_code
from chaperone.people.sign_in_rules import LINKS_AN_HOUR
from chaperone.policy.clauses import carries_out
from chaperone.policy.in_force import pack_in_force
from chaperone.policy.refusal import Refused

TOKEN_BYTES: Final = 32
# Somebody who asks again and again gets one letter, not a full mailbox.
SECONDS_BETWEEN_ASKED_LINKS: Final = 60


def issue_sign_in_link(
    person: Person, now: datetime, session_ref: str = "", until: datetime | None = None
) -> str:
    """Make a new personal link and return its path, ``"/sign-in/<token>"``; the earlier one for the same end dies.

    Only the caller ever sees the token: it belongs in a letter to the person and nowhere else. A link to a session works
    as often as it is opened until it expires, because a teacher opens it when invited and again on the day; one to the
    person's own front page works once (in the demo, as often as one likes). The link of somebody who has left, or leaves
    later, opens nothing.

    Args:
        session_ref: the session it leads to; ``""`` for a link to the person's own front page.
        until: work at least until then (such as the end of a session planned far ahead); otherwise it works for the
            pack's ``sign_in_link_days``.
    """
    days = pack_in_force(settings.CHAPERONE_PACK, now).parameters.sign_in_link_days
    expires_at = max(now + timedelta(days=days), until or now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        earlier = SignInLink.objects.filter(person=person, session_ref=session_ref, replaced_at=None)
        earlier.update(replaced_at=now)
        link = SignInLink.objects.create(
            person=person,
            token_hash=hash_of_token(token),
            session_ref=session_ref,
            issued_at=now,
            expires_at=expires_at,
        )
        # To its own session's stream: a session is planned in one transaction, which must not hold up the
        # organisation's stream while it writes its own.
        issued = fact("sign_in_link.issued", "system", "", person=person.ref, link=link.pk)
        append(stream_of_link(session_ref), [issued], now)
    return f"/sign-in/{token}"


def ask_for_link(email: str, now: datetime) -> None:
    """Send whoever has this address a new link; say nothing to the asker, who must not learn whom we know.

    How long the answer takes must not tell it either. For an address that gets no letter the same is written for somebody else and
    taken back, and one row is written as it stands, so that the database has as much to keep.
    """
    known, somebody_else = person_by_email(email), Person.objects.order_by("pk").first()
    person = known or somebody_else
    # By address and never by where the asking comes from: a whole school shares one network address.
    is_within = count_try(key_of_try("link for", email.strip().lower()), now, LINKS_AN_HOUR)
    if person is None:
        return
    recently = now - timedelta(seconds=SECONDS_BETWEEN_ASKED_LINKS)
    just_sent = SignInLink.objects.filter(person=person, session_ref="", issued_at__gt=recently).exists()
    goes = known is not None and known.is_active and not just_sent and is_within
    with transaction.atomic():
        Organisation.objects.update(name=F("name"))
        with transaction.atomic():
            _send_link(person, now)
            transaction.set_rollback(not goes)


def _send_link(person: Person, now: datetime) -> None:
    ours = organisation()
    path = issue_sign_in_link(person, now)
    post(
        [person.email],
        "Your sign-in link",
        f"Hello {person.first_name},\n\n"
        f"here is your link to sign in:\n{settings.CHAPERONE_PUBLIC_URL}{path}\n\n"
        "It is yours alone: please do not pass it on. If you did not ask for it, you need do nothing.\n\n"
        f"With kind regards\n{ours.name if ours else 'Chaperone'}\n",
        now=now,
        kind="sign_in_link",
    )


@carries_out("S8")
def sign_in_by_link(token: str, now: datetime) -> Person | Refused:
    """Return whose link this is and put the sign-in on record, or say why it does not open.

    Call it when the person presses the button (POST), never when the page is fetched: mail scanners fetch links. A link
    went to the teacher's address at the school, so using it proves that the address is theirs (S8).
    """
    link = link_of_token(token, now)
    if isinstance(link, Refused):
        return link
    with transaction.atomic():
        # Of two who press at the same moment with a link that works once, the second finds it used.
        SignInLink.objects.select_for_update().get(pk=link.pk)
        link = link_of_token(token, now)
        if isinstance(link, Refused):
            return link
        # One that was asked for is used up when its code is typed: whoever reads their letters on a telephone often loses the
        # window in between. Until then it opens nothing by itself, as often as it is pressed.
        if link.session_ref or not owes_code(link.person, now):
            SignInLink.objects.filter(pk=link.pk).update(used_at=now)
        forget_tries(key_of_try("link for", link.person.email))
        teaching = teaching_of(link.person)
        if teaching is not None and teaching.verified_at is None:
            mark_verified(teaching, Teacher.VerifiedHow.LINK_OPENED, link.person, now)
        put_on_record("person.signed_in", link.person, now, "", link=link.pk, session_ref=link.session_ref)
    return link.person


def revoke_links(
    person: Person, by: Person | None, now: datetime, session_ref: str | None = None
) -> int | Refused:
    """Kill a person's links and sign them out everywhere, as after a lost telephone; return how many links died.

    Args:
        by: themselves, somebody who manages people, or None for the operator.
        session_ref: only the links to this session, leaving other sign-ins alone; None for all.
    """
    verdict = may_manage_people(asker_of(by, now))
    if isinstance(verdict, Refused) and (by is None or by.pk != person.pk):
        return verdict
    which = Q(session_ref=session_ref) if session_ref is not None else Q()
    with transaction.atomic():
        count = SignInLink.objects.filter(which, person=person, replaced_at=None).update(replaced_at=now)
        if session_ref is None:
            SignIn.objects.filter(person=person, ended_at=None).update(ended_at=now)
            # Django ties every signed-in browser to this value: a new one ends them all.
            person.password = unusable_password()
            person.save(update_fields=["password"])
        put_on_record(
            "sign_in_link.revoked", by, now, "", person=person.ref, count=count, session_ref=session_ref
        )
    return count

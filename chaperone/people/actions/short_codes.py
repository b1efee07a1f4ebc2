"""What happens to a teacher's short code: sent by letter to the address their link came to, sent again, typed, typed wrongly."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from chaperone.outbox.actions import post
from chaperone.people.actions.on_record import put_on_record
from chaperone.people.actions.signed_in import count_try, forget_tries
from chaperone.people.models import Person, SignInLink
from chaperone.people.queries import organisation
from chaperone.people.short_code_rules import (
    CODE_DIGITS,
    CODE_LIFE,
    CODE_TOO_OLD,
    LETTERS_OF_A_PERSON,
    LINKS_ENDED,
    NOT_SIX_DIGITS,
    NOT_THE_CODE,
    WRONG_CODES_OF_A_PERSON,
    WRONG_TOO_OFTEN,
    is_a_code,
    is_code_alive,
    may_send_again,
)
from chaperone.people.sign_in_models import SignIn
from chaperone.people.sign_in_queries import key_of_try, tries_of
from chaperone.people.sign_in_rules import WRONG_IN_ONE_SIGN_IN
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused

_LETTER: Final = """Hello {first_name},

your code to sign in is {code}

It works for {minutes} minutes, in the browser where you opened your link. We never ask for it by telephone or letter.

If you did not open your link just now, somebody else has it: pass this code on to nobody, and tell us{phone}.

With kind regards
{ours}
"""
_ENDED: Final = """Hello {first_name},

codes for your sign-in were asked for or typed wrongly too often, so we have ended the links we sent you before. Nobody was let in.

You can ask for a new link at once: {address}
It opens all your sessions. If it was not you who tried, please tell us{phone}.

With kind regards
{ours}
"""


@carries_out("S8")
def send_code(sign_in: SignIn, now: datetime) -> SignIn | Refused:
    """Send the code of this sign-in to its person's own address.

    Within its first minutes it is the same code again, so that it does not matter which of two letters is read.
    """
    with transaction.atomic():
        held = SignIn.objects.select_for_update().select_related("person").get(pk=sign_in.pk)
        verdict = may_send_again(held.code_sent_at, now)
        if isinstance(verdict, Refused):
            return verdict
        if held.ended_at is not None:
            return LINKS_ENDED
        if not count_try(key_of_try("code letters to", held.person_id), now, LETTERS_OF_A_PERSON):
            return _end_links(held.person, now)
        # A code with less than half its time left would run out while its letter is on the way.
        if held.code_made_at is None or now >= held.code_made_at + CODE_LIFE / 2:
            held.code_made_at = now
        held.code_sent_at = now
        held.save(update_fields=["code_made_at", "code_sent_at"])
        code = _code_of(held)
        # No digits in the subject: it is what a locked telephone shows.
        _write(held.person, "Your code to sign in", _LETTER, now, code=f"{code[:3]} {code[3:]}")
        put_on_record("person.code_sent", held.person, now, "S8", sign_in=held.pk)
    return held


@carries_out("S8")
def show_code(sign_in: SignIn, typed: str, now: datetime) -> SignIn | Refused:
    """Let a sign-in in by the code from the letter.

    Five wrong ones end this sign-in and nobody else's; ten within an hour, in all sign-ins of this person, end their links.
    """
    typed = "".join(typed.split())
    with transaction.atomic():
        held = SignIn.objects.select_for_update().select_related("person").get(pk=sign_in.pk)
        if held.ended_at is not None:
            return WRONG_TOO_OFTEN
        if not is_a_code(typed):
            return NOT_SIX_DIGITS
        if not is_code_alive(held.code_made_at, now):
            return CODE_TOO_OLD
        here = key_of_try("sign-in", held.mark)
        is_within = count_try(here, now, WRONG_IN_ONE_SIGN_IN)
        if not is_within or not constant_time_compare(typed, _code_of(held)):
            return _wrong(held, now)
        SignIn.objects.filter(pk=held.pk).update(code_shown_at=now, seen_at=now)
        asked_for = SignInLink.objects.filter(person=held.person, session_ref="", used_at=None)
        asked_for.filter(issued_at__lte=held.began_at).update(used_at=now)
        for counted in ("codes of", "code letters to"):
            forget_tries(key_of_try(counted, held.person_id))
        forget_tries(here)
        put_on_record("person.code_shown", held.person, now, "S8", sign_in=held.pk)
    held.code_shown_at = now
    return held


def _code_of(sign_in: SignIn) -> str:
    """Return the code of a sign-in: worked out anew each time, so that it is kept nowhere."""
    made_at = sign_in.code_made_at.isoformat() if sign_in.code_made_at else ""
    digest = salted_hmac(
        "chaperone.people.short-code", f"{sign_in.mark}\n{made_at}", algorithm="sha256"
    ).digest()
    return str(int.from_bytes(digest) % 10**CODE_DIGITS).zfill(CODE_DIGITS)


def _wrong(held: SignIn, now: datetime) -> Refused:
    """Count a wrong code and put it on record, in the caller's transaction; the one too many ends the sign-in, or the links."""
    person = held.person
    of_person = count_try(key_of_try("codes of", person.pk), now, WRONG_CODES_OF_A_PERSON - 1)
    is_last_here = tries_of(key_of_try("sign-in", held.mark), now) >= WRONG_IN_ONE_SIGN_IN
    put_on_record("person.code_wrong", person, now, "S8", sign_in=held.pk, ended=is_last_here)
    if not of_person:
        return _end_links(person, now)
    if is_last_here:
        SignIn.objects.filter(pk=held.pk).update(ended_at=now)
        return WRONG_TOO_OFTEN
    return NOT_THE_CODE


def _end_links(person: Person, now: datetime) -> Refused:
    """End every link of this person and every sign-in that still owes its code; whoever is signed in stays so."""
    count = SignInLink.objects.filter(person=person, replaced_at=None).update(replaced_at=now)
    half_way = SignIn.objects.filter(person=person, ended_at=None, code_shown_at=None, confirmed_at=None)
    half_way.exclude(code_made_at=None).update(ended_at=now)
    for counted in ("codes of", "code letters to"):
        forget_tries(key_of_try(counted, person.pk))
    # Whoever asked for links in their name before must not keep them from asking now.
    forget_tries(key_of_try("link for", person.email))
    _write(
        person,
        "Please ask for a new sign-in link",
        _ENDED,
        now,
        address=f"{settings.CHAPERONE_PUBLIC_URL}/sign-in",
    )
    put_on_record("sign_in_link.ended_by_tries", person, now, "S8", person=person.ref, count=count)
    return LINKS_ENDED


def _write(person: Person, subject: str, text: str, now: datetime, **words: str) -> None:
    ours = organisation()
    phone = f" on {ours.phone}" if ours and ours.phone else ""
    letter = text.format(
        first_name=person.first_name,
        minutes=int(CODE_LIFE.total_seconds()) // 60,
        phone=phone,
        ours=ours.name if ours else "Chaperone",
        **words,
    )
    is_code = "code" in words
    post(
        [person.email],
        subject,
        letter,
        now=now,
        kind="sign_in_code" if is_code else "sign_in_ended",
        useless_after=now + CODE_LIFE if is_code else None,
    )

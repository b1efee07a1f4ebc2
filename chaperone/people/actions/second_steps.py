"""What happens to second steps: set up, shown, shown wrongly, removed, begun anew; each told to the ledger, without a secret."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction

from chaperone.ledger.actions import append
from chaperone.ledger.facts import fact
from chaperone.ledger.queries import key_of
from chaperone.outbox.actions import post
from chaperone.people.actions.on_record import asker_of, put_on_record
from chaperone.people.actions.signed_in import count_try, forget_tries
from chaperone.people.models import Person, unusable_password
from chaperone.people.queries import organisation
from chaperone.people.rules import may_manage_people
from chaperone.people.second_step_seal import SECOND_STEPS_STREAM, open_secret
from chaperone.people.sign_in_models import SignIn
from chaperone.people.sign_in_queries import (
    PHONE,
    RECOVERY,
    has_step,
    key_of_try,
    recovery_codes_of,
    step_row,
    steps_of,
    tries_of,
)
from chaperone.people.sign_in_rules import (
    CODE_ALREADY_USED,
    KEY_NOT_KNOWN,
    NOT_A_RECOVERY_CODE,
    NOT_YOUR_CODE,
    RECOVERY_CODE_USED,
    WRONG_CODES_AN_HOUR,
    WRONG_IN_ONE_SIGN_IN,
    Step,
    may_let_set_up_anew,
    may_remove_step,
    may_try_step,
)
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused, Verdict

# A phone's code is good for its half minute, and for one before and after (MFA_TOTP_TOLERANCE).
CODE_LIFE: Final = timedelta(seconds=90)
_TOLD: Final = {
    "added": "A new second step was set up for your sign-in.",
    "removed": "A second step of your sign-in was removed.",
    "anew": "An administrator took away your second steps; at your next sign-in you set up new ones.",
    "codes": "New recovery codes were made for your sign-in; the old ones no longer work.",
}


def ready_to_seal(now: datetime) -> None:
    """Make the key that seals second steps, once."""
    if key_of(SECOND_STEPS_STREAM) is None:
        append(SECOND_STEPS_STREAM, [fact("second_steps_key.made", "system", "A3")], now)


# --- Shown -------------------------------------------------------------------------------------------------------
@carries_out("A3")
def show_phone_code(sign_in: SignIn, code: str, now: datetime) -> SignIn | Refused:
    """Confirm a sign-in by the code a phone shows; one code counts once, whichever process is asked."""
    person, typed = sign_in.person, "".join(code.split())
    row = step_row(person, PHONE)
    verdict = _may_try(sign_in, Step.PHONE, now)
    if isinstance(verdict, Refused):
        return verdict
    if row is None or not validate_totp_code(open_secret(row.data["secret"]), typed):
        return _wrong(sign_in, Step.PHONE, NOT_YOUR_CODE, now)
    if not _use_up(person, typed, now):
        return _wrong(sign_in, Step.PHONE, CODE_ALREADY_USED, now)
    return _confirmed(sign_in, row, Step.PHONE, now)


@carries_out("A3")
def show_recovery_code(sign_in: SignIn, code: str, now: datetime) -> SignIn | Refused:
    """Confirm a sign-in by a recovery code, which is used up."""
    typed = "".join(sign for sign in code if sign.isdecimal())
    verdict = _may_try(sign_in, Step.RECOVERY_CODE, now)
    if isinstance(verdict, Refused):
        return verdict
    codes = recovery_codes_of(sign_in.person)
    if codes is None or not codes.validate_code(typed):
        was_one = codes is not None and typed in codes.generate_codes()
        return _wrong(
            sign_in, Step.RECOVERY_CODE, RECOVERY_CODE_USED if was_one else NOT_A_RECOVERY_CODE, now
        )
    return _confirmed(sign_in, codes.instance, Step.RECOVERY_CODE, now)


@carries_out("A3")
def show_key(sign_in: SignIn, row: Authenticator | None, now: datetime) -> SignIn | Refused:
    """Confirm a sign-in by a key.

    Args:
        row: what is kept of the key whose answer was checked (``pages/public/keys.py``); None when the answer was wrong.
    """
    verdict = _may_try(sign_in, Step.KEY, now)
    if isinstance(verdict, Refused):
        return verdict
    if row is None or row.user_id != sign_in.person_id:
        return _wrong(sign_in, Step.KEY, KEY_NOT_KNOWN, now)
    return _confirmed(sign_in, row, Step.KEY, now)


def _may_try(sign_in: SignIn, step: Step, now: datetime) -> Verdict:
    """Count the try before it is made, so that a crowd of them at once gets no more than one after the other."""
    is_one_too_many = not count_try(key_of_try("sign-in", sign_in.mark), now, WRONG_IN_ONE_SIGN_IN)
    codes = tries_of(key_of_try("codes of", sign_in.person_id), now)
    return may_try_step(WRONG_IN_ONE_SIGN_IN if is_one_too_many else 0, codes, step)


def _use_up(person: Person, code: str, now: datetime) -> bool:
    """Say whether this phone code is used for the first time: one overheard or read off opens nothing a second time."""
    key = key_of_try("phone code", person.pk, code)
    return not tries_of(key, now - CODE_LIFE) and count_try(key, now, 1)


def _wrong(sign_in: SignIn, step: Step, refused: Refused, now: datetime) -> Refused:
    """Count a wrong step and put it on record; the one too many ends the sign-in, and nobody else's."""
    with transaction.atomic():
        if step is Step.PHONE:
            count_try(key_of_try("codes of", sign_in.person_id), now, WRONG_CODES_AN_HOUR)
        too_often = tries_of(key_of_try("sign-in", sign_in.mark), now) >= WRONG_IN_ONE_SIGN_IN
        if too_often:
            SignIn.objects.filter(pk=sign_in.pk, ended_at=None).update(ended_at=now)
            put_on_record("person.signed_out", sign_in.person, now, "", browser=sign_in.mark)
        put_on_record(
            "person.step_wrong",
            sign_in.person,
            now,
            "A3",
            step=step.value,
            sign_in=sign_in.pk,
            ended=too_often,
        )
    verdict = may_try_step(WRONG_IN_ONE_SIGN_IN if too_often else 0, 0, step)
    return verdict if isinstance(verdict, Refused) else refused


def _confirmed(sign_in: SignIn, row: Authenticator, step: Step, now: datetime) -> SignIn:
    with transaction.atomic():
        Authenticator.objects.filter(pk=row.pk).update(last_used_at=now)
        SignIn.objects.filter(pk=sign_in.pk).update(confirmed_at=now, seen_at=now)
        forget_tries(key_of_try("sign-in", sign_in.mark))
        put_on_record(
            "person.step_shown", sign_in.person, now, "A3", step=step.value, row=row.pk, sign_in=sign_in.pk
        )
    sign_in.confirmed_at = now
    return sign_in


# --- Set up and removed --------------------------------------------------------------------------------------------
@carries_out("A3")
def add_phone(sign_in: SignIn, sealed_secret: str, code: str, now: datetime) -> SignIn | Refused:
    """Set up a phone that shows codes: its first code proves that it has the secret. An earlier phone is replaced.

    Args:
        sealed_secret: the secret shown to them, from ``second_step_seal.seal_secret``.
    """
    person, typed, secret = sign_in.person, "".join(code.split()), open_secret(sealed_secret)
    if not validate_totp_code(secret, typed) or not _use_up(person, typed, now):
        return NOT_YOUR_CODE
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        Authenticator.objects.filter(user=person, type=PHONE).delete()
        return _added(sign_in, TOTP.activate(person, secret).instance, Step.PHONE, now)


@carries_out("A3")
def add_key(sign_in: SignIn, name: str, credential: Mapping[str, Any], now: datetime) -> SignIn:
    """Set up a key whose answer was checked (``pages/public/keys.py``), under a name its owner knows it by."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=sign_in.person_id)
        ready_to_seal(now)
        row = WebAuthn.add(sign_in.person, name.strip()[:60] or "My key", dict(credential)).instance
        return _added(sign_in, row, Step.KEY, now)


def _added(sign_in: SignIn, row: Authenticator, step: Step, now: datetime) -> SignIn:
    """Keep the time by our own clock, see that there are recovery codes, tell the owner, and confirm the sign-in."""
    Authenticator.objects.filter(pk=row.pk).update(created_at=now)
    RecoveryCodes.activate(sign_in.person)
    _tell(sign_in.person, "added", now)
    put_on_record("person.step_added", sign_in.person, now, "A3", step=step.value, row=row.pk)
    return _confirmed(sign_in, row, step, now)


@carries_out("A3")
def remove_step(person: Person, step_id: int, now: datetime) -> int | Refused:
    """Remove one of one's own second steps; the last one stays. Return the id that is gone.

    An id that is not theirs is refused as if it had gone already.
    """
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        mine = {step.id: step for step in steps_of(person)}
        if step_id not in mine:
            return Refused("A3", "That second step is gone already.", "Look at your list.")
        verdict = may_remove_step(len(mine) - 1)
        if isinstance(verdict, Refused):
            return verdict
        Authenticator.objects.filter(pk=step_id, user=person).delete()
        _tell(person, "removed", now)
        step = Step.KEY if mine[step_id].is_key else Step.PHONE
        put_on_record("person.step_removed", person, now, "A3", step=step.value, row=step_id)
    return step_id


def make_recovery_codes(person: Person, now: datetime) -> None:
    """Make new recovery codes; the old ones no longer work."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        Authenticator.objects.filter(user=person, type=RECOVERY).delete()
        RecoveryCodes.activate(person)
        _tell(person, "codes", now)
        put_on_record("person.recovery_codes_made", person, now, "A3")


def note_codes_kept(person: Person) -> None:
    """Keep that somebody wrote their recovery codes down: they are not shown again."""
    codes = recovery_codes_of(person)
    if codes is not None:
        codes.mark_as_viewed()


@carries_out("A3")
def let_set_up_anew(person: Person, by: Person | None, now: datetime) -> Person | Refused:
    """Take away all second steps of somebody who lost them, and sign them out everywhere; their next link leads to the set-up.

    Args:
        by: an administrator or the lead, never the person themselves; None for the operator.
    """
    for verdict in (may_manage_people(asker_of(by, now)), may_let_set_up_anew(by == person)):
        if isinstance(verdict, Refused):
            return verdict
    with transaction.atomic():
        held = Person.objects.select_for_update().get(pk=person.pk)
        had = has_step(held)
        forget_second_steps(held, now)
        # Django ties every signed-in browser to this value: a new one ends them all.
        held.password = unusable_password()
        held.save(update_fields=["password"])
        _tell(held, "anew", now)
        put_on_record("person.steps_taken_away", by, now, "A3", person=held.ref, had=had)
    return held


def forget_second_steps(person: Person, now: datetime) -> None:
    """Take away all second steps of somebody and end their sign-ins, in the caller's transaction, which puts on record why."""
    Authenticator.objects.filter(user=person).delete()
    SignIn.objects.filter(person=person, ended_at=None).update(ended_at=now)


def _tell(person: Person, what: str, now: datetime) -> None:
    ours = organisation()
    post(
        [person.email],
        "Your sign-in was changed",
        f"Hello {person.first_name},\n\n{_TOLD[what]}\n\n"
        "If that was you, you need do nothing. If it was not, tell your administrator at once"
        f"{f': {ours.phone}' if ours and ours.phone else ''}.\n\n"
        f"With kind regards\n{ours.name if ours else 'Chaperone'}\n",
        now=now,
        kind="second_step",
    )

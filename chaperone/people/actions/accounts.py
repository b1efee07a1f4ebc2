"""What happens when somebody signs in with their organisation's account: who they are is found, never made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from chaperone.people.account_rules import NOT_BY_THIS_ACCOUNT, Account, Known, may_come_in
from chaperone.people.actions.on_record import put_on_record
from chaperone.people.actions.teachers import mark_verified
from chaperone.people.models import Person, Teacher
from chaperone.people.queries import person_by_email, roles_of, teaching_of
from chaperone.people.roles import STAFF_ROLES
from chaperone.people.sign_in_models import SignIn
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused


@carries_out("S8")
def sign_in_by_account(account: Account, tenants: Mapping[str, str], now: datetime) -> Person | Refused:
    """Return whose account this is and put the sign-in on record, or the one refusal that tells nothing.

    Of the account nothing is kept, neither its number nor its name. An adult of the organisation still owes their second step.

    Args:
        account: what the provider told, its signature checked (``adapters/accounts.py``).
        tenants: by domain the Microsoft tenant that stands for it (``CHAPERONE_MICROSOFT_TENANTS``).
    """
    person = person_by_email(account.email)
    verdict = may_come_in(account, _known(person, now), tenants)
    if person is None or isinstance(verdict, Refused):
        return verdict if isinstance(verdict, Refused) else NOT_BY_THIS_ACCOUNT
    with transaction.atomic():
        teaching = teaching_of(person)
        if teaching is not None and teaching.verified_at is None:
            mark_verified(teaching, Teacher.VerifiedHow.ACCOUNT, person, now)
        put_on_record("person.signed_in", person, now, "", account=account.provider.value)
    return person


def account_stands_for_code(sign_in: SignIn, now: datetime) -> None:
    """Keep that this browser showed an account of their address: it proves what the code from a letter does (S8)."""
    SignIn.objects.filter(pk=sign_in.pk).update(code_shown_at=now)
    sign_in.code_shown_at = now


def _known(person: Person | None, now: datetime) -> Known | None:
    if person is None or not person.is_active:
        return None
    teaching = teaching_of(person)
    domain = teaching.school.email_domain if teaching is not None else None
    return Known(bool(roles_of(person, now.date()) & STAFF_ROLES), domain)

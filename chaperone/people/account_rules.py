"""Says whom an account at Google or Microsoft may sign in: who is known already, by an address their organisation stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chaperone.people.addresses import fold_domain, is_at, is_personal_mail, split_address
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict


class Provider(StrEnum):
    """Where somebody may have an account that signs them in."""

    GOOGLE = "google"
    MICROSOFT = "microsoft"

    @property
    def in_words(self) -> str:
        """Its name on a button."""
        return self.value.capitalize()


@dataclass(frozen=True, slots=True)
class Account:
    """What a provider told of an account, its signature checked.

    Attributes:
        is_verified: what it says of the address itself; None when it says nothing (Microsoft).
        hosted_domain: the domain of the organisation whose account it is (Google's ``hd``); empty for a private one.
        tenant: the id of that organisation (Microsoft's ``tid``).
        is_guest: a guest there, whose address is looked after elsewhere.
    """

    provider: Provider
    email: str
    is_verified: bool | None
    hosted_domain: str = ""
    tenant: str = ""
    is_guest: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What we know of whoever has this address; ``school_domain`` is None for somebody who teaches nowhere."""

    is_staff: bool
    school_domain: str | None


NOT_BY_THIS_ACCOUNT = Refused(
    "S8",
    "We cannot sign you in with that account.",
    "Ask for a link by e-mail instead, at the address your invitation went to.",
)
"""One answer for an unknown address, a leaver, a private account and another organisation's: it tells nobody whom we know."""


@carries_out("S8", "A3")
def may_come_in(account: Account, known: Known | None, tenants: Mapping[str, str]) -> Verdict:
    """Say whether an account signs in whoever has its address with us; it never makes anybody known.

    An address counts only if the organisation it belongs to stands for it: with Google the account's own domain is the address's;
    with Microsoft, where anybody's tenant may write any address into an account, the tenant is the one written down for that
    domain. A teacher's address is at their school's domain as well (S8): one that a second person vouched for signs in by link.

    Args:
        tenants: by domain the id of the one Microsoft tenant that stands for it.
    """
    address = split_address(account.email)
    if known is None or address is None or is_personal_mail(address.domain):
        return NOT_BY_THIS_ACCOUNT
    if account.is_guest or account.is_verified is False:
        return NOT_BY_THIS_ACCOUNT
    if not _organisation_stands_for(account, address.domain, tenants):
        return NOT_BY_THIS_ACCOUNT
    at_school = known.school_domain and is_at(address.domain, fold_domain(known.school_domain))
    return ALLOWED if known.is_staff or at_school else NOT_BY_THIS_ACCOUNT


def _organisation_stands_for(account: Account, domain: str, tenants: Mapping[str, str]) -> bool:
    if account.provider is Provider.GOOGLE:
        hosted = fold_domain(account.hosted_domain)
        return account.is_verified is True and hosted != "" and is_at(domain, hosted)
    tenant = tenants.get(domain, "").lower()
    return tenant != "" and tenant == account.tenant.lower()

"""Finds out whether a new address leads to a mailbox of somebody we know already; part of the queries."""

from __future__ import annotations

from chaperone.people.addresses import split_address
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out


@carries_out("S7")
def is_known_mailbox(email: str) -> bool:
    """Say whether letters to this address reach somebody who is with us under another one: ``name+two@`` is ``name@``.

    One human being with two entries would count as two adults. Whoever has this very address is not meant.
    """
    address = split_address(email)
    if address is None:
        return False
    base = address.local.partition("+")[0]
    there = Person.objects.filter(
        is_active=True, email__startswith=base, email__endswith=f"@{address.domain}"
    ).exclude(email=f"{address.local}@{address.domain}")
    return base != "" and any(
        known.partition("@")[0].partition("+")[0] == base for known in there.values_list("email", flat=True)
    )

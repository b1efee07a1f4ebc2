"""What an adult may do about words refused by mistake: which can be let through, and how much of them the adult is shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from chaperone.policy.clauses import carries_out
from chaperone.screening.types import Finding

NEVER_BY_APPEAL: Final = frozenset(
    {"phone", "email_address", "postcode", "postal_address", "social_handle", "link", "credential"}
)
"""What leads to somebody, or opens something: no adult's word in a busy room lets one through."""

COVER: Final = "•"


@carries_out("M1", "Y7", "Y8")
def may_be_let_through(labels: Collection[str]) -> bool:
    """Say whether an adult may let words through that were refused for these labels; never for none at all."""
    return bool(labels) and NEVER_BY_APPEAL.isdisjoint(labels)


@carries_out("M1")
def shown_to_adults(text: str, findings: Iterable[Finding]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Give the words as an adult who is asked may read them, and the places that were found.

    What can never be let through is covered, and then every digit too: a part of a number may stand where nothing was found.
    An adult still sees how long it is and where its gaps are.

    Args:
        text: what was refused, as typed.
        findings: what was found in it.
    """
    found = [finding for finding in findings if finding.part == "text"]
    hidden = [finding for finding in found if finding.label in NEVER_BY_APPEAL]
    covered = list(text)
    for finding in hidden:
        covered[finding.start : finding.end] = [_covered(sign) for sign in text[finding.start : finding.end]]
    if hidden:
        covered = [COVER if sign.isnumeric() else sign for sign in covered]
    return "".join(covered), tuple(sorted({(finding.start, finding.end) for finding in found}))


def _covered(sign: str) -> str:
    return sign if sign.isspace() else COVER

"""Each rule of personal detail is needed: without it, some of its own examples are no longer found."""

from __future__ import annotations

import pytest

from chaperone.screening.engine import Engine
from chaperone.screening.rule import Rule
from chaperone.screening.rules import RULES
from chaperone.screening.types import Context, Utterance

PERSONAL = (
    "phone email_address postal_address postcode full_name age school_name social_handle credential link"
)
OF_PERSONAL_DETAIL = [rule for rule in RULES if rule.label in PERSONAL.split()]


@pytest.mark.parametrize("rule", OF_PERSONAL_DETAIL, ids=lambda rule: rule.id)
def test_without_the_rule_its_examples_fail(rule: Rule) -> None:
    others = Engine([other for other in OF_PERSONAL_DETAIL if other is not rule])
    left = [
        text
        for text in rule.catches
        if rule.label
        not in {one.label for one in others.findings(Utterance(rule.channels[0], text), Context())}
    ]
    assert left, "every example is found by another rule: this one may go"

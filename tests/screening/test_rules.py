"""Every rule proves itself by its own examples, and the labelled development set says how far the first rules go."""

from __future__ import annotations

from functools import cache

import pytest

from chaperone.policy.clauses import CLAUSE_IDS, carried_out
from chaperone.screening.engine import FINDINGS_LIMIT, Engine
from chaperone.screening.rule import Rule
from chaperone.screening.rules import RULES
from chaperone.screening.screen import screen
from chaperone.screening.types import Channel, Context, Utterance

CONTEXT = Context(
    official_numbers=("020 7946 0123",),
    official_emails=("info@charity.example", "info@sns.example"),
    official_handles=("@charity_official", "@sns_official"),
    official_sites=("charity.example",),
    names_here=("Amber Otter",),
)


def labels_in(text: str, context: Context = CONTEXT, channel: Channel = "chat_pupil") -> set[str]:
    return {finding.label for finding in screen(Utterance(channel, text), context)}


@pytest.mark.parametrize(
    ("rule", "text"),
    [(rule, text) for rule in RULES for text in rule.catches],
    ids=lambda part: str(part)[:60],
)
def test_a_rule_catches_its_examples_by_itself_and_among_all(rule: Rule, text: str) -> None:
    alone = engine_of(rule).findings(Utterance(rule.channels[0], text), CONTEXT)
    assert rule.label in {finding.label for finding in alone}
    assert rule.label in labels_in(text, channel=rule.channels[0])


@pytest.mark.parametrize(
    ("rule", "text"),
    [(rule, text) for rule in RULES for text in rule.leaves],
    ids=lambda part: str(part)[:60],
)
def test_no_rule_of_the_label_takes_what_is_to_be_left(rule: Rule, text: str) -> None:
    assert rule.label not in labels_in(text, channel=rule.channels[0])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_complete_and_says_nothing_of_what_it_found(rule: Rule) -> None:
    assert rule.clause in CLAUSE_IDS
    assert rule.staff_clause in CLAUSE_IDS
    assert rule.catches
    assert rule.leaves
    assert rule.sentence.endswith(".")
    assert rule.next_step
    for text in rule.catches:
        for finding in screen(Utterance(rule.channels[0], text), CONTEXT):
            part = finding.part
            found = text[finding.start : finding.end] if part == "text" else ""
            assert len(found) < 3 or found not in repr(finding)


def test_every_rule_has_its_own_name_and_every_label_five_examples_both_ways() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for label in {rule.label for rule in RULES}:
        of_label = [rule for rule in RULES if rule.label == label]
        assert sum(len(rule.catches) for rule in of_label) >= 5, label
        assert sum(len(rule.leaves) for rule in of_label) >= 5, label


@cache
def engine_of(rule: Rule) -> Engine:
    return Engine([rule])


def test_what_is_official_is_left_and_only_that() -> None:
    assert labels_in("Ring our office: 020 7946 0123") == set()
    assert labels_in("Ring our office: +44 20 7946 0123") == set()
    assert labels_in("Ring our office: 020 7946 0124") == {"phone"}
    assert labels_in("write to info@sns.example") == set()
    assert labels_in("write to info@sns.example.org") == {"email_address"}
    assert labels_in("write to notinfo@sns.example") == {"email_address"}
    assert labels_in("follow @sns_official") == set()
    assert labels_in("follow @sns_officia1") == {"social_handle"}
    assert labels_in("https://charity.example/rules") == set()
    assert labels_in("https://notcharity.example/rules") == {"link"}
    assert labels_in("020 7946 0123", Context()) == {"phone"}


@pytest.mark.parametrize("last_three", ["000", "123", "999"])
@pytest.mark.parametrize(
    "start", ["07700 900", "0113 496 0", "0131 496 0", "020 7946 0", "029 2018 0", "028 9649 6"]
)
def test_the_ranges_kept_for_drama_are_numbers_like_any_other(start: str, last_three: str) -> None:
    plain = (start + last_three).replace(" ", "")
    for text in (start + last_three, plain, ".".join(plain), " ".join(plain), "+44" + plain[1:]):
        assert labels_in(f"its {text} ok", Context()) == {"phone"}, text


def test_the_clause_depends_on_who_speaks() -> None:
    (by_pupil,) = screen(Utterance("chat_pupil", "07700 900123"), CONTEXT)
    (by_adult,) = screen(Utterance("chat_staff", "07700 900123"), CONTEXT)
    assert (by_pupil.clause, by_adult.clause) == ("Y7", "S6")


def test_several_findings_come_in_order_and_a_flood_of_them_is_bounded() -> None:
    text = "bs5 9xz then 07700 900123 then a.b@post.example then @mosfan7"
    found = screen(Utterance("chat_pupil", text), CONTEXT)
    assert [finding.label for finding in found] == ["postcode", "phone", "email_address", "social_handle"]
    assert text[found[1].start : found[1].end] == "07700 900123"
    assert len(screen(Utterance("chat_pupil", "07700 900123 " * 200), CONTEXT)) == FINDINGS_LIMIT


def test_dates_without_end_are_not_looked_at_without_end() -> None:
    assert labels_in("01/02/2023 " * 50) == set()
    assert labels_in("01/02/2023 " * 50 + "07700 900123") == {"phone"}


def test_the_clauses_are_tagged() -> None:
    for clause in ("Y6", "Y7", "M1"):
        assert "chaperone.screening.screen:screen" in carried_out()[clause]

"""A rule of the organisation's own: what it may be, that it is tried before it is used, and that live rooms take it up."""

from __future__ import annotations

from typing import Any

import pytest

from chaperone.door.remembering import Line, RoomMemory
from chaperone.door.words import Words
from chaperone.ledger.queries import read
from chaperone.own_rules.actions import draft_rule, put_to_use, retire
from chaperone.own_rules.models import OwnRule
from chaperone.own_rules.queries import all_rules, live_rules
from chaperone.pages.for_staff.own_rules import OwnRuleForm
from chaperone.people.queries import person_by_id
from chaperone.policy.refusal import Refused
from chaperone.screening.own_wording import FLAGGED_SHARE_LIMIT, ordinary_texts, rule_of, tried
from chaperone.screening.types import Context
from chaperone.screening.wording import Wording
from chaperone.sessions.queries import plan_versions
from tests.concerns.charity import Charity, a_charity
from tests.pages.test_public import words
from tests.pages.town import browser
from tests.sessions.cast import NOW

pytestmark = pytest.mark.django_db
SAID = {
    "label": "bullying",
    "clause": "Y5",
    "whose": "pupils",
    "sentence": "That is used here to hurt somebody.",
}


def asked(pattern: str = "wet lettuce, soggy lettuce", **more: Any) -> Wording:
    """A wording, whole unless changed."""
    return Wording(**{"ref": "", "version": 0, "is_expression": False, "pattern": pattern, **SAID, **more})


@pytest.fixture
def charity() -> Charity:
    return a_charity()


def in_use(charity: Charity, pattern: str = "wet lettuce, soggy lettuce") -> OwnRule:
    """A rule that is in use."""
    made = draft_rule(asked(pattern), charity.lead, NOW)
    assert isinstance(made, OwnRule), made
    used = put_to_use(made.ref, charity.lead, NOW)
    assert isinstance(used, OwnRule), used
    return used


def says(room: Words, text: str, channel: Any = "chat_pupil") -> tuple[str, set[str]]:
    """What becomes of a text said in a room, and the rules that found something."""
    decision = room._decide(Line("seat:a", "x", text, channel), RoomMemory(Context()), 0.0)
    return decision.outcome, {found.rule for found in decision.findings}


@pytest.mark.proves("Y5")
@pytest.mark.parametrize(
    "pattern",
    ["(?<=a)b", r"(a)\1", "(", "[a-z]+", "", " , ", "x" * 301, ".*", "a?"],
)
def test_what_cannot_run_in_linear_time_or_has_no_word_in_it_is_no_rule(
    pattern: str, charity: Charity
) -> None:
    assert isinstance(draft_rule(asked(pattern, is_expression=True), charity.lead, NOW), Refused)
    assert not OwnRule.objects.exists()


@pytest.mark.proves("M1")
@pytest.mark.parametrize("pattern", ["07700 900123", "Jake Thompson", "someone@example.com", "LS6 3QD"])
def test_a_rule_is_no_place_for_a_name_or_a_number(pattern: str, charity: Charity) -> None:
    assert isinstance(draft_rule(asked(pattern), charity.lead, NOW), Refused)
    assert pattern not in str([entry.body for entry in read("organisation")])


@pytest.mark.proves("Y5", "A1")
def test_nothing_is_used_that_stops_ordinary_talk(charity: Charity) -> None:
    """It is kept as a draft with what it would have stopped; a narrower version can be used."""
    broad = draft_rule(asked("the, a, is"), charity.lead, NOW)
    assert isinstance(broad, OwnRule)
    rule = rule_of(broad.wording)
    assert not isinstance(rule, Refused)
    trial = tried(rule)
    assert (
        len(trial.caught) > FLAGGED_SHARE_LIMIT * trial.texts and trial.texts == len(ordinary_texts()) > 1000
    )
    refused = put_to_use(broad.ref, charity.lead, NOW)
    assert isinstance(refused, Refused) and str(len(trial.caught)) in refused.sentence
    assert live_rules() == ()
    assert isinstance(draft_rule(asked(ref=broad.ref), charity.lead, NOW), OwnRule)
    assert isinstance(put_to_use(broad.ref, charity.lead, NOW), OwnRule)
    assert [rule.version for rule in live_rules()] == [2]


@pytest.mark.proves("Y5")
def test_a_room_takes_a_rule_up_and_lets_it_go_without_a_restart(charity: Charity) -> None:
    """Disguise does not hide it; other channels are left; one's own session hears of it as of any change."""
    room, ref = Words(Context()), charity.session.ref
    before = plan_versions([ref])[ref]
    assert says(room, "you wet lettuce")[0] == "deliver"
    row = in_use(charity)
    assert plan_versions([ref])[ref] > before, "which is what makes a live room read again"
    room.read_again()
    for text in ("you wet lettuce", "w e t l e t t u c e", "WET  LETTUCE!!", "wét lettuce"):
        assert says(room, text) == ("hold", {f"own/{row.ref}/1"}), text
    for text in ("wet lettuces grow", "the lettuce was wet"):
        assert says(room, text)[0] == "deliver", text
    assert says(room, "you wet lettuce", "chat_staff")[0] == "deliver"
    assert "full_name/1" not in says(room, "wet lettuce 07700 900123")[1]
    retire(row.ref, charity.lead, NOW)
    room.read_again()
    assert says(room, "you wet lettuce")[0] == "deliver"


@pytest.mark.proves("Y9")
def test_the_outcome_follows_from_what_it_looks_like(charity: Charity) -> None:
    room = Words(Context())
    for label, outcome in (("self_harm", "route"), ("private_contact", "refuse"), ("hate", "hold")):
        made = draft_rule(asked(f"blue {label.replace('_', ' ')} umbrella", label=label), charity.lead, NOW)
        assert isinstance(made, OwnRule)
        put_to_use(made.ref, charity.lead, NOW)
        room.read_again()
        assert says(room, f"a blue {label.replace('_', ' ')} umbrella")[0] == outcome


@pytest.mark.proves("Y5", "R2")
def test_each_step_is_the_leads_and_on_record(charity: Charity) -> None:
    for by in (charity.facilitator, charity.speaker):
        assert isinstance(draft_rule(asked(), by, NOW), Refused)
    row = in_use(charity)
    assert isinstance(put_to_use(row.ref, charity.facilitator, NOW), Refused)
    assert isinstance(retire(row.ref, charity.facilitator, NOW), Refused)
    draft_rule(asked("wet lettuce leaf", ref=row.ref), charity.lead, NOW)
    put_to_use(row.ref, charity.lead, NOW)
    put_to_use(row.ref, charity.lead, NOW)
    retire(row.ref, charity.lead, NOW)
    assert isinstance(retire(row.ref, charity.lead, NOW), Refused)
    steps = [(x.kind, x.actor, x.body["rule"]) for x in read("organisation") if x.body and "rule" in x.body]
    one, two = f"own/{row.ref}/1", f"own/{row.ref}/2"
    kinds = ["drafted", "in_use", "drafted", "in_use", "retired"]
    assert steps == [
        (f"own_rule.{kind}", charity.lead.ref, rule)
        for kind, rule in zip(kinds, (one, one, two, two, two), strict=True)
    ]
    assert [each.status for each in OwnRule.objects.order_by("version")] == ["retired", "retired"]
    assert [each.version for each in all_rules()] == [2]
    assert isinstance(put_to_use("nosuch", charity.lead, NOW), Refused)


def test_a_rule_says_everything(charity: Charity) -> None:
    for lack in ({"label": "emoji"}, {"clause": "Z1"}, {"whose": "nobody"}, {"sentence": " "}):
        assert isinstance(draft_rule(asked(**lack), charity.lead, NOW), Refused), lack
    assert isinstance(draft_rule(asked(ref="nosuch"), charity.lead, NOW), Refused)


@pytest.mark.proves("Y5", "A1")
def test_the_lead_writes_tries_uses_and_retires_a_rule_through_its_pages(charity: Charity) -> None:
    lead = person_by_id(charity.lead.pk)
    assert lead is not None
    client = browser(lead)
    assert "No rules of our own yet" in words(client.get("/policy/screening/own"))
    form = {"pattern": "wet lettuce", **SAID}
    assert "Write what it looks for" in words(
        client.post("/policy/screening/own/add", {**form, "pattern": ""})
    )
    assert "no place for somebody" in words(
        client.post("/policy/screening/own/add", {**form, "pattern": "07700 900123"})
    )
    page = words(client.post("/policy/screening/own/add", form, follow=True))
    assert "It would have stopped 0 of" in page and "Put it to use" in page
    row = OwnRule.objects.get()
    at = f"/policy/screening/own/{row.ref}"
    assert "Put this rule to use?" in words(client.get(f"{at}/use"))
    assert "It is in use" in words(client.post(f"{at}/use", follow=True))
    broad = words(client.post(f"{at}/change", {**form, "pattern": "the, a"}, follow=True))
    assert "ordinary texts" in broad and "Put it to use" not in broad and "Take it out of use" in broad
    assert "Take this rule out of use?" in words(client.get(f"{at}/retire"))
    assert "no longer in use" in words(client.post(f"{at}/retire", follow=True))
    assert "wet lettuce" in words(client.get(at)) and "the, a" in words(client.get("/policy/screening/own"))
    assert browser(charity.facilitator).get("/policy/screening/own").status_code == 404
    assert set(OwnRuleForm().fields) == {"pattern", "is_expression", "label", "whose", "clause", "sentence"}

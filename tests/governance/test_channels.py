"""The register of channels: every kind that the policy names is in it, with an owner who is with us."""

from __future__ import annotations

import pytest

from chaperone.governance.actions.channels import keep_channel
from chaperone.governance.channel_rules import ChannelWords
from chaperone.governance.models import Channel
from chaperone.governance.queries.channels import channels_are_registered
from chaperone.people.actions import mark_left
from chaperone.policy.pack import pack_named
from tests.governance.office import Office
from tests.governance.test_policy_pages import clock as clock  # noqa: PLC0414 - pytest finds a fixture by its name here
from tests.governance.test_policy_pages import words
from tests.pages.town import Clock, browser
from tests.sessions.cast import NOW, done, refusal

pytestmark = pytest.mark.django_db
NUMBERS = pack_named("online-safeguarding").parameters


def said(kind: str = "session rooms", name: str = "Our rooms") -> ChannelWords:
    return ChannelWords(kind, name, is_used=True, where="In this product, in every room")


@pytest.mark.proves("A1")
def test_a_channel_has_an_owner_who_is_with_us_and_each_kind_is_spoken_of() -> None:
    office = Office()
    assert channels_are_registered(NUMBERS).risks.count == len(NUMBERS.channel_kinds)
    entry = done(keep_channel(said(), office.facilitator, office.lead, NUMBERS, NOW))
    assert channels_are_registered(NUMBERS).risks.count == len(NUMBERS.channel_kinds) - 1
    refusal(keep_channel(said(name="Another"), office.lead, office.facilitator, NUMBERS, NOW))
    told = refusal(keep_channel(said(), office.lead, office.lead, NUMBERS, NOW))
    assert "in the list already" in told.sentence
    assert (
        "no such kind"
        in refusal(keep_channel(said("faxes", "Fax"), office.lead, None, NUMBERS, NOW)).sentence
    )
    empty = ChannelWords("posts", "Posts", is_used=False, where=" ")
    assert (
        "why there is none" in refusal(keep_channel(empty, office.lead, office.lead, NUMBERS, NOW)).sentence
    )
    done(mark_left(office.facilitator, office.administrator, NOW))
    assert channels_are_registered(NUMBERS).breaches.count == 1
    done(keep_channel(said(), office.lead, office.administrator, NUMBERS, NOW, entry.pk))
    assert channels_are_registered(NUMBERS).breaches.count == 0


@pytest.mark.proves("A1")
def test_the_register_on_screen(clock: Clock) -> None:
    office = Office()
    lead = browser(office.lead)
    page = words(lead.get("/policy/channels"))
    assert "nothing said of it yet" in page
    assert "Enter it : session rooms" in page
    filled = {"kind": "letters", "name": "Letters", "is_used": "no", "owner": office.deputy.pk}
    told = lead.post("/policy/channels/add", {**filled, "where": ""})
    assert 'value="Letters"' in told.content.decode(), "what was typed is kept"
    lead.post("/policy/channels/add", {**filled, "where": "We write none"})
    page = words(browser(office.trustee).get("/policy/channels"))
    assert "Why not We write none" in page
    assert "Enter a channel" not in page
    entry = Channel.objects.get()
    change = f"/policy/channels/{entry.pk}"
    lead.post(change, {**filled, "is_used": "yes", "where": "By post"})
    assert "Carried out By post" in words(lead.get("/policy/channels"))

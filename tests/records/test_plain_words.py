"""The record says everything in plain words: no name of a command, a label, a role or a kind of entry reaches whoever reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.template.loader import render_to_string

from chaperone.ledger.actions import append
from chaperone.ledger.facts import fact
from chaperone.records.actions import open_dossier, seal_dossier
from chaperone.records.pdf import dossier_words
from chaperone.records.plain_words import (
    LABELS,
    LETTERS,
    ROLES,
    TRIED,
    labels_in_words,
    letter_in_words,
    tried_in_words,
)
from chaperone.room import commands as c
from chaperone.screening.rules import RULES
from chaperone.sessions.plan import Role, SeatKind
from tests.concerns.charity import Charity, a_charity
from tests.records.held import REFUSE, Held, hold_and_close

# What only the process asks of the room: it is never refused to anybody.
OF_THE_PROCESS = {"Tick", "ChangePlan", "MediaTurned", "RecordingTurned"}


def test_there_are_words_for_everything_a_record_can_hold() -> None:
    commands = {command.__name__ for command in c.Command.__subclasses__()}
    assert commands - OF_THE_PROCESS <= TRIED.keys()
    assert [rule.label for rule in RULES if "_" in labels_in_words([rule.label])] == []
    assert {*Role, *SeatKind} <= ROLES.keys()
    every = [*TRIED.values(), *LABELS.values(), *ROLES.values(), *LETTERS.values()]
    assert [words for words in every if "_" in words or not words] == []


def test_what_nobody_thought_of_is_still_taken_apart() -> None:
    assert tried_in_words("TurnTheLampOn") == "Turn the lamp on"
    assert letter_in_words("something_new") == "about the session"


@pytest.mark.django_db
@pytest.mark.parametrize("template", ["records/dossier.html", "for_staff/_dossier.html"])
def test_neither_page_nor_paper_shows_a_word_of_the_machine(template: str) -> None:
    charity: Charity = a_charity()

    def talk(held: Held) -> None:
        amber = charity.seats[0].ref
        held.do(10, c.Say(amber, id="1", text="ring me", screened=REFUSE))
        held.join(15, charity.lead.ref)
        held.say(20, charity.lead.ref, "Hello")

    held = hold_and_close(charity, talk)
    later = held.at(3600) + timedelta(hours=1)
    gone = fact("letter.sent", "system", "", letter=1, letter_kind="reminder", recipients=1, message_id="<x>")
    append(charity.session.stream, [gone], later)
    seal_dossier(charity.session.ref, later)
    dossier = open_dossier(charity.lead, charity.session.ref, later)
    assert dossier is not None
    page = render_to_string(template, dossier_words(dossier, "Reader", later))
    for raw in (
        "individual",
        "teacher_screen",
        "safeguarding_lead",
        ">Say<",
        "Letter: ",
        "Letter sent",
        "Europe/",
    ):
        assert raw not in page, raw
    for plain in ("Saying something to everybody", "upil", "A letter went: a reminder.", "UK time"):
        assert plain in page, plain

"""How a version of the policy comes about: drafted, advised on, approved by two, published for a day; and what stays as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.governance.actions.drafts import (
    begin_draft,
    begin_from_file,
    change_parameter,
    put_forward,
    take_back,
)
from chaperone.governance.actions.publishing import advise, approve, publish_version
from chaperone.governance.models import PublishedPack
from chaperone.governance.queries.versions import every_version, our_pack, version_of
from chaperone.ledger.queries import read
from chaperone.people.queries import agreement_standing, asked_until
from chaperone.policy.documents import document_named
from chaperone.policy.pack import PACKS, load_pack, pack_named
from chaperone.policy.parameters import parameter_table
from chaperone.policy.refusal import Refused
from chaperone.policy.typed import as_typed, kept, to_keep, typed
from chaperone.policy.versions import changes_in_file, next_version
from tests.governance.office import ADVICE, WHY, Office, now_of
from tests.sessions.cast import A_DAY, NOW, START, Charity, done, refusal

pytestmark = pytest.mark.django_db
FIRST = pack_named("online-safeguarding")
FILE = (PACKS / "online-safeguarding.yaml").read_bytes()


@pytest.mark.proves("R3")
def test_a_version_holds_from_its_day_and_not_before() -> None:
    """Two weeks ahead: the old numbers until midnight UTC, the new ones after it."""
    published = Office().published(in_days=14)
    before = NOW.replace(hour=23, minute=59) + timedelta(days=13)
    assert our_pack(before).parameters.notes_due_hours == 72
    after = our_pack(before + timedelta(minutes=1))
    assert (after.version, after.parameters.notes_due_hours, after.hash) == (2, 48, published.text_hash)
    assert "within two days" in after.clauses["M10"].text
    assert pack_named("online-safeguarding", 1) == FIRST
    kinds = [entry.kind for entry in read("organisation") if entry.kind.startswith("policy.")]
    steps = "draft_begun draft_changed put_forward advised approved approved published"
    assert kinds == [f"policy.{step}" for step in steps.split()]


@pytest.mark.proves("R3")
def test_nobody_publishes_alone() -> None:
    """The author is one of two at most, an approval is one person's once, and the advice comes first."""
    office = Office()
    draft = office.draft(notes_due_hours="48")
    office.change(draft, "drill_valid_days", "300", office.lead)
    assert "put forward" in refusal(approve(draft.ref, "", office.trustee, NOW)).sentence
    done(put_forward(draft.ref, WHY, office.administrator, NOW))
    content = now_of(draft).text_hash
    assert "not advised" in refusal(approve(draft.ref, content, office.trustee, NOW)).sentence
    assert "wrote themselves" in refusal(advise(draft.ref, ADVICE, office.lead, NOW)).sentence
    refusal(advise(draft.ref, ADVICE, office.administrator, NOW))
    done(advise(draft.ref, ADVICE, office.deputy, NOW))
    refusal(approve(draft.ref, content, office.facilitator, NOW))
    assert "changed since" in refusal(approve(draft.ref, "0" * 64, office.trustee, NOW)).sentence
    done(approve(draft.ref, content, office.administrator, NOW))
    assert "already" in refusal(approve(draft.ref, content, office.administrator, NOW)).sentence
    assert "written none" in refusal(approve(draft.ref, content, office.lead, NOW)).sentence
    assert "two people" in refusal(publish_version(draft.ref, NOW.date(), office.lead, NOW)).sentence
    done(approve(draft.ref, content, office.trustee, NOW))
    refusal(publish_version(draft.ref, NOW.date(), office.trustee, NOW))
    assert "over" in refusal(publish_version(draft.ref, (NOW - A_DAY).date(), office.lead, NOW)).sentence
    done(publish_version(draft.ref, NOW.date(), office.lead, NOW))
    assert our_pack(NOW).version == 2


@pytest.mark.proves("R3")
def test_what_was_approved_is_what_is_published() -> None:
    """A draft that is taken back and changed has lost its advice and approvals; it cannot be changed while put forward."""
    office = Office()
    draft = office.approved(notes_due_hours="48")
    assert "put forward" in refusal(office.change(draft, "notes_due_hours", "24")).sentence
    done(take_back(draft.ref, office.administrator, NOW))
    done(office.change(draft, "notes_due_hours", "24"))
    done(put_forward(draft.ref, WHY, office.administrator, NOW))
    refusal(publish_version(draft.ref, NOW.date(), office.administrator, NOW))
    assert "not advised" in refusal(approve(draft.ref, now_of(draft).text_hash, office.trustee, NOW)).sentence


def test_two_tabs_lose_nothing() -> None:
    """Two parameters from two tabs are both kept; the same one from two tabs is said, and kept only if it is asked for again."""
    office = Office()
    draft = office.draft()
    done(change_parameter(draft.ref, "notes_due_hours", "48", "three days", office.lead, NOW))
    done(change_parameter(draft.ref, "drill_valid_days", "300", "365 days", office.administrator, NOW))
    told = refusal(
        change_parameter(draft.ref, "notes_due_hours", "24", "three days", office.administrator, NOW)
    )
    assert "it is now “two days”" in told.sentence
    assert now_of(draft).changes == {"notes_due_hours": 48, "drill_valid_days": 300}
    done(change_parameter(draft.ref, "notes_due_hours", "24", "two days", office.administrator, NOW))
    assert now_of(draft).changes["notes_due_hours"] == 24
    done(change_parameter(draft.ref, "notes_due_hours", "72", "24 hours", office.lead, NOW))
    assert "notes_due_hours" not in now_of(draft).changes
    assert "Another draft is open" in refusal(begin_draft(office.lead, NOW)).sentence


def test_a_contradiction_is_said_plainly_and_goes_no_further() -> None:
    """A door lead longer than the time in which teachers can sign in is kept in the draft, and not put forward."""
    office = Office()
    draft = office.draft(door_lead_seconds="2 hours")
    told = refusal(put_forward(draft.ref, WHY, office.administrator, NOW)).sentence
    assert told.startswith("“The time from the teacher's sign-in to the pupil door” is longer than")
    assert "door_lead" not in told
    done(office.change(draft, "room_opens_minutes", "180"))
    done(put_forward(draft.ref, WHY, office.administrator, NOW))


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("notes_due_hours", "0", "less than 1 hours"),
        ("notes_due_hours", "soon", "whole number"),
        ("private_messages", "yes", "no such thing"),
        ("office_hours_start", "nine", "time of day"),
        ("agencies", "", "at least 1"),
        ("agencies", "one\none", "twice"),
        ("agencies", "wor\u202eds", "nobody can see"),
        ("agencies", "x" * 401, "400 characters"),
        ("holidays_of", "France", "it can be"),
    ],
)
def test_a_value_out_of_all_sense_is_refused(name: str, text: str, says: str) -> None:
    assert says in refusal(typed(name, text)).sentence


@given(st.sampled_from(sorted(parameter_table())), st.text(max_size=40))
def test_typing_never_breaks_and_what_is_taken_stays_the_same(name: str, text: str) -> None:
    """Whatever is typed, the answer is a value that reads back as itself, or a refusal."""
    value = typed(name, text)
    if not isinstance(value, Refused):
        assert typed(name, as_typed(value)) == value == kept(name, to_keep(value))


def test_the_file_of_a_version_reads_back_as_the_same_policy() -> None:
    made = next_version(
        FIRST, 2, {"office_hours_end": "18:30", "recording": False, "agencies": ["A: b", "#c"]}
    )
    assert made.pack is not None
    changes = changes_in_file(made.text.encode(), FIRST)
    assert changes == {"office_hours_end": "18:30", "recording": False, "agencies": ["A: b", "#c"]}
    rehearsal = next_version(pack_named("rehearsal"), 2, {"notes_due_hours": 24}).pack
    assert rehearsal is not None
    assert (rehearsal.label, rehearsal.parameters.door_lead_seconds) == ("Rehearsal: a 30-second lead", 30)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a: [", "line 1"),
        (b"\xff\xfe", "line 1"),
        (b"x" * 200_001, "larger than 200 KB"),
        (FILE.replace(b"It is our job", b"It is your job"), "changes the words"),
        (FILE.replace(b"door_lead_seconds: 600", b"door_lead_seconds: 9000000"), "makes no sense"),
        (FILE.replace(b"id: online-safeguarding", b"id: another"), "ours is “online-safeguarding”"),
        (FILE, "changes nothing"),
    ],
)
def test_a_file_that_is_not_ours_to_take_is_refused(content: bytes, says: str) -> None:
    assert says in refusal(begin_from_file(content, Office().lead, NOW)).sentence


def test_a_file_becomes_a_draft_with_what_it_changes() -> None:
    draft = done(
        begin_from_file(FILE.replace(b"notes_due_hours: 72", b"notes_due_hours: 24"), Office().lead, NOW)
    )
    assert now_of(draft).changes == {"notes_due_hours": 24}
    assert version_of(now_of(draft))[1].pack is not None


@pytest.mark.proves("R3", "S1", "Y1")
def test_from_its_day_everybody_is_asked_to_agree_anew() -> None:
    """Even where no word of the text changes: a new version is agreed to afresh."""
    office = Office()
    assert agreement_standing(office.facilitator, "staff-policy")
    was = document_named("staff-policy")
    row = office.published(in_days=0, seat_code_length="12")
    became = document_named("staff-policy", pack_named(row.pack_id, 2))
    assert (became.version, became.hash == was.hash) == (was.version + 1, True)
    assert asked_until(office.facilitator, "staff-policy", row.from_on) == row.from_on + 28 * A_DAY
    assert agreement_standing(office.facilitator, "staff-policy", row.from_on + 27 * A_DAY)
    assert not agreement_standing(office.facilitator, "staff-policy", row.from_on + 28 * A_DAY)


@pytest.mark.proves("R3", "M8")
def test_a_session_planned_already_keeps_its_version_and_a_later_one_takes_the_new() -> None:
    """What letters have told is kept; what is planned for the new version's day is planned under it."""
    charity = Charity()
    early = charity.session()
    office = Office(lead=charity.lead, facilitator=charity.facilitator)
    office.published(in_days=2, notes_due_hours="48")
    assert START.date() > (NOW + 2 * A_DAY).date()
    later = charity.session(starts_at=START + 7 * A_DAY, title="Later")
    early.refresh_from_db()
    assert (early.pack_version, later.pack_version) == (1, 2)
    assert (later.notes_due_at - later.ends_at) == timedelta(hours=48)


def test_a_version_is_never_published_before_one_that_is() -> None:
    office = Office()
    office.published(in_days=14)
    draft = office.approved(notes_due_hours="24")
    assert draft.version == 3
    told = refusal(publish_version(draft.ref, (NOW + A_DAY).date(), office.lead, NOW))
    assert "holds from" in told.sentence
    done(publish_version(draft.ref, (NOW + 14 * A_DAY).date(), office.lead, NOW))
    assert [one.pack.version for one in every_version()] == [3, 2, 1]
    assert our_pack(NOW + 14 * A_DAY).parameters.notes_due_hours == 24


def test_a_published_file_says_what_its_hash_says() -> None:
    row = Office().published()
    assert load_pack(PACKS / "x.yaml", PublishedPack.objects.get().text.encode()).hash == row.text_hash

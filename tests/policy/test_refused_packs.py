"""A pack that makes no sense is refused with file, line and reason, and all its problems together."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.policy.pack import load_pack
from chaperone.policy.problems import PackRefused
from tests.policy.broken_packs import FIRST, changed, line_of, problems_of, without_clause

LEAD = "door_lead_seconds: 600"
REHEARSAL = """# Another pack for trying things out.
id: trial
version: 1
title: Trial
label: A trial
rehearsal: yes
extends: {id: online-safeguarding, version: 1}
parameters:
  door_lead_seconds: 30
"""


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (LEAD, "door_lead_seconds: 86401", "more than 86400 seconds makes no sense"),
        (LEAD, "door_lead_seconds: 0", "less than 1 seconds makes no sense"),
        (LEAD, "door_lead_seconds: -600", "less than 1 seconds makes no sense"),
        (LEAD, "door_lead_seconds: ten", "door_lead_seconds must be a whole number"),
        (LEAD, "door_lead_seconds: 600.0", "must be a whole number"),
        (LEAD, "door_lead_seconds: '600'", "must be a whole number"),
        (LEAD, "door_lead_seconds: 10:00", "must be a whole number, written in plain digits"),
        (LEAD, "door_lead_seconds: 0x258", "must be a whole number, written in plain digits"),
        (LEAD, "door_lead_seconds: yes", "must be a whole number"),
        (LEAD, "door_lead_seconds:", "must be a whole number"),
        (LEAD, "door_lead_seconds: [600]", "must be a whole number"),
        ("presence_limit_seconds: 4", "presence_limit_seconds: 5.5", "more than 5 seconds makes no sense"),
        ("presence_limit_seconds: 4", "presence_limit_seconds: .nan", "must be a number"),
        ("presence_limit_seconds: 4", "presence_limit_seconds: .inf", "must be a number"),
        ("presence_limit_seconds: 4", "presence_limit_seconds: soon", "must be a number"),
        (
            "responsible_adults_minimum: 2",
            "responsible_adults_minimum: 1",
            "less than 2 people makes no sense",
        ),
        ("waiver_adults_minimum: 2", "waiver_adults_minimum: 1", "less than 2 people makes no sense"),
        ("retention_years: 1", "retention_years: 0", "less than 1 years makes no sense"),
        ("review_month: 8", "review_month: 13", "more than 12 makes no sense"),
        ("private_messages: no", "private_messages: yes", "the product has no such thing"),
        ("images_in_rooms: no", "images_in_rooms: 0", "images_in_rooms must be yes or no"),
        ("recording: yes", "recording: maybe", "recording must be yes or no"),
        ("helpline_phone: 0800 1111", "helpline_phone: 8001111", "helpline_phone must be text"),
        ("helpline_name: Childline", "helpline_name: ''", "helpline_name is empty"),
        ("takedown_role: supervisor", "takedown_role: janitor", "takedown_role is 'janitor'; it can be"),
        (
            'office_hours_start: "09:00"',
            "office_hours_start: 9 o'clock",
            "must be a time of day such as 09:00",
        ),
        ('office_hours_start: "09:00"', "office_hours_start: 24:00", "must be a time of day such as 09:00"),
        ("reminder_minutes: [1440, 60, 15]", "reminder_minutes: 60", "reminder_minutes must be a list"),
        ("reminder_minutes: [1440, 60, 15]", "reminder_minutes: []", "needs at least 1 in its list"),
        ("reminder_minutes: [1440, 60, 15]", "reminder_minutes: [60, 60]", "the same thing twice"),
        ("reminder_minutes: [1440, 60, 15]", "reminder_minutes: [60, soon]", "must be a whole number"),
    ],
)
def test_a_nonsensical_parameter_is_refused_at_its_line(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    problems = problems_of(tmp_path, changed(old, new))
    assert [(problem.file, problem.line) for problem in problems] == [
        (str(tmp_path / "pack.yaml"), line_of(old))
    ]
    assert reason in problems[0].reason
    assert new.partition(":")[0] in problems[0].reason


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (LEAD, "door_lead_seconds: 3660", "door_lead_seconds is longer than room_opens_minutes"),
        (LEAD, "door_lead_seconds: 59", "which only a rehearsal pack may have"),
        ("absence_limit_seconds: 300", "absence_limit_seconds: 4", "longer than presence_limit_seconds"),
        ("[1440, 60, 15]", "[15, 60, 1440]", "from the earliest reminder to the last"),
        ('office_hours_end: "17:00"', "office_hours_end: 09:00", "is not after office_hours_start"),
        (
            "concern_deputy_minutes: 60",
            "concern_deputy_minutes: 29",
            "is sooner than concern_acknowledge_minutes",
        ),
        ("concern_deputy_minutes: 60", "concern_deputy_minutes: 1500", "concern_trustee_hours is sooner"),
        ("review_opens_month: 7", "review_opens_month: 9", "is after review_month"),
        ("takedown_role: supervisor", "takedown_role: online_presence_lead", "is the monitoring role too"),
        ("notes_due_hours: 72", "notes_due_hours: 337", "more than 336 hours makes no sense"),
        (
            "card_roles: [safeguarding_lead, deputy_lead",
            "card_roles: [deputy_lead",
            "lacks the safeguarding lead",
        ),
        ("supervisor, facilitator, speaker]", "supervisor, facilitator]", "lacks speaker"),
    ],
)
def test_parameters_that_contradict_each_other_are_refused(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    (problem,) = problems_of(tmp_path, changed(old, new))
    assert reason in problem.reason
    named = problem.reason.split()[0]
    assert problem.line == line_of(f"      {named}:")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (without_clause("M9", "M10"), line_of("\n  A1:\n") + 1, "the policy lacks 'M9'"),
        (changed("\n  M9:\n", "\n  M99:\n"), line_of("\n  M9:\n") + 1, "no place for 'M99'; did you mean 'M9'?"),
        (changed("\n  M10:\n", "\n  M9:\n"), line_of("\n  M10:\n") + 1, "says 'M9' twice (first on line"),
        (changed(f"      {LEAD}\n", ""), line_of(f"      {LEAD}\n"), "M8: parameters lacks 'door_lead_seconds'"),
        (changed(LEAD, f"{LEAD}\n      {LEAD}"), line_of(LEAD) + 1, "says 'door_lead_seconds' twice"),
        (changed(LEAD, f"{LEAD}\n      door_leed: 1"), line_of(LEAD) + 1, "no place for 'door_leed'"),
        (changed("strength: {inside: detected, outside: gated}", "strength: strict"),
         line_of("strength: {inside: detected, outside: gated}"), "there is no strength 'strict'"),
        (changed("{door_lead_seconds} after their", "{door_leed} after their"), line_of("    text: >-\n      Teachers can sign"),
         "mentions {door_leed}, which is not a parameter of it"),
        (changed("{door_lead_seconds} after their", "{review_month} after their"), line_of("    text: >-\n      Teachers can sign"),
         "mentions {review_month}, which is not a parameter of it"),
        (changed("people_see: '\"Waiting for your teacher.\"'", "people_see: [a, b]"),
         line_of("people_see: '\"Waiting for your teacher.\"'"), "clause M9: people_see must be text"),
        (changed("people_see: '\"Waiting for your teacher.\"'", "people_see: ''"),
         line_of("people_see: '\"Waiting for your teacher.\"'"), "clause M9: people_see is empty"),
        (changed("version: 1\n", "version: 0\n"), 5, "version must be a whole number of 1 or more"),
        (changed("version: 1\n", "version: one\n"), 5, "version must be a whole number of 1 or more"),
        (changed("id: online-safeguarding\n", "id: Online Safeguarding\n"), 4, "small letters, digits and hyphens"),
        (changed("rehearsal: no\n", "rehearsal: yes\n"), 7, "a rehearsal needs a label that says so"),
        (changed("rehearsal: no\n", "rehearsal: perhaps\n"), 7, "rehearsal must be yes or no"),
        (changed("title: Online safeguarding policy\n", ""), 4, "the pack lacks 'title'"),
        (changed("title: Online", "colour: red\ntitle: Online"), 6, "the pack has no place for 'colour'"),
        (changed("  Y: Teachers and young people\n", ""), line_of("  A: Aims"), "areas lacks 'Y'"),
        ("", 0, "the file is empty"),
        ("[a, b]", 1, "the pack must be names with values"),
        ("just words", 1, "the pack must be names with values"),
        ("id: [1, 2", 1, "this is not YAML"),
        ("id: x\nid2: *nothing", 2, "this is not YAML"),
        ("id: x\n---\nid: y\n", 2, "this is not YAML"),
        (b"id: x\ntitle: \xff\xfe", 2, "not text in UTF-8"),
        ("id: \0", 0, "this is not YAML"),
        ("[" * 5000, 0, "nested too deeply"),
        ("#" * 1_000_001, 0, "larger than 1 MB"),
    ],
)  # fmt: skip
def test_a_malformed_pack_is_refused_at_its_line(
    tmp_path: Path, text: str | bytes, line: int, reason: str
) -> None:
    problems = problems_of(tmp_path, text)
    assert any(problem.line == line and reason in problem.reason for problem in problems), problems


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackRefused, match="cannot be read"):
        load_pack(tmp_path / "none.yaml")


def test_all_problems_are_reported_together_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = changed("retention_years: 1", "retention_years: 0")
    text = changed("responsible_adults_minimum: 2", "responsible_adults_minimum: 1", text)
    text = changed("\n  R3:\n", "\n  R4:\n", text)
    path = tmp_path / "pack.yaml"
    path.write_text(text)
    with pytest.raises(PackRefused) as refused:
        load_pack(path)
    problems = refused.value.problems
    lines = [problem.line for problem in problems]
    assert lines == sorted(lines)
    assert len(problems) == 4  # R4 is unknown and R3 is missing
    first = problems[0]
    assert (refused.value.file, refused.value.line, refused.value.reason) == (
        first.file,
        first.line,
        first.reason,
    )
    assert str(refused.value).splitlines()[0] == str(first) == f"{path}:{first.line}: {first.reason}"


def test_an_extending_pack_changes_parameters_only(tmp_path: Path) -> None:
    path = tmp_path / "trial.yaml"
    path.write_text(REHEARSAL)
    assert load_pack(path).parameters.door_lead_seconds == 30


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("door_lead_seconds: 30", "door_lead_seconds: 999999", 9, "makes no sense"),
        ("door_lead_seconds: 30", "door_lead_seconds: 7200", 9, "longer than room_opens_minutes"),
        (
            "door_lead_seconds: 30",
            "door_leed: 30",
            9,
            "no place for 'door_leed'; did you mean 'door_lead_seconds'?",
        ),
        ("rehearsal: yes\n", "", 8, "which only a rehearsal pack may have"),
        ("version: 1}", "version: 7}", 7, "no version 7 of the pack 'online-safeguarding'"),
        ("id: online-safeguarding,", "id: nothing,", 7, "there is no pack 'nothing'"),
        ("parameters:\n", "clauses: {}\nparameters:\n", 8, "the pack has no place for 'clauses'"),
        ("id: online-safeguarding,", "id: rehearsal,", 7, "a pack can extend only one that stands by itself"),
        (
            "extends: {id: online-safeguarding, version: 1}",
            "extends: online-safeguarding",
            7,
            "names with values",
        ),
        ("parameters:\n  door_lead_seconds: 30\n", "", 2, "the pack lacks 'parameters'"),
    ],
)
def test_a_bad_extension_is_refused(tmp_path: Path, old: str, new: str, line: int, reason: str) -> None:
    problems = problems_of(tmp_path, changed(old, new, REHEARSAL))
    assert any(problem.line == line and reason in problem.reason for problem in problems), problems


def test_problems_of_the_extended_pack_name_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(
        changed(
            "retention_years: 1", "retention_years: 0", changed("id: online-safeguarding\n", "id: base\n")
        )
    )
    (problem,) = problems_of(tmp_path, REHEARSAL.replace("online-safeguarding", "base"))
    assert problem.file == str(tmp_path / "base.yaml")
    assert problem.line == line_of("retention_years: 1")


@given(st.integers(0, FIRST.count("\n") - 1), st.sampled_from(["drop", "double", "indent", "garble"]))
def test_one_line_spoilt_never_crashes_the_loader(
    tmp_path_factory: pytest.TempPathFactory, number: int, how: str
) -> None:
    """Whatever happens to one line, the pack is either refused with reasons or still a whole policy."""
    lines = FIRST.splitlines()
    line = lines[number]
    lines[number : number + 1] = {
        "drop": [],
        "double": [line, line],
        "indent": ["  " + line],
        "garble": [line[::-1]],
    }[how]
    path = tmp_path_factory.getbasetemp() / "spoilt.yaml"
    path.write_text("\n".join(lines))
    try:
        pack = load_pack(path)
    except PackRefused as refused:
        assert all(problem.reason and problem.file == str(path) for problem in refused.problems)
    else:
        assert len(pack.clauses) == 63


@given(st.text(max_size=300))
def test_any_text_is_refused_and_not_crashed_on(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    with pytest.raises(PackRefused):
        load_pack(path)

"""The packs that come with the product: all clauses, all numbers, the rehearsal, and a hash that means the content."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from chaperone.policy.clauses import CLAUSE_IDS
from chaperone.policy.documents import document_named
from chaperone.policy.pack import PACKS, Strength, load_pack, pack_named
from chaperone.policy.parameters import Parameters, parameter_table, parameters_of
from chaperone.policy.problems import PackRefused
from chaperone.policy.source import Source
from tests.policy.broken_packs import FIRST, changed

FIRST_PACK = pack_named("online-safeguarding")
IM, GA, DE, RE = Strength  # in the order of strength: impossible, gated, detected, recorded
# As the policy table writes them. S13's two are the other way round: inside there is no button, outside one can only ask.
STRENGTHS = {
    **{"A1": DE, "A2": GA, "A3": (RE, DE)},
    **{"U1": (GA, RE), "U2": IM, "U3": GA, "U4": GA, "U5": (RE, DE), "U6": GA},
    **{
        "P1": GA,
        "P2": (IM, DE),
        "P3": DE,
        "P4": GA,
        "P5": GA,
        "P6": GA,
        "P7": GA,
        "P8": GA,
        "P9": (GA, RE),
        "P10": GA,
    },
    **{"P11": IM, "P12": GA},
    **{
        "S1": GA,
        "S2": RE,
        "S3": IM,
        "S4": RE,
        "S5": GA,
        "S6": (IM, RE),
        "S7": IM,
        "S8": IM,
        "S9": IM,
        "S10": GA,
        "S11": GA,
    },
    **{"S12": GA, "S13": (IM, RE), "S14": (IM, GA)},
    **{
        "Y1": GA,
        "Y2": (IM, GA),
        "Y3": GA,
        "Y4": (RE, DE),
        "Y5": (IM, DE),
        "Y6": (IM, DE),
        "Y7": (IM, GA),
        "Y8": IM,
    },
    **{"Y9": (DE, RE), "Y10": (RE, GA), "Y11": GA, "Y12": IM},
    **{
        "M1": (IM, DE),
        "M2": IM,
        "M3": GA,
        "M4": GA,
        "M5": GA,
        "M6": GA,
        "M7": (IM, DE),
        "M8": (GA, RE),
        "M9": IM,
        "M10": GA,
    },
    **{"M11": IM, "M12": IM, "M13": GA},
    **{"R1": DE, "R2": (DE, GA), "R3": GA},
}


def test_the_first_pack_has_all_63_clauses_in_order() -> None:
    assert len(CLAUSE_IDS) == 63
    assert tuple(FIRST_PACK.clauses) == CLAUSE_IDS
    assert (FIRST_PACK.id, FIRST_PACK.version, FIRST_PACK.rehearsal) == ("online-safeguarding", 1, False)


def test_every_clause_is_carried_out_as_strongly_as_the_policy_asks() -> None:
    written = {
        one.id: (one.strength, one.strength_outside) if one.strength_outside else one.strength
        for one in FIRST_PACK.clauses.values()
    }
    assert written == STRENGTHS


def test_the_numbers_are_those_of_the_policy() -> None:
    numbers = FIRST_PACK.parameters
    assert (numbers.door_lead_seconds, numbers.absence_limit_seconds) == (600, 300)
    assert numbers.reminder_minutes == (1440, 60, 15)
    assert numbers.presence_limit_seconds == 4.0
    assert (numbers.responsible_adults_minimum, numbers.waiver_adults_minimum, numbers.staff_minimum) == (
        2,
        2,
        2,
    )
    assert (numbers.vault_holders_minimum, numbers.retention_years, numbers.review_month) == (3, 1, 8)
    assert (numbers.helpline_name, numbers.helpline_phone) == ("Childline", "0800 1111")
    assert f"{numbers.office_hours_start:%H:%M} {numbers.office_hours_end:%H:%M}" == "09:00 17:00"


def test_every_parameter_belongs_to_a_clause_and_every_clause_rests_on_one() -> None:
    resting = {clause_id: parameters_of(clause_id) for clause_id in CLAUSE_IDS}
    assert [clause_id for clause_id, names in resting.items() if not names] == []
    strays = {
        name for name, (_, spec) in parameter_table().items() if not set(spec.clause_ids) <= set(CLAUSE_IDS)
    }
    assert strays == set()
    for clause in FIRST_PACK.clauses.values():
        assert set(clause.parameters) == set(resting[clause.id])


def test_the_values_have_the_types_the_code_is_checked_with() -> None:
    for name, (kind, _) in parameter_table().items():
        value = getattr(FIRST_PACK.parameters, name)
        assert type(value) is getattr(kind, "__origin__", kind), name


def test_parameters_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        FIRST_PACK.parameters.retention_years = 2  # type: ignore[misc]  # that is what is tried


def test_no_text_writes_a_number_that_should_be_a_parameter() -> None:
    """A digit or a number word outside ``{…}`` would go on saying the old number in a pack with another one."""
    number = re.compile(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|twelve|hundred)\b")
    texts = re.sub(r"\{\w+\}|ten seconds|(?m:^\s*#.*$)", "", FIRST)
    bodies = re.findall(
        r"(?:text|for_pupils|people_see):(?: >-)?((?:.|\n)*?)(?=\n    \w+:|\n  \w+:|\Z)", texts
    )
    assert len(bodies) > 150
    assert [body for body in bodies if number.search(body.replace("Year 9", ""))] == []


def test_texts_speak_of_their_own_packs_numbers() -> None:
    assert "10 minutes after their teacher" in FIRST_PACK.clauses["M8"].text
    assert "30 seconds after their teacher" in pack_named("rehearsal").clauses["M8"].text
    for clause in FIRST_PACK.clauses.values():
        assert not set("{}") & set(clause.text + clause.for_pupils + clause.people_see)


def test_every_clause_about_young_people_has_a_sentence_for_pupils() -> None:
    for clause_id, clause in FIRST_PACK.clauses.items():
        if clause_id.startswith("Y"):
            assert clause.for_pupils, clause_id
        words = clause.for_pupils.split()
        assert all(len(sentence.split()) <= 25 for sentence in re.split(r"(?<=[.!?]) ", clause.for_pupils))
        assert len(words) <= 50, clause_id
        assert not re.search(
            r"\b(safeguarding policy|verified|quorum|parameter|screened)\b", clause.for_pupils
        )


def test_the_rehearsal_is_the_policy_with_a_short_lead_and_says_so() -> None:
    rehearsal = pack_named("rehearsal")
    assert rehearsal.label == "Rehearsal: a 30-second lead"
    assert rehearsal.rehearsal
    assert dataclasses.replace(rehearsal.parameters, door_lead_seconds=600) == FIRST_PACK.parameters
    assert rehearsal.hash != FIRST_PACK.hash


def test_people_agree_to_the_same_texts_in_a_rehearsal() -> None:
    for name in ("teacher-terms", "pupil-rules", "staff-policy"):
        assert document_named(name, pack_named("rehearsal")) == document_named(name, FIRST_PACK)


def test_the_hash_means_the_content_and_not_the_layout(tmp_path: Path) -> None:
    same, other = tmp_path / "same.yaml", tmp_path / "other.yaml"
    same.write_text(
        "# Laid out otherwise.\n\n" + FIRST.replace("  Y12:", "\n  Y12:").replace("no\n", "false\n")
    )
    other.write_text(changed("absence_limit_seconds: 300", "absence_limit_seconds: 301"))
    assert load_pack(same).hash == FIRST_PACK.hash
    assert load_pack(other).hash != FIRST_PACK.hash
    assert re.fullmatch(r"[0-9a-f]{64}", FIRST_PACK.hash)


@pytest.mark.django_db
def test_packs_are_found_by_id_and_version() -> None:
    assert pack_named("online-safeguarding", 1) == FIRST_PACK
    for pack_id, version in [
        ("online-safeguarding", 2),
        ("no-such-pack", None),
        ("../packs/rehearsal", None),
    ]:
        with pytest.raises(PackRefused):
            pack_named(pack_id, version)


def test_every_file_in_the_folder_is_a_pack() -> None:
    assert {load_pack(file).id for file in PACKS.glob("*.yaml")} == {"online-safeguarding", "rehearsal"}


def test_the_class_and_its_table_have_the_same_names() -> None:
    assert list(parameter_table()) == [field.name for field in dataclasses.fields(Parameters)]
    assert Source(PACKS / "rehearsal.yaml").problems == []

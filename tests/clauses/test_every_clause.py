"""Every clause is written, strong, numbered, and either carried out and proved or honestly not yet."""

from __future__ import annotations

import pkgutil

import pytest

from chaperone.assurance.judges import every_judge
from chaperone.config.controls import CONTROLS, controls_page
from chaperone.config.proofs import PACKED, TESTS, TOP, packed_proofs, proofs_in
from chaperone.config.registry import CARRIED_OUT, IN_PART, NOT_YET, ClauseReport, clause_reports
from chaperone.policy.clauses import CLAUSE_IDS
from chaperone.policy.gaps import GAPS
from chaperone.policy.pack import pack_named

Reports = dict[str, ClauseReport]
# What this version of the product promises. A clause that falls out of it makes `make test` fail, whatever the screens say.
PROMISED = (
    *("A2", "U2", "U4", "P10", "S6", "S7", "S13"),
    *("Y1", "Y3", "Y4", "Y6", "Y7", "Y8", "Y10", "Y11", "Y12"),
    *("M8", "M9", "M10", "M11", "M12"),
)


@pytest.fixture(scope="module")
def reports() -> Reports:
    """Return how each clause stands, by id."""
    found = clause_reports(pack_named("online-safeguarding"), proofs_in(TESTS))
    return {report.clause.id: report for report in found}


@pytest.mark.parametrize("clause_id", CLAUSE_IDS)
def test_every_clause_is_written(reports: Reports, clause_id: str) -> None:
    clause = reports[clause_id].clause
    assert clause.text.endswith(".")
    assert clause.people_see
    assert clause.strength
    assert reports[clause_id].parameters


@pytest.mark.parametrize("clause_id", CLAUSE_IDS)
def test_every_clause_is_carried_out_and_proved_or_honestly_not(reports: Reports, clause_id: str) -> None:
    report = reports[clause_id]
    if report.status == NOT_YET:
        assert report.counter_example
        assert not (report.functions and report.proofs)
    else:
        assert report.functions
        assert report.proofs
        assert report.status == (IN_PART if clause_id in GAPS else CARRIED_OUT)


@pytest.mark.parametrize("clause_id", PROMISED)
def test_what_this_version_promises_is_carried_out(reports: Reports, clause_id: str) -> None:
    report = reports[clause_id]
    assert report.status in {CARRIED_OUT, IN_PART}, report.counter_example


@pytest.mark.parametrize("clause_id", CLAUSE_IDS)
def test_every_clause_has_a_query_that_tells_how_it_stands_or_says_why_not(clause_id: str) -> None:
    assert clause_id in every_judge() or clause_id in GAPS


def test_every_tagged_function_is_where_the_tag_says(reports: Reports) -> None:
    for report in reports.values():
        for name in report.functions:
            assert callable(pkgutil.resolve_name(name)), name


def test_the_page_of_controls_is_current(reports: Reports) -> None:
    """When this fails, run: chaperone clauses --write."""
    page = controls_page(pack_named("online-safeguarding"), list(reports.values()))
    assert (TOP / CONTROLS).read_text(encoding="utf-8") == page


def test_the_packed_list_of_proofs_is_current() -> None:
    """When this fails, run: chaperone clauses --write."""
    assert PACKED.read_text(encoding="utf-8") == packed_proofs(proofs_in(TESTS))

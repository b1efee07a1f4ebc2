"""The status of a clause follows from code and tests alone: nothing raises it but both together."""

from __future__ import annotations

from pathlib import Path

import pytest

from chaperone.config import proofs as proofs_module
from chaperone.config.proofs import PACKED, ProofMisread, packed_proofs, proofs, proofs_in
from chaperone.config.registry import CARRIED_OUT, IN_PART, NOT_YET, clause_reports
from chaperone.policy.clauses import CLAUSE_IDS
from chaperone.policy.gaps import GAPS
from chaperone.policy.pack import pack_named

PACK = pack_named("online-safeguarding")
EVERYTHING_PROVED = dict.fromkeys(CLAUSE_IDS, ("tests/x.py::test_x",))
MARKED = '''"""Proofs in every shape."""
import pytest

pytestmark = [pytest.mark.journey, pytest.mark.proves("M12")]


@pytest.mark.slow
@pytest.mark.proves("M9", "S7")
def test_one(): ...


@pytest.mark.proves("M9")
async def test_two(): ...


@pytest.mark.proves("Y8")
def not_a_test(): ...


@pytest.mark.proves("Y1")
class TestAgreeing:
    @pytest.mark.proves("Y3")
    def test_each(self): ...

    @pytest.mark.proves("Y4")
    def helper(self): ...


# pytest.mark.proves("R1") in a comment proves nothing
TEXT = 'pytest.mark.proves("R2")'
'''


def test_without_tests_nothing_is_carried_out() -> None:
    for report in clause_reports(PACK, {}):
        assert report.status == NOT_YET
        assert "No test proves it yet." in report.counter_example


def test_without_a_function_no_test_makes_a_clause_carried_out() -> None:
    for report in clause_reports(PACK, EVERYTHING_PROVED):
        if not report.functions:
            assert report.status == NOT_YET
            assert "No function carries it out yet." in report.counter_example
        elif report.clause.id in GAPS:
            assert (report.status, report.counter_example) == (IN_PART, GAPS[report.clause.id])
        else:
            assert (report.status, report.counter_example) == (CARRIED_OUT, "")


def test_proofs_are_read_from_the_tests_themselves(tmp_path: Path) -> None:
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "test_marked.py").write_text(MARKED)
    (tests / "notes.py").write_text(MARKED)
    file = "tests/test_marked.py"
    assert proofs_in(tests) == {
        "S7": (f"{file}::test_one",),
        "Y1": (f"{file}::TestAgreeing",),
        "Y3": (f"{file}::TestAgreeing::test_each",),
        "M9": (f"{file}::test_one", f"{file}::test_two"),
        "M12": (file,),
    }


@pytest.mark.parametrize("ids", ['"M99"', "", "CLAUSE", '"M9", 9'])
def test_a_proof_of_nothing_is_refused(tmp_path: Path, ids: str) -> None:
    (tmp_path / "test_wrong.py").write_text(f"@pytest.mark.proves({ids})\ndef test_wrong(): ...\n")
    with pytest.raises(ProofMisread, match="test_wrong"):
        proofs_in(tmp_path)


def test_where_tests_are_not_installed_the_packed_list_speaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = tmp_path / "proofs.json"
    packed.write_text(packed_proofs({"M9": ("tests/x.py::test_x",)}))
    monkeypatch.setattr(proofs_module, "TESTS", tmp_path / "nothing")
    monkeypatch.setattr(proofs_module, "PACKED", packed)
    assert proofs() == {"M9": ("tests/x.py::test_x",)}


def test_here_the_tests_themselves_speak() -> None:
    assert proofs() == proofs_in(proofs_module.TESTS)
    assert PACKED.name == "proofs.json"

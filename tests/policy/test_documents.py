"""The texts people agree to: exact, hashed, complete, and in words their readers understand."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from chaperone.policy.documents import TEXTS, BulletList, Document, Heading, Paragraph, document_named
from chaperone.policy.pack import load_pack, pack_named
from tests.policy.broken_packs import changed

FIRST = pack_named("online-safeguarding")
NAMES = ("teacher-terms", "pupil-rules", "staff-policy", "personal-accounts")
# A changed letter is a changed agreement. Whoever changes a text raises its version there, and only then this table.
WORDING = {
    ("teacher-terms", 2): "d7ca6b68",
    ("pupil-rules", 2): "786f395b",
    ("staff-policy", 1): "c3d63a42",
    ("personal-accounts", 1): "9fe9f305",
}


def prose(document: Document) -> str:
    """Return the document as one line of plain words."""
    return " ".join(document.text.split())


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_text_is_a_new_version(name: str) -> None:
    document = document_named(name, FIRST)
    assert document.hash.startswith(WORDING[name, document.version])
    assert document.hash == hashlib.sha256(f"{document.title}\n\n{document.text}".encode()).hexdigest()


def test_there_are_no_other_texts() -> None:
    assert sorted(file.stem for file in TEXTS.iterdir()) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_blocks_hold_every_word_of_the_text(name: str) -> None:
    document = document_named(name, FIRST)
    words: list[str] = []
    for block in document.blocks:
        match block:
            case Heading(level=level, text=text):
                assert level == 1
                words += text.split()
            case Paragraph(text=text):
                words += text.split()
            case BulletList(points=points):
                words += [word for point in points for word in point.split()]
        assert block.kind in {"heading", "paragraph", "list"}
    assert words == re.sub(r"(?m)^(#|-) ", "", document.text).split()
    assert isinstance(document.blocks[0], Paragraph)


@pytest.mark.parametrize("name", ["no-such-text", "", "../packs/rehearsal", "pupil-rules.md"])
def test_an_unknown_document_is_said(name: str) -> None:
    with pytest.raises(LookupError, match="there is no document"):
        document_named(name, FIRST)


def test_texts_speak_of_the_packs_numbers(tmp_path: Path) -> None:
    assert "for one year" in document_named("pupil-rules", FIRST).text
    assert "0800 1111" in document_named("pupil-rules", FIRST).text
    for name in NAMES:
        assert "{" not in document_named(name, FIRST).text
    assert (
        load_pack(_pack_with_two_years(tmp_path))
        .clauses["M11"]
        .text.startswith("Session notes are kept for two")
    )


def _pack_with_two_years(folder: Path) -> Path:
    path = folder / "two-years.yaml"
    path.write_text(changed("retention_years: 1", "retention_years: 2"))
    return path


@pytest.mark.proves("Y4")
def test_the_pupils_rules_say_all_that_pupils_agree_to() -> None:
    rules = prose(document_named("pupil-rules", FIRST))
    for said in [
        "I am responsible for what I write and do here",  # Y4
        "I never send sexual messages or pictures",  # Y2
        "I do not share anything cruel, hateful, sexual or against the law",  # Y5
        "only in this room and on the official channels",  # Y6
        "my full name, address, phone number, e-mail address or social media name",  # Y7
        "I never tell anybody a password",  # Y8
        "I never arrange to meet",  # Y9
        "An adult may tell my teacher. My school may tell my parents or carers",  # Y10
        "I can tell the safeguarding lead at my school",  # Y11
        "Childline on 0800 1111",  # Y12
        "at least two adults in the room, and one is a teacher from my school",  # S7, M9
        "No adult here can send me a private message",  # S6
        "I do not photograph or record the screen",  # S13
        "kept safely for one year and then destroyed",  # M12
    ]:
        assert said in rules, said


def test_the_pupils_rules_are_easy_to_read() -> None:
    rules = prose(document_named("pupil-rules", FIRST))
    sentences = re.split(r"(?<=[.!?])\s", re.sub(r"[#-] ", "", rules))
    assert max(len(sentence.split()) for sentence in sentences) <= 30
    words = re.findall(r"[a-z]+", rules.lower())
    assert sum(len(word) > 9 for word in words) / len(words) < 0.04
    assert len(words) < 550


def test_the_teachers_terms_say_what_the_policy_asks_of_teachers() -> None:
    terms = prose(document_named("teacher-terms", FIRST))
    for said in [
        "I have agreed to the purpose of the session",  # M3
        "name of my school's safeguarding lead and how pupils can reach them",  # Y11
        "Each pupil agrees for themselves",  # Y3
        "I send no pupil's name, age, address, telephone number or e-mail address",  # decision 1
        "I sign in before my pupils",  # M8
        "Without a teacher of their own school the pupils' part of the room pauses",  # M9
        "with another member of its staff copied",  # S9
        "kept for one year and then destroyed",  # M11
    ]:
        assert said in terms, said


def test_the_staff_policy_says_what_staff_must_never_do() -> None:
    policy = prose(document_named("staff-policy", FIRST))
    for said in [
        "I am never alone with a young person online",  # S7
        "I write nothing to young people myself",  # S3
        "no emoji, no kisses",  # S11
        "no personal account, no private message, no friend request, no following",  # S4, S6
        "I ask for no telephone number",  # M1
        "I do not look at, copy or forward an intimate image of a child",  # S14
        "I tell the safeguarding lead at once",  # S12
        "I stop. They get the approved reply only",  # M4
    ]:
        assert said in policy, said

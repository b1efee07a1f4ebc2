"""What can be a report, an answer to one, and how often a phrase may be tried; no Django."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from chaperone.concerns.rules import ACTION_LENGTH_LIMIT
from chaperone.people.roles import Role
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict

REPORT_LENGTH_LIMIT: Final = 100_000
"""Characters of one report or addition: a small book. Whoever has more sends it in parts."""

NAME_LENGTH_LIMIT: Final = 300
SESSION_LENGTH_LIMIT: Final = 300
ANSWER_LENGTH_LIMIT: Final = ACTION_LENGTH_LIMIT

TRY_WINDOW: Final = timedelta(minutes=10)
WRONG_PHRASES_IN_A_WINDOW: Final = 1000
"""Wrong phrases anybody at all may try in ten minutes, all together: never by network address, because a school shares one."""

WRONG_FOR_TWO_WORDS_IN_A_WINDOW: Final = 10
"""Wrong phrases with the same first two words in ten minutes: somebody saw those over a shoulder and guesses the rest."""

SHOWN_AGAIN_WITHIN: Final = timedelta(hours=1)
"""How long the same form, sent twice, shows its phrase again; the first answer may have got lost on its way."""

RECEIPT_LIFE: Final = timedelta(days=365)
"""A phrase opens its report until it has not been used for so long."""


class Teller(StrEnum):
    """Who is telling."""

    YOUNG_PERSON = "young_person"
    PARENT = "parent"
    TEACHER = "teacher"
    OTHER = "other"

    @property
    def in_words(self) -> str:
        """Say it as the case does."""
        return _TELLERS[self]


_TELLERS: Final = {
    Teller.YOUNG_PERSON: "A young person",
    Teller.PARENT: "A parent or carer",
    Teller.TEACHER: "A teacher",
    Teller.OTHER: "Somebody else",
}


class AnswerWanted(StrEnum):
    """How somebody wants to be answered."""

    HERE = "here"
    REACH = "reach"
    NONE = "none"

    @property
    def in_words(self) -> str:
        """Say it as the case does."""
        return _WISHES[self]


_WISHES: Final = {
    AnswerWanted.HERE: "They look for our answer on the report page.",
    AnswerWanted.REACH: "They would like to be answered the way they wrote down, and can read our answer on the report page too.",
    AnswerWanted.NONE: "They said that they need no answer. They can still read one on the report page.",
}


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody told us from outside, without an account.

    Attributes:
        teller: who is telling.
        words: what happened, in their own words.
        name: who they are and how to reach them, if they wish to say; sealed in the case and shown in no list.
        school_ref: the school it is about, such as ``"school:3"``; ``""`` if none.
        session: which session, as they would say it; may be empty.
        answer: how they want to be answered.
        about: the role of the one it is about, where that is somebody who would read it; else None.
    """

    teller: Teller
    words: str
    name: str = ""
    school_ref: str = ""
    session: str = ""
    answer: AnswerWanted = AnswerWanted.HERE
    about: Role | None = None


NOTHING_WRITTEN: Final = Refused(
    "U4",
    "There are no words here yet, so nothing has been sent.",
    "It can be hard to begin. One sentence is enough, or just “please help”. You can also ring Childline on 0800 1111.",
)
TOO_LONG: Final = Refused(
    "U4",
    f"This is longer than we can take at once: {REPORT_LENGTH_LIMIT:,} characters is the most. Nothing has been sent yet.",
    "Cut off the last part and keep it, send the first part, and add the rest on the next page.",
)
NO_FILES: Final = Refused(
    "U4",
    "We cannot take pictures or files, and we kept nothing of it. Nobody here may look at such a picture.",
    "Leave it where it is, and tell us in words where that is.",
)
NOT_SENT: Final = Refused(
    "",
    "That did not go through, and nothing has been sent. Everything you wrote is still here.",
    "Press Send once more. If it is urgent, ring instead.",
)

# A picture written as text: an address that carries it, or the letters with which JPEG, PNG, GIF, WebP and phone films begin.
_PICTURE_IN_WORDS: Final = re.compile(
    r"data:\s?[a-z]{2,20}/[a-z0-9.+-]{1,60}[;,][^\s\"'<>]*"
    r"|(?:/9j/|iVBORw0KGgo|R0lGOD|UklGR|AAAA[A-Za-z0-9+/]{2}Z0eX)[A-Za-z0-9+/=\r\n]{120,}",
    re.IGNORECASE,
)


@carries_out("U4", "Y11")
def may_send(words: str) -> Verdict:
    """Say whether this can be sent: only what is no words at all, too many at once, or a picture is given back.

    Whatever the words say, in whatever language, they are taken.
    """
    if holds_picture(words):
        return NO_FILES
    if not words.strip():
        return NOTHING_WRITTEN
    return TOO_LONG if len(words) > REPORT_LENGTH_LIMIT else ALLOWED


def holds_picture(words: str) -> bool:
    """Say whether a picture or a file is written out in the text."""
    return _PICTURE_IN_WORDS.search(words) is not None


def without_pictures(words: str) -> str:
    """Return the words alone, for the form that is shown again."""
    return _PICTURE_IN_WORDS.sub("", words).strip()


_NO_ANSWER: Final = re.compile(
    r"(a|all|and|been|case|closed?|completed?|concern|dealt|done|filed?|finished|handled|has|is|it|matter|now|noted|of|okay|ok|over"
    r"|report|resolved|settled|solved|thanks?|the|this|was|we|with|you|your)"
)
NO_RECEIPT: Final = Refused(
    "U4",
    "Nobody can read an answer here: it did not come from the report page.",
    "Answer through the young person’s teacher.",
)
NOT_AN_ANSWER: Final = Refused(
    "U4",
    "That says that it is over, and not what came of it. Nobody is answered by “closed” alone.",
    "Write as you would to a person: that you read it, what you did or will do, and what they can do now.",
)


@carries_out("U4", "Y11")
def may_answer(text: str) -> Verdict:
    """Say whether this is an answer: a person's words about what was told, and not only that something is closed."""
    said = set(re.findall(r"[^\W\d_]+", text.lower()))
    return ALLOWED if sum(not _NO_ANSWER.fullmatch(word) for word in said) >= 2 else NOT_AN_ANSWER


UNKNOWN_PHRASE: Final = Refused(
    "",
    "We do not know this phrase.",
    "Look at each word and at their order. If it is lost, or was not used for a year, tell us again.",
)
TOO_MANY_TRIES: Final = Refused(
    "",
    "Too many wrong phrases have been tried just now, perhaps not by you. Yours still works.",
    "Wait ten minutes and try again. If it cannot wait, ring one of the numbers on this page.",
)


def may_try_phrase(is_one_too_many: bool) -> Verdict:
    """Say whether a phrase may be looked up now."""
    return TOO_MANY_TRIES if is_one_too_many else ALLOWED


def report_in_words(report: Report) -> str:
    """Say what the form held besides the words, for those who read the case."""
    lines = [
        f"{report.teller.in_words}.",
        f"They say who they are: {report.name}" if report.name else "They did not say who they are.",
        f"About this session: {report.session}" if report.session else "",
        f"It is about our {report.about.in_words}." if report.about else "",
        report.answer.in_words,
    ]
    return "\n".join(line for line in lines if line)

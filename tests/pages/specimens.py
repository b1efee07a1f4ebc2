"""Every picture of the gallery: a template, what it reads, and the frames the room sends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from tests.pages.gallery_frames import (
    ADULT_FRAMES,
    FACILITATOR,
    HARBOUR,
    MEADOW,
    NAMES,
    OTHER_TEACHER,
    PAUSE,
    PUPIL,
    SEATS,
    SPEAKER,
    TALK,
    TEACHER,
    Frame,
    adult,
    door,
    pupil,
    seat,
    welcome,
)


def nothing(_page: Page) -> None:
    """Leave the page as it is."""


@dataclass(frozen=True)
class Specimen:
    """One state of one page."""

    name: str
    template: str
    frames: tuple[Frame, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)
    act: Callable[[Page], None] = nothing
    hash: str = ""

    def context(self) -> dict[str, Any]:
        """What the template reads."""
        from chaperone.policy.documents import document_named
        from chaperone.policy.pack import pack_named

        boot = {
            "ticket_url": "/room/gallery/ticket", "worry_url": "/room/gallery/worry", "after_url": "/sessions/gallery/notes",
            "rules_hash": "hash", "timezone": "Europe/London", "role": self.more.get("you", PUPIL)["role"],
        }  # fmt: skip
        return {
            "session": {"ref": "gallery", "title": "Meet a marine biologist"}, "you": PUPIL, "seat": {"join_name": NAMES[0]},
            "school_lead": {"name": "The safeguarding lead", "route": "Student Services, ground floor"},
            "safeguarding_lead": {"name": "Lead E", "phone": "01632 960 018"}, "worry_url": "/room/gallery/worry",
            "rules": document_named("pupil-rules"), "pack": pack_named("online-safeguarding"), "boot": boot, "pupil_count": 28,
            "rehearsal": "", **self.more,
        }  # fmt: skip


def _press(selector: str) -> Callable[[Page], None]:
    return lambda page: page.click(selector)


def _refused(page: Page) -> None:
    page.fill("#composer-text", "add me on 07700 900 123")
    page.evaluate("document.querySelector('[data-part=composer]').requestSubmit()")
    page.wait_for_timeout(200)


def _seat(name: str, *frames: Frame, act: Callable[[Page], None] = nothing, **more: Any) -> Specimen:
    return Specimen(name, "room/seat.html", frames, more, act)


def _adult(
    name: str, you: Frame, *frames: Frame, act: Callable[[Page], None] = nothing, **more: Any
) -> Specimen:
    return Specimen(name, "room/adult.html", frames, {"you": you, **more}, act)


SHUT = [
    door(
        MEADOW, "Meadow Lane School", False, 402, "The door opens soon. The adults are getting ready for you."
    )
]
NO_TEACHER = [
    door(MEADOW, "Meadow Lane School", False, None, "Waiting for the teacher of Meadow Lane School.")
]
TWO = [
    door(MEADOW, "Meadow Lane School"),
    door(HARBOUR, "Harbour Academy", False, 95, "The door opens soon. The adults are getting ready for you."),
]
CLASSROOM = {**PUPIL, "role": "classroom", "name": "Classroom screen 1"}
SCREEN = {
    **TEACHER,
    "role": "teacher_screen",
    "seat": "seat:0",
    "place": "inside",
    "agreed": True,
    "hand": False,
    "muted": False,
}

SPECIMENS: tuple[Specimen, ...] = (
    Specimen("join", "for_pupils/join.html", more={"seat": None}, hash="#K7Q-M5X-TV9"),
    Specimen(
        "join-wrong",
        "for_pupils/join.html",
        more={
            "seat": None,
            "refused": {
                "clause": "Y8",
                "sentence": "This code was used already.",
                "next_step": "Ask your teacher for a new one.",
            },
        },
    ),
    _seat("agree", welcome(pupil("waiting", agreed=False), doors=SHUT)),
    _seat(
        "waiting-early",
        welcome(
            pupil("waiting"),
            doors=NO_TEACHER,
            phase="waiting",
            pupils_here=0,
            adults=[adult(FACILITATOR), adult(SPEAKER, False), adult(TEACHER, False)],
        ),
    ),
    _seat("waiting", welcome(pupil("waiting"), doors=SHUT, phase="waiting", pupils_here=0)),
    _seat("inside", welcome(pupil()), *TALK),
    _seat("inside-refused", welcome(pupil()), *TALK, act=_refused),
    _seat("worry", welcome(pupil()), *TALK, act=_press("[data-worry-open]")),
    _seat(
        "paused",
        welcome(
            pupil(), paused=PAUSE, adults=[adult(FACILITATOR, False), adult(SPEAKER, False), adult(TEACHER)]
        ),
        *TALK,
    ),
    _seat(
        "returned",
        welcome(pupil()),
        {
            "is": "place",
            "place": "returned",
            "agreed": True,
            "hand": False,
            "muted": False,
        },
    ),
    _seat(
        "removed",
        welcome(pupil()),
        {"is": "place", "place": "removed", "agreed": True, "hand": False, "muted": False},
    ),
    _seat("ended", welcome(pupil(), phase="closed")),
    _seat("classroom", welcome({**pupil(), **CLASSROOM}), *TALK, you=CLASSROOM),
    Specimen(
        "screen",
        "room/screen.html",
        (welcome(SCREEN, adults=[adult(FACILITATOR), adult(SPEAKER), adult(TEACHER, showing=True)]), *TALK),
        {"you": SCREEN},
    ),
    _adult("facilitator", FACILITATOR, welcome(FACILITATOR, SEATS), *ADULT_FRAMES),
    _adult(
        "facilitator-shut",
        FACILITATOR,
        welcome(
            FACILITATOR,
            [seat(n, place="waiting") for n in range(14)],
            doors=TWO,
            phase="waiting",
            pupils_here=0,
            adults=[adult(FACILITATOR), adult(SPEAKER, False), adult(TEACHER), adult(OTHER_TEACHER)],
            waiver={
                "school": HARBOUR,
                "reason": "the bus leaves at three",
                "by": "person:4",
                "name": "Teacher D",
            },
        ),
        rehearsal="Rehearsal: a 30-second lead",
    ),
    _adult(
        "facilitator-paused",
        FACILITATOR,
        welcome(
            FACILITATOR,
            SEATS,
            paused=PAUSE,
            adults=[adult(FACILITATOR), adult(SPEAKER, False), adult(TEACHER, False)],
        ),
        *ADULT_FRAMES,
    ),
    _adult(
        "teacher-worry",
        TEACHER,
        welcome(TEACHER, SEATS),
        *ADULT_FRAMES,
        {"is": "worry", "concern": "c1", "school": MEADOW, "seat_name": NAMES[4]},
    ),
    _adult("speaker", SPEAKER, welcome(SPEAKER, SEATS), *ADULT_FRAMES),
    _adult(
        "act",
        FACILITATOR,
        welcome(FACILITATOR, SEATS),
        *ADULT_FRAMES,
        act=lambda page: page.evaluate("document.querySelector('.ch-message__act').click()"),
    ),
    _adult(
        "incident",
        FACILITATOR,
        welcome(FACILITATOR, SEATS),
        *ADULT_FRAMES,
        act=_press("[data-opens=incident]"),
    ),
    Specimen("after", "for_pupils/ended.html"),
    Specimen(
        "told",
        "for_pupils/worried.html",
        more={
            "next": ["Our safeguarding lead reads this now.", "They will talk with your teacher."],
            "back_url": "/seat",
        },
    ),
    Specimen("left", "for_pupils/left.html"),
)

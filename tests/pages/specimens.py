"""Every picture of the gallery: a template, what it reads, and the frames the room sends it."""

from __future__ import annotations

from playwright.sync_api import Page

from chaperone.room.appealing import LOOKING, NOT_SHOWN
from tests.pages.gallery_frames import (
    ADULT_FRAMES,
    FACILITATOR,
    HARBOUR,
    MEADOW,
    NAMES,
    OTHER_TEACHER,
    PAUSE,
    PUPIL,
    SCREEN,
    SEATS,
    SPEAKER,
    TALK,
    TEACHER,
    adult,
    door,
    pupil,
    seat,
    welcome,
)
from tests.pages.media_specimens import WITH_MEDIA
from tests.pages.specimen import Specimen, a_seat, an_adult, press


def _refused(page: Page) -> None:
    page.fill("#composer-text", "add me on 07700 900 123")
    page.evaluate("document.querySelector('[data-part=composer]').requestSubmit()")
    page.wait_for_timeout(200)


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
    a_seat("agree", welcome(pupil("waiting", agreed=False), doors=SHUT)),
    a_seat(
        "waiting-early",
        welcome(
            pupil("waiting"),
            doors=NO_TEACHER,
            phase="waiting",
            pupils_here=0,
            adults=[adult(FACILITATOR), adult(SPEAKER, False), adult(TEACHER, False)],
        ),
    ),
    a_seat("waiting", welcome(pupil("waiting"), doors=SHUT, phase="waiting", pupils_here=0)),
    a_seat("inside", welcome(pupil()), *TALK),
    a_seat(
        "inside-asked",
        welcome(pupil()),
        *TALK,
        {"is": "holding", "seq": 25, "id": "held", "sentence": "Not shown yet."},
        {"is": "appealed", "seq": 26, "of": "told", "sentence": LOOKING},
        {"is": "appealed", "seq": 27, "of": "asked", "sentence": LOOKING},
        {
            "is": "appeal_answered",
            "seq": 28,
            "of": "told",
            **dict(zip(("sentence", "next_step"), NOT_SHOWN["personal"], strict=True)),
        },
    ),
    a_seat("inside-refused", welcome(pupil()), *TALK, act=_refused),
    a_seat("worry", welcome(pupil()), *TALK, act=press("[data-worry-open]")),
    a_seat(
        "paused",
        welcome(
            pupil(), paused=PAUSE, adults=[adult(FACILITATOR, False), adult(SPEAKER, False), adult(TEACHER)]
        ),
        *TALK,
    ),
    a_seat(
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
    a_seat(
        "removed",
        welcome(pupil()),
        {"is": "place", "place": "removed", "agreed": True, "hand": False, "muted": False},
    ),
    a_seat("ended", welcome(pupil(), phase="closed")),
    a_seat("classroom", welcome({**pupil(), **CLASSROOM}), *TALK, you=CLASSROOM),
    Specimen(
        "screen",
        "room/screen.html",
        (welcome(SCREEN, adults=[adult(FACILITATOR), adult(SPEAKER), adult(TEACHER, showing=True)]), *TALK),
        {"you": SCREEN},
    ),
    an_adult("facilitator", FACILITATOR, welcome(FACILITATOR, SEATS), *ADULT_FRAMES),
    an_adult(
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
    an_adult(
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
    an_adult(
        "teacher-worry",
        TEACHER,
        welcome(TEACHER, SEATS),
        *ADULT_FRAMES,
        {"is": "worry", "concern": "c1", "school": MEADOW, "seat_name": NAMES[4]},
    ),
    an_adult("speaker", SPEAKER, welcome(SPEAKER, SEATS), *ADULT_FRAMES),
    an_adult(
        "act",
        FACILITATOR,
        welcome(FACILITATOR, SEATS),
        *ADULT_FRAMES,
        act=lambda page: page.evaluate("document.querySelector('.ch-message__act').click()"),
    ),
    an_adult(
        "incident",
        FACILITATOR,
        welcome(FACILITATOR, SEATS),
        *ADULT_FRAMES,
        act=press("[data-opens=incident]"),
    ),
    *WITH_MEDIA,
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

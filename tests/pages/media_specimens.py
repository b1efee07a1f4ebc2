"""The pictures of the gallery with sound and picture: who is seen, asked, heard, recorded or not."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.pages.gallery_frames import (
    ADULT_FRAMES,
    FACILITATOR,
    NAMES,
    PAUSE,
    SCREEN,
    SEATS,
    SPEAKER,
    TALK,
    TEACHER,
    adult,
    pupil,
    welcome,
)
from tests.pages.gallery_media import (
    FACES,
    NOT_RECORDED,
    SILENT,
    SLIDES,
    TALKING,
    VOICE,
    media,
    own,
    speaking,
)
from tests.pages.specimen import Specimen, a_seat, an_adult, press


def _sound_only(page: Page) -> None:
    page.click("[data-part=media-want]")
    page.check("input[value=sound]")
    page.click("[data-part=want-dialog] [data-dialog-close]")
    page.wait_for_timeout(150)


WITH_MEDIA: tuple[Specimen, ...] = (
    a_seat("watching", welcome(pupil(), media=media(*FACES)), *TALK, TALKING, SILENT),
    a_seat("watching-sound", welcome(pupil(), media=media(*FACES)), *TALK, TALKING, act=_sound_only),
    a_seat("invited", welcome(pupil(speaking=own("invited")), media=media(*FACES)), *TALK),
    Specimen(
        "screen-watching",
        "room/screen.html",
        (
            welcome(
                SCREEN,
                media=media(*FACES, SLIDES),
                adults=[adult(FACILITATOR), adult(SPEAKER), adult(TEACHER, showing=True)],
            ),
            *TALK,
        ),
        {"you": SCREEN},
    ),
    an_adult(
        "adult-stage",
        FACILITATOR,
        welcome(
            FACILITATOR, SEATS, media=media(*FACES[1:], VOICE, speaking=[speaking("seat:20", NAMES[20])])
        ),
        *ADULT_FRAMES,
        TALKING,
    ),
    an_adult(
        "adult-asked",
        FACILITATOR,
        welcome(
            FACILITATOR, SEATS, media=media(*FACES[1:], speaking=[speaking("seat:3", NAMES[3], "invited")])
        ),
        *ADULT_FRAMES,
        act=press("[data-part=media-view]"),
    ),
    an_adult(
        "adult-paused-stage",
        FACILITATOR,
        welcome(
            FACILITATOR,
            SEATS,
            paused=PAUSE,
            media=media(*FACES[1:]),
            adults=[adult(FACILITATOR), adult(SPEAKER, False), adult(TEACHER)],
        ),
        *ADULT_FRAMES,
    ),
    an_adult(
        "adult-unrecorded",
        FACILITATOR,
        welcome(FACILITATOR, SEATS, media=media(*FACES[1:], recording=NOT_RECORDED)),
        *ADULT_FRAMES,
        act=press("[data-part=recording-why]"),
    ),
    an_adult(
        "adult-setup",
        FACILITATOR,
        welcome(FACILITATOR, SEATS, media=media()),
        *ADULT_FRAMES,
        act=press("[data-part=media-start]"),
    ),
)

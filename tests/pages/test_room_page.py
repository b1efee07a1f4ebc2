"""What the browser does with the room: hide, worry, refuse kindly, keep one's place, stay small, speak softly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.pages.gallery import ORIGIN, shown, tell
from tests.pages.gallery_frames import FACILITATOR, REFUSAL, SEATS, TALK, by, pupil, said, seat, welcome
from tests.pages.specimen import Specimen
from tests.pages.specimens import SPECIMENS

pytestmark = pytest.mark.journey
NAMED = {each.name: each for each in SPECIMENS}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


def room(*frames: dict[str, Any], name: str = "own") -> Specimen:
    return Specimen(name, "room/seat.html", frames)


@pytest.mark.parametrize("leave", ["keys", "button"])
def test_hiding_leaves_nothing_to_go_back_to(browser: Browser, leave: str) -> None:
    """Y10: Esc twice or the button; the browser's way back does not lead to the room again."""
    with shown(browser, NAMED["inside"], "1440") as page:
        before = page.evaluate("history.length")
        if leave == "keys":
            page.keyboard.press("Escape")
            page.keyboard.press("Escape")
        else:
            page.click("[data-hide]")
        page.wait_for_url(f"{ORIGIN}/clear")
        assert page.evaluate("history.length") == before


def test_one_escape_hides_nothing(browser: Browser) -> None:
    with shown(browser, NAMED["worry"], "1440") as page:
        page.keyboard.press("Escape")
        page.wait_for_timeout(900)
        page.keyboard.press("Escape")
        page.wait_for_timeout(300)
        assert page.url.startswith(f"{ORIGIN}/room/")


def test_a_worry_is_told_without_leaving_and_says_what_happens_next(browser: Browser) -> None:
    with shown(browser, NAMED["worry"], "390") as page:
        page.fill("#worry-words", "somebody keeps messaging me")
        with page.expect_request("**/worry") as sent:
            page.click("[data-worry-form] button[type=submit]")
        assert sent.value.post_data is not None
        assert "words=somebody" in sent.value.post_data
        expect(page.locator("[data-worry-steps] li")).to_have_count(2)
        page.click("[data-worry-close-only] button")
        assert page.input_value("#worry-words") == ""
        assert page.evaluate("document.body.dataset.showing") == "inside"


def test_without_scripts_a_pupil_can_still_say_i_am_worried(browser: Browser) -> None:
    """U4: the button is a link to the plain form."""
    with shown(browser, NAMED["inside"], "390", scripts=False) as page:
        page.click(".ch-worry-button")
        page.fill("#worry-words", "help")
        with page.expect_request("**/worry") as sent:
            page.click("[data-worry-form] button[type=submit]")
        assert sent.value.method == "POST"


def test_the_code_is_read_from_after_the_hash_and_goes_nowhere_else(browser: Browser) -> None:
    """Y8: no address that leaves this browser holds it, and it does not stay in the bar."""
    asked: list[str] = []
    with shown(
        browser,
        NAMED["join"],
        "390",
        watch=lambda page: page.on("request", lambda one: asked.append(one.url)),
    ) as page:
        assert page.input_value("#id_code") == "K7Q-M5X-TV9"
        assert page.url == f"{ORIGIN}/room/gallery"
        page.fill("#id_code", "")
        page.type("#id_code", "k7qm5xtv9")
        assert page.input_value("#id_code") == "K7Q-M5X-TV9"
    assert asked
    assert not [url for url in asked if "K7Q" in url.split("#")[0]]


def test_refused_words_stay_with_the_reason_and_the_cursor(browser: Browser) -> None:
    with shown(browser, NAMED["inside-refused"], "390") as page:
        assert page.input_value("#composer-text") == "add me on 07700 900 123"
        assert page.evaluate("document.activeElement.id") == "composer-text"
        expect(page.locator("[data-part=composer-refusal]")).to_contain_text(REFUSAL["sentence"])
        expect(page.locator("[data-part=composer-refusal] .ch-clause")).to_contain_text("Y7")
        expect(page.locator("[data-part=talk-pending] li")).to_have_count(0)


def test_markup_in_words_and_names_is_only_words(browser: Browser) -> None:
    nasty = '<img src=x onerror="document.title=1"><b>bold</b> \u202egnihton'
    frames = (welcome(pupil()), said(10, {**by(1), "name": "<i>Blue</i>"}, nasty))
    with shown(browser, room(*frames), "1440") as page:
        assert page.locator(".ch-message__text").inner_text() == nasty
        assert page.locator(".ch-message img, .ch-message b, .ch-message i").count() == 0
        assert page.locator(".ch-message__text").get_attribute("dir") == "auto"


def test_three_thousand_messages_leave_a_small_page_and_the_reader_where_they_were(browser: Browser) -> None:
    many = [said(10 + n, by(n % 20), f"message number {n}", 3000 - n) for n in range(3000)]
    with shown(browser, room(welcome(pupil()), *many), "1440") as page:
        expect(page.locator("[data-part=talk-list] > li").last).to_contain_text("message number 2999")
        assert page.locator("[data-part=talk-list] > li").count() == 500
        assert at_end(page)
        page.evaluate("document.querySelector('[data-part=talk]').scrollTop = 0")
        page.click("[data-part=talk-earlier]")
        assert page.locator("[data-part=talk-list] > li").count() == 700
        assert not at_end(page)


def at_end(page: Page) -> bool:
    return bool(
        page.evaluate(
            "(e => e.scrollHeight - e.scrollTop - e.clientHeight < 4)(document.querySelector('[data-part=talk]'))"
        )
    )


def test_new_words_do_not_pull_a_reader_away_and_are_counted(browser: Browser) -> None:
    with shown(browser, NAMED["inside"], "390") as page:
        page.evaluate("document.querySelector('[data-part=talk]').scrollTop = 0")
        page.wait_for_timeout(100)
        tell(page, said(100, by(3), "one"), said(101, by(4), "two"))
        expect(page.locator("[data-part=talk-jump]")).to_have_text("2 new messages ↓")
        assert not at_end(page)
        page.click("[data-part=talk-jump]")
        assert at_end(page)
        expect(page.locator("[data-part=talk-jump]")).to_be_hidden()


def test_a_busy_moment_is_told_in_one_sentence(browser: Browser) -> None:
    """One message is read out; several become a number; what was said before one came is not read at all."""
    with shown(browser, NAMED["inside"], "1440") as page:
        region = page.locator("[data-part=announcements]")
        page.wait_for_timeout(2800)
        expect(region).to_have_text("")
        tell(page, said(100, by(3), "just one"))
        expect(region).to_have_text("Dusky Wren: just one", timeout=4000)
        tell(page, *(said(101 + n, by(n + 1), "many") for n in range(5)))
        expect(region).to_have_text("5 new messages", timeout=4000)


def test_a_pause_takes_the_words_from_the_screen_and_gives_the_cursor_back(browser: Browser) -> None:
    """Decision 4: no chat while paused; what was being written is still there afterwards."""
    with shown(browser, NAMED["inside"], "390") as page:
        page.fill("#composer-text", "half a sent")
        page.focus("#composer-text")
        tell(
            page,
            {
                "is": "state",
                **welcome(pupil(), paused={"clause": "S7", "sentence": "Waiting for a second adult."})[
                    "state"
                ],
            },
        )
        expect(page.locator("[data-stage=paused] h1")).to_be_focused()
        expect(page.locator("[data-part=talk]")).to_be_hidden()
        expect(page.locator("[data-part=announcements-now]")).to_have_text(
            "Paused. Waiting for a second adult."
        )
        tell(page, {"is": "state", **welcome(pupil())["state"]})
        expect(page.locator("#composer-text")).to_be_focused()
        assert page.input_value("#composer-text") == "half a sent"


def test_f6_goes_from_part_to_part(browser: Browser) -> None:
    with shown(browser, NAMED["facilitator"], "1440") as page:
        visited = []
        for _ in range(4):
            page.keyboard.press("F6")
            visited.append(
                page.evaluate(
                    "document.activeElement.closest('[data-region]').getAttribute('aria-labelledby') || 'talk'"
                )
            )
        assert visited == ["people-title", "talk", "queue-title", "adults-title"]


def test_a_class_of_three_hundred_is_listed_in_pages_and_can_be_found(browser: Browser) -> None:
    seats = [seat(n, name=f"Otter {n:03}") for n in range(300)]
    crowd = Specimen("crowd", "room/adult.html", (welcome(FACILITATOR, seats),), {"you": FACILITATOR})
    with shown(browser, crowd, "1440") as page:
        expect(page.locator(".ch-seat")).to_have_count(100)
        page.click("text=Show 100 more")
        expect(page.locator(".ch-seat")).to_have_count(200)
        page.fill("#people-find", "otter 299")
        expect(page.locator(".ch-seat")).to_have_count(1)


def test_an_adult_acts_with_a_reason(browser: Browser) -> None:
    heard: list[dict[str, Any]] = []
    acting = Specimen("acting", "room/adult.html", (welcome(FACILITATOR, SEATS), *TALK), {"you": FACILITATOR})
    with shown(browser, acting, "1440", heard=heard) as page:
        page.click("[aria-label='What to do about Umber Vole']")
        page.check("input[value=return_seat]")
        page.click("[data-part=act-send]")
        expect(page.locator("[data-part=act-problem]")).to_contain_text("reason")
        page.fill("#act-reason", "shouting")
        page.click("[data-part=act-send]")
        expect(page.locator("dialog[open]")).to_have_count(0)
    assert [each for each in heard if each["do"] != "join"] == [
        {"do": "return_seat", "seat": "seat:20", "reason": "shouting", "id": heard[-1]["id"]}
    ]


@pytest.mark.proves("U2")
def test_a_browser_without_webrtc_says_so_and_goes_on_by_text(browser: Browser) -> None:
    def old(page: Page) -> None:
        page.add_init_script("delete window.RTCPeerConnection")

    with shown(browser, NAMED["watching"], "390", watch=old) as page:
        expect(page.get_by_text("This browser cannot show sound and picture")).to_be_visible()
        expect(page.locator("[data-part=media-stage]")).to_be_hidden()
        expect(page.get_by_label("Your message")).to_be_editable()
        expect(page.locator("[data-worry-open]")).to_be_visible()

"""Training through its pages: a course with its reasons, one's own sheet only, nothing lost, drills, the overview."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pypdf
import pytest
from django.http import HttpResponse

from chaperone.people.models import Person
from chaperone.people.roles import Role
from chaperone.training import courses as shipped
from chaperone.training.courses import courses
from chaperone.training.models import CourseTaken, DrillTaken
from chaperone.training.queries import our_pack
from tests.pages.test_agreeing import hidden
from tests.pages.test_public import words
from tests.pages.town import Clock, Town, browser
from tests.sessions.cast import A_DAY, NOW, colleague
from tests.training.sheets import answers, the_course, the_drill

pytestmark = pytest.mark.django_db
COURSE = "/training/courses/facilitator"


@pytest.fixture
def fresh(town: Town) -> Person:
    """A facilitator who has passed nothing yet."""
    assert town
    return colleague("Q", Role.FACILITATOR, trained=False)


def page_of(answer: object) -> str:
    """Return a page's source."""
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


@pytest.mark.proves("U1", "U6")
def test_a_course_is_read_answered_explained_and_tried_again(fresh: Person) -> None:
    client, course = browser(fresh), the_course()
    assert "You have not passed “Leading a session”." in words(client.get("/training"))
    shown = words(client.get(COURSE))
    assert [rule for rule in course.code if rule not in shown] == []
    sheet = hidden(page_of(client.get(COURSE)), "sheet")
    missed = words(client.post(COURSE, {**answers(course, 1), "sheet": sheet}))
    assert "7 of 8 answers were right" in missed
    assert [
        answer.why for question in course.questions for answer in question.answers if answer.why not in missed
    ] == []
    again = hidden(page_of(client.get(COURSE)), "sheet")
    assert again != sheet
    passed = words(client.post(COURSE, {**answers(course), "sheet": again}))
    assert "You have passed" in passed
    assert "22 November 2027" in passed
    assert [taken.passed for taken in CourseTaken.objects.filter(person=fresh).order_by("pk")] == [
        False,
        True,
    ]


def test_answers_come_in_another_order_on_every_sheet(fresh: Person) -> None:
    client = browser(fresh)
    pages = (page_of(client.get(COURSE)) for _ in range(6))
    orders = {tuple(re.findall(r'type="radio"[^>]* value="([0-9a-f]{10})"', page)) for page in pages}
    assert len(orders) > 1
    assert {frozenset(order) for order in orders} == {
        frozenset(answer.key for question in the_course().questions for answer in question.answers)
    }


@pytest.mark.proves("U1")
def test_nobody_answers_for_another_and_what_was_ticked_stays(fresh: Person, town: Town) -> None:
    course = the_course()
    others = hidden(page_of(browser(town.charity.facilitator).get(COURSE)), "sheet")
    for sheet in (others, "made-up", ""):
        answer = browser(fresh).post(COURSE, {**answers(course), "sheet": sheet})
        assert "This sheet is not yours, or too old." in words(answer)
        assert page_of(answer).count("checked") == len(course.questions)
    again = hidden(page_of(answer), "sheet")
    assert "You have passed" in words(browser(fresh).post(COURSE, {**answers(course), "sheet": again}))
    left_out = {"sheet": hidden(page_of(browser(fresh).get(COURSE)), "sheet"), "early": "x"}
    assert "Question 2 has no answer yet." in words(browser(fresh).post(COURSE, left_out))
    assert CourseTaken.objects.filter(person=fresh).count() == 1


def test_a_course_that_changed_while_it_was_open_keeps_every_answer_that_still_stands(
    fresh: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, course = browser(fresh), the_course()
    sent = {**answers(course), "sheet": hidden(page_of(client.get(COURSE)), "sheet")}
    read = shipped._read

    def with_a_word_changed(*file: object) -> object:
        found = read(*file)  # type: ignore[arg-type]
        if "questions" in found:
            found["questions"][0]["answers"][1] = {"right": "Wait, whatever happens.", "why": "It is so."}
        return found

    monkeypatch.setattr(shipped, "_read", with_a_word_changed)
    shipped._courses.cache_clear()
    try:
        assert courses(our_pack())["facilitator"].hash != course.hash
        answer = client.post(COURSE, sent)
    finally:
        shipped._courses.cache_clear()
    assert "The course has changed since you opened it." in words(answer)
    assert "Question 1 has changed since you opened it." in words(answer)
    assert page_of(answer).count("checked") == len(course.questions) - 1
    assert not CourseTaken.objects.filter(person=fresh).exists()


def test_a_certificate_has_the_name_the_day_and_the_hash(town: Town, fresh: Person) -> None:
    answer = browser(town.charity.facilitator).get(f"{COURSE}.pdf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="training-facilitator-1.pdf"'
    pdf = pypdf.PdfReader(io.BytesIO(answer.content))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    taken = CourseTaken.objects.get(person=town.charity.facilitator)
    for expected in (town.charity.facilitator.full_name, "22 November 2027", taken.text_hash):
        assert expected in text
    assert "no certificate yet" in words(browser(fresh).get(f"{COURSE}.pdf", follow=True))
    assert browser(fresh).get("/training/courses/nothing").status_code == 404


@pytest.mark.proves("A2")
def test_a_drill_is_taken_by_the_clock_or_without_and_says_what_a_good_answer_does(
    town: Town, clock: Clock
) -> None:
    teacher, drill = town.charity.teacher.person, the_drill()
    client = browser(teacher)
    begun = client.post("/training/drill", {"start": "clock"})
    assert drill.says in words(begun)
    assert f'data-drill-seconds="{drill.seconds}"' in page_of(begun)
    sheet = hidden(page_of(begun), "sheet")
    clock.set(NOW + timedelta(seconds=drill.seconds + 30))
    late = words(client.post("/training/drill", {"sheet": sheet, "steps": sorted(drill.right_steps)}))
    assert f"It took you {drill.seconds + 30} seconds" in late
    assert drill.good in late
    DrillTaken.objects.all().delete()
    without = client.post("/training/drill", {"start": "no-clock"})
    assert "data-drill-seconds" not in page_of(without)
    sheet = hidden(page_of(without), "sheet")
    clock.set(NOW + timedelta(hours=1))
    done = words(client.post("/training/drill", {"sheet": sheet, "steps": sorted(drill.right_steps)}))
    assert "That was it." in done
    assert [step.why for step in drill.steps if step.why not in done] == []
    assert "We do not know this drill" in words(client.post("/training/drill", {"sheet": "x"}))
    assert DrillTaken.objects.get().seconds is None


@pytest.mark.proves("U6")
def test_the_overview_filters_and_holds_no_score(town: Town, fresh: Person, clock: Clock) -> None:
    client = browser(town.charity.lead)
    done_long_ago = CourseTaken.objects.filter(person=town.charity.speaker)
    done_long_ago.update(valid_until=NOW + 20 * A_DAY)
    shown = {
        show: words(client.get("/training/everybody", {"show": show}))
        for show in ("", "missing", "30", "7", "x")
    }
    assert fresh.full_name in shown["missing"]
    assert town.charity.speaker.full_name not in shown["missing"]
    assert town.charity.speaker.full_name in shown["30"]
    assert "Nobody’s training stands like that" in shown["7"]
    assert shown["x"].count("Passed") == shown[""].count("Passed") > 5
    assert "Missing or run out (2)" in shown[""]
    assert re.search(r"\b\d+ of \d+\b|attempt|tried", shown[""]) is None
    clock.set(NOW + 21 * A_DAY)
    client = browser(town.charity.lead)
    assert "Run out" in words(client.get("/training/everybody", {"show": "missing"}))
    assert client.get(f"/people/{fresh.pk}").content.decode().count("has not passed") == 2

"""Personal sign-in links: good until they expire, replaced, revoked, and never kept in a readable form."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user, login
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from chaperone.outbox.models import Letter
from chaperone.people.actions import (
    ask_for_link,
    issue_sign_in_link,
    mark_left,
    revoke_links,
    sign_in_by_link,
)
from chaperone.people.models import Person, SignInLink
from chaperone.people.queries import link_of_token
from chaperone.people.roles import Role
from chaperone.people.sign_in_rules import LINKS_AN_HOUR
from tests.people.charity import A_DAY, NOW, colleague, done, on_record, refusal

pytestmark = pytest.mark.django_db


def token_of(path: str) -> str:
    """Return the token of a link's path, and check the path's shape."""
    start, token = path[:9], path[9:]
    assert start == "/sign-in/"
    assert len(token) >= 43
    return token


def test_a_link_that_was_asked_for_works_once() -> None:
    token = token_of(issue_sign_in_link(colleague("A", Role.SPEAKER), NOW))
    done(sign_in_by_link(token, NOW))
    assert "works once" in refusal(sign_in_by_link(token, NOW)).sentence
    assert len(on_record("person.signed_in")) == 1


def test_asking_again_and_again_for_an_address_leaves_its_last_link_good() -> None:
    """A stranger who keeps asking in somebody's name fills no mailbox and shuts nobody out; using a link begins the count anew."""
    person = colleague("A")
    for minute in range(0, 24, 2):
        ask_for_link(person.email.upper(), NOW + timedelta(minutes=minute))
    assert Letter.objects.count() == LINKS_AN_HOUR
    last = Letter.objects.order_by("-pk")[0]
    token = last.text.split("/sign-in/")[1].split()[0]
    done(sign_in_by_link(token, NOW + timedelta(minutes=24)))
    ask_for_link(person.email, NOW + timedelta(minutes=26))
    assert Letter.objects.count() == LINKS_AN_HOUR + 1


def test_a_link_to_a_session_works_again_and_again_until_it_expires() -> None:
    person = colleague("A")
    token = token_of(issue_sign_in_link(person, NOW, "ab12cd34ef"))
    for moment in (NOW, NOW + A_DAY, NOW + 30 * A_DAY - timedelta(seconds=1)):
        assert done(sign_in_by_link(token, moment)) == person
        assert SignInLink.objects.get().used_at == moment
    assert "expired" in refusal(sign_in_by_link(token, NOW + 30 * A_DAY)).sentence
    assert [(entry.actor, entry.at - NOW) for entry in on_record("person.signed_in")] == [
        (person.ref, timedelta(0)),
        (person.ref, A_DAY),
        (person.ref, 30 * A_DAY - timedelta(seconds=1)),
    ]


def test_looking_at_a_link_uses_nothing_up() -> None:
    token = token_of(issue_sign_in_link(colleague("A"), NOW))
    link = link_of_token(token, NOW)
    assert isinstance(link, SignInLink)
    link.refresh_from_db()
    assert link.used_at is None
    assert on_record("person.signed_in") == []


def test_the_token_is_kept_nowhere() -> None:
    token = token_of(issue_sign_in_link(colleague("A"), NOW))
    row = SignInLink.objects.values().get()
    assert token not in str(row)
    assert token not in str([(entry.kind, entry.body) for entry in on_record()])
    assert "know" in refusal(sign_in_by_link(row["token_hash"], NOW)).sentence


def test_a_link_to_a_session_far_ahead_lives_until_then() -> None:
    person = colleague("A")
    session_ends = NOW + 60 * A_DAY
    token = token_of(issue_sign_in_link(person, NOW, "ab12cd34ef", until=session_ends))
    done(sign_in_by_link(token, session_ends - timedelta(seconds=1)))
    refusal(sign_in_by_link(token, session_ends))
    (issued,) = on_record("sign_in_link.issued", "session/ab12cd34ef")
    assert issued.body is not None
    assert issued.body["person"] == person.ref


def test_a_new_link_replaces_the_earlier_one_for_the_same_end_only() -> None:
    person = colleague("A")
    first, other = (
        issue_sign_in_link(person, NOW, "ab12cd34ef"),
        issue_sign_in_link(person, NOW, "zz12cd34ef"),
    )
    second = issue_sign_in_link(person, NOW, "ab12cd34ef")
    assert "replaced" in refusal(sign_in_by_link(token_of(first), NOW)).sentence
    done(sign_in_by_link(token_of(second), NOW))
    done(sign_in_by_link(token_of(other), NOW))


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 10_000, "a\x00b", "é" * 43, "../../admin"])
def test_an_unknown_token_is_refused_kindly(token: str) -> None:
    colleague("A")
    answer = refusal(sign_in_by_link(token, NOW))
    assert answer.sentence == "We do not know this link."
    assert answer.next_step


def test_the_link_of_somebody_who_left_looks_unknown() -> None:
    person = colleague("A")
    token = token_of(issue_sign_in_link(person, NOW))
    done(mark_left(person, None, NOW))
    after = token_of(issue_sign_in_link(person, NOW))
    unknown = refusal(sign_in_by_link("x" * 43, NOW))
    assert refusal(sign_in_by_link(token, NOW)) == refusal(sign_in_by_link(after, NOW)) == unknown


def browser_of(person: Person) -> HttpRequest:
    """Return a request from a browser in which this person is signed in."""
    request = RequestFactory().get("/")
    request.session = SessionStore()
    request.user = person
    login(request, person, "django.contrib.auth.backends.ModelBackend")
    assert request.session[SESSION_KEY] == str(person.pk)
    assert request.session[HASH_SESSION_KEY]
    return request


def test_revoking_kills_links_and_signs_out_everywhere() -> None:
    person, other = colleague("A"), colleague("B")
    tokens = [token_of(issue_sign_in_link(person, NOW, ref)) for ref in ("", "ab12cd34ef")]
    browser = browser_of(person)
    assert get_user(browser) == person
    refusal(revoke_links(person, other, NOW))
    assert get_user(browser) == person
    assert done(revoke_links(person, person, NOW)) == 2
    for token in tokens:
        refusal(sign_in_by_link(token, NOW))
    assert not get_user(browser).is_authenticated
    assert done(revoke_links(person, colleague("C", Role.ADMINISTRATOR), NOW)) == 0


def test_revoking_a_sessions_link_leaves_the_rest_alone() -> None:
    person = colleague("A")
    general, of_session = issue_sign_in_link(person, NOW), issue_sign_in_link(person, NOW, "ab12cd34ef")
    browser = browser_of(person)
    assert done(revoke_links(person, None, NOW, session_ref="ab12cd34ef")) == 1
    refusal(sign_in_by_link(token_of(of_session), NOW))
    done(sign_in_by_link(token_of(general), NOW))
    assert get_user(browser) == person


def test_leaving_signs_out_everywhere() -> None:
    person = colleague("A")
    browser = browser_of(person)
    done(mark_left(person, None, NOW))
    assert not get_user(browser).is_authenticated


def test_asking_costs_the_same_whether_or_not_we_know_the_address() -> None:
    """The same statements run for one we know, one we do not, one who left and one who has just asked; one letter goes."""
    person, gone = colleague("A"), colleague("B")
    done(mark_left(gone, None, NOW))
    work = []
    for email in (person.email, "nobody@charity.example", gone.email, person.email):
        with CaptureQueriesContext(connection) as seen:
            ask_for_link(email, NOW)
        work.append([query["sql"].split()[0] for query in seen.captured_queries])
    written = [[word for word in words if word in ("INSERT", "UPDATE", "SELECT")] for words in work]
    assert written[0] == written[1] == written[2] == written[3]
    assert written[0].count("INSERT") >= 2
    assert Letter.objects.count() == 1
    assert SignInLink.objects.filter(replaced_at=None).count() == 1


def test_asking_for_a_link_sends_one_letter_and_tells_nobody_whom_we_know() -> None:
    person, gone = colleague("A"), colleague("B")
    done(mark_left(gone, None, NOW))
    for email in ("nobody@charity.example", gone.email, "not an address", ""):
        ask_for_link(email, NOW)
    assert not Letter.objects.exists()
    for wait in (0, 1, 59):
        ask_for_link(f" {person.email.upper()} ", NOW + timedelta(seconds=wait))
    (letter,) = Letter.objects.all()
    assert letter.to == [person.email]
    path = next(line for line in letter.text.splitlines() if "/sign-in/" in line).removeprefix(
        "http://localhost:8000"
    )
    assert done(sign_in_by_link(token_of(path), NOW)) == person
    ask_for_link(person.email, NOW + timedelta(seconds=61))
    assert Letter.objects.count() == 2

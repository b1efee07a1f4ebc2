"""What may be a letter, how long we wait, and what is cut out of one that has gone."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.outbox.rules import (
    LONGEST_WAIT,
    RECIPIENTS_LIMIT,
    TRIES_LIMIT,
    Attachment,
    is_hopeless,
    may_post,
    wait_before_next_try,
    without_sign_in_tokens,
)

TO = ["teacher@hill.school.example"]
BREAKS = ["\r", "\n", "\r\n", "\x0b", "\x0c", "\x00", "\x85", "\u2028", "\u2029"]


def test_an_ordinary_letter_may_go() -> None:
    files = [
        Attachment("sheet.pdf", "application/pdf", b"x"),
        Attachment("Séance.ics", "text/calendar; method=REQUEST", b"x"),
    ]
    assert may_post(TO, "Your session on 1 December – Séance", "Hello", files)


@pytest.mark.parametrize("line_break", BREAKS)
def test_no_header_can_be_slipped_in(line_break: str) -> None:
    slipped = f"{line_break}Bcc: somebody@elsewhere.example"
    assert not may_post([TO[0] + slipped], "Subject", "Text", [])
    assert not may_post(TO, "Subject" + slipped, "Text", [])
    assert not may_post(TO, "Subject", "Text", [Attachment("a.pdf" + slipped, "application/pdf", b"")])
    assert not may_post(TO, "Subject", "Text", [Attachment("a.pdf", "application/pdf" + slipped, b"")])
    assert may_post(TO, "Subject", "Text" + slipped, [])


@given(st.text(max_size=50))
def test_any_subject_that_may_go_stays_one_header(subject: str) -> None:
    if may_post(TO, subject, "Text", []):
        message = EmailMessage(policy=policy.SMTP)
        message["Subject"] = subject
        back = message_from_bytes(bytes(message), policy=policy.default)
        assert back.keys() == ["Subject"]


@pytest.mark.parametrize(
    "to",
    [
        [],
        [""],
        ["teacher"],
        ["Teacher <teacher@hill.example>"],
        ["a@b.example, c@d.example"],
        ["a@b.example", "A@B.example"],
        ["a b@c.example"],
        [f"teacher{n}@hill.example" for n in range(RECIPIENTS_LIMIT + 1)],
    ],
)
def test_a_letter_needs_readers_and_not_a_crowd(to: list[str]) -> None:
    assert not may_post(to, "Subject", "Text", [])


@pytest.mark.parametrize(
    ("subject", "text"), [("", "Text"), ("  ", "Text"), ("x" * 201, "Text"), ("Subject", " ")]
)
def test_a_letter_has_a_subject_and_words(subject: str, text: str) -> None:
    assert not may_post(TO, subject, text, [])


@pytest.mark.parametrize("name", ["", "../a.pdf", "a\\b.pdf", "x" * 121])
def test_a_file_has_a_plain_name(name: str) -> None:
    assert not may_post(TO, "Subject", "Text", [Attachment(name, "application/pdf", b"")])


def test_files_are_not_too_large_together() -> None:
    half = Attachment("a.pdf", "application/pdf", b"x" * (5 * 1024 * 1024 + 1))
    assert may_post(TO, "Subject", "Text", [half])
    assert not may_post(TO, "Subject", "Text", [half, half])


@given(st.integers(1, 10_000))
def test_waits_grow_to_an_hour_and_no_further(tries: int) -> None:
    wait = wait_before_next_try(tries)
    assert timedelta(minutes=1) <= wait <= LONGEST_WAIT
    assert wait <= wait_before_next_try(tries + 1)
    assert wait_before_next_try(1) == timedelta(minutes=1)
    assert wait_before_next_try(3) == timedelta(minutes=4)


@given(st.integers(1, 100), st.none() | st.integers(200, 599))
def test_a_letter_is_given_up_only_for_its_own_fault(tries: int, code: int | None) -> None:
    assert not is_hopeless(tries, True, code)
    assert is_hopeless(tries, False, code) is (tries >= TRIES_LIMIT or (code is not None and code >= 500))


@given(st.from_regex(r"[A-Za-z0-9_-]{20,60}", fullmatch=True))
def test_the_secret_of_a_link_is_cut_out(token: str) -> None:
    text = f"Sign in: https://charity.example/sign-in/{token}\nThank you."
    assert without_sign_in_tokens(text) == "Sign in: https://charity.example/sign-in/(removed)\nThank you."

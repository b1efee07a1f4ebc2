"""``chaperone screen``: one answer for one line, in order, as they come, and never the words themselves."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-m", "chaperone", "screen"]


def screened(*lines: str | bytes, options: tuple[str, ...] = ()) -> tuple[int, list[dict[str, Any]]]:
    """Return the exit code and the answers to these lines."""
    given = b"\n".join(line.encode() if isinstance(line, str) else line for line in lines)
    done = subprocess.run([*COMMAND, *options], input=given, capture_output=True, check=False)
    assert done.stderr == b""
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_lines_are_answered_in_order() -> None:
    code, answers = screened(
        '{"id": "a", "text": "What did your grandparents think of the wall?"}',
        '{"id": "b", "text": "grandads number is 07700 900123"}',
        "",
        '{"id": "c", "sequence": ["hello", "I am at amber@example.org"]}',
    )
    assert code == 0
    assert [answer["id"] for answer in answers] == ["a", "b", "c"]
    assert [answer["decision"] for answer in answers] == ["deliver", "refuse", "refuse"]
    assert answers[0]["labels"] == ["clean"]
    assert answers[1]["labels"] == ["phone"]
    assert answers[1]["findings"][0]["clause"] == "Y7"
    assert answers[1]["next_step"]
    assert answers[2]["labels"] == ["email_address"]
    assert answers[2]["findings"][0]["message"] == 1
    assert not any("900123" in json.dumps(answer) or "amber@" in json.dumps(answer) for answer in answers)


def test_a_line_without_sense_is_answered_and_the_next_one_too() -> None:
    code, answers = screened(
        "not json",
        "[1, 2]",
        '{"id": 7}',
        '{"text": 5}',
        '{"sequence": []}',
        '{"text": "hello", "channel": "carrier pigeon"}',
        b'{"text": "\xff\xfe"}',
        "[" * 20_000,
        '{"id": "\\ud800", "text": "fine \\ud800"}',
        '{"text": " \\u200b "}',
    )
    assert code == 1
    assert [answer.get("line") for answer in answers] == [1, 2, 3, 4, 5, 6, 7, 8, None, None]
    assert answers[8]["decision"] == "deliver"
    assert answers[9]["decision"] == "refuse"


def test_answers_come_while_lines_still_arrive() -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for number in range(3):
            running.stdin.write(json.dumps({"id": number, "text": "hello"}).encode() + b"\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["id"] == number
        running.stdin.close()
    assert running.returncode == 0


def test_what_is_known_of_the_organisation_is_not_personal(tmp_path: Path) -> None:
    line = '{"text": "Our office is on 020 7946 0123."}'
    known = tmp_path / "known.json"
    known.write_text('{"official_phone_numbers": ["020 7946 0123"]}')
    assert screened(line)[1][0]["labels"] == ["phone"]
    assert screened(line, options=("--context", str(known)))[1][0]["labels"] == ["clean"]


def test_a_context_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    known.write_text("[]")
    for path in (known, tmp_path / "none.json"):
        done = subprocess.run([*COMMAND, "--context", str(path)], input=b"", capture_output=True, check=False)
        assert done.returncode == 3
        assert str(path) in done.stderr.decode()

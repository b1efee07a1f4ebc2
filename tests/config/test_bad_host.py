"""Whoever asks for another host than ours gets a plain page, and the log one line: no traceback, and no word of what was sent."""

from __future__ import annotations

import io
import logging

import pytest
from django.test import Client

from chaperone.config.logs import NoAddresses
from tests.pages.test_public import words


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["elsewhere.example", "a b", "x" * 300, "localhost:notaport"])
def test_a_bad_host_is_answered_with_a_page_and_one_line(host: str) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(NoAddresses())
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        answer = Client(raise_request_exception=False).get("/", headers={"host": host})
    finally:
        root.removeHandler(handler)
    assert answer.status_code == 400
    assert "We could not read that" in words(answer)
    (line,) = written.getvalue().splitlines()
    assert line == "refused a request: DisallowedHost"

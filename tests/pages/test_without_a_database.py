"""When the database is gone, whoever asks still gets a sentence, the next step and Childline. No test here may touch one."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.pages.test_public import CHILDLINE, words


@pytest.mark.proves("Y12")
@pytest.mark.parametrize("address", ["/", "/join", "/healthz", "/official-channels"])
def test_the_page_about_our_fault_needs_nothing(address: str) -> None:
    client = Client(raise_request_exception=False)
    answer = client.get(address)
    assert answer.status_code == 500
    assert CHILDLINE in words(answer)
    assert "it was us" in words(answer)
    assert "Traceback" not in words(answer)


def test_a_script_is_told_the_same_as_data() -> None:
    answer = Client(raise_request_exception=False).get("/join", headers={"accept": "application/json"})
    assert answer.status_code == 500
    assert answer.json()["next_step"]

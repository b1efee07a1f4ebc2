"""Behind a web server that ends HTTPS, forms and the socket take the public address as their own, and no other."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings

from chaperone.config.environment import origin_of

PUBLIC = "https://sessions.charity.example"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://sessions.charity.example", "https://sessions.charity.example"),
        ("https://sessions.charity.example:8443/", "https://sessions.charity.example:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
    ],
)
def test_the_origin_is_the_public_address_without_its_path(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_the_product_trusts_its_own_public_address_alone() -> None:
    assert [origin_of(settings.CHAPERONE_PUBLIC_URL)] == settings.CSRF_TRUSTED_ORIGINS


@pytest.mark.django_db
@pytest.mark.parametrize(("origin", "taken"), [(PUBLIC, True), ("https://elsewhere.example", False)])
def test_a_form_counts_when_it_comes_from_the_public_address(origin: str, taken: bool) -> None:
    with override_settings(
        CSRF_TRUSTED_ORIGINS=[origin_of(PUBLIC)], ALLOWED_HOSTS=["sessions.charity.example"]
    ):
        browser = Client(enforce_csrf_checks=True, headers={"host": "sessions.charity.example"})
        browser.get("/join")
        token = browser.cookies["csrftoken"].value
        answer = browser.post(
            "/join", {"code": "AAA-AAA-AAA"}, headers={"origin": origin, "x-csrftoken": token}
        )
    assert (answer.status_code != 403) is taken

"""One server and one Chromium for all stories; each person in them has a browser context of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support.browser import Person, launch
from tests.support.server import Server, running_server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running server."""
    with running_server() as running:
        yield running


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, for the journeys only: while Playwright runs, its event loop shuts Django's database to other tests."""
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium)
        yield browser
        browser.close()


@pytest.fixture
def somebody(chromium: Browser, server: Server) -> Iterator[Callable[..., Person]]:
    """Make people; when the story is over, none of their browsers may have complained."""
    everybody: list[Person] = []

    def one(*args: Any, **more: Any) -> Person:
        person = Person(chromium, server, *args, **more)
        everybody.append(person)
        return person

    yield one
    for person in everybody:
        person.leaves()

"""A real server on each database for the tests of the door."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.postgres import temporary_cluster
from tests.support.server import Server, running_server


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A running server; the same tests run on both databases."""
    if request.param == "sqlite":
        with running_server() as running:
            yield running
    else:
        with temporary_cluster() as url, running_server(url) as running:
            yield running

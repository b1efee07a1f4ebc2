"""A real server on each database for the tests of the door."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.door.crowd import Crowd
from tests.door.media_stage import MediaStage
from tests.support.postgres import some_postgres
from tests.support.server import Server, running_server


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A running server; the same tests run on both databases."""
    if request.param == "sqlite":
        with running_server() as running:
            yield running
    else:
        with some_postgres() as url, running_server(url) as running:
            yield running


_crowds: dict[int, Crowd] = {}


@pytest.fixture
def crowd(server: Server) -> Iterator[Crowd]:
    """The room; afterwards it goes on, and the server has met nothing it did not expect."""
    if server.port not in _crowds:
        _crowds[server.port] = Crowd(server)
    before = len(server.log())  # other tests make trouble of their own
    yield _crowds[server.port]
    _crowds[server.port].goes_on()
    log = server.log()[before:]
    assert "Traceback" not in log and "Error" not in log, log[-3000:]


@pytest.fixture
def stage() -> Iterator[MediaStage]:
    """A room with its door open and sound and picture to be had."""
    made = MediaStage()
    yield made
    made.close()


@pytest.fixture(scope="package")
def video_server() -> Iterator[Server]:
    """A running server with sound and picture."""
    with tempfile.TemporaryDirectory(prefix="chaperone-server-", ignore_cleanup_errors=True) as name:
        server = Server(Path(name))
        server.env |= {"CHAPERONE_VIDEO": "auto", "CHAPERONE_MEDIA_PORTS": "24400-24499"}
        server.prepare().start()
        try:
            yield server
        finally:
            server.stop()

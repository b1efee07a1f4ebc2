"""Runs the tests in two lanes at once, on SQLite and on PostgreSQL, and tells the results of both as one (``pytest --lanes``)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from django.db import connection

from tests.support.environment import FOLDER
from tests.support.postgres import temporary_cluster

PREFIX = "[postgresql] "
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "fresh_database"}
# Each starts servers of its own on the databases it names, so once is enough; shared out so that both lanes take about as long.
FIRST_LANE_ONLY, SECOND_LANE_ONLY = ("journey",), ("durability", "sockets")
# What is shown is made of what queries give, and those are proved on both databases: pages are asked for on the stricter one.
ON_POSTGRESQL_ONLY = ("tests/pages/", "tests/house_rules/test_access_table.py")
# Well beyond what the lane needs; a lane that hangs must end in a red line, not in a build machine's own time limit.
LANE_LIMIT_SECONDS = 14 * 60


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer ``--lanes`` to people and ``--second-lane`` to the process that it starts."""
    parser.addoption(
        "--lanes",
        action="store_true",
        help="run both lanes: SQLite and journeys here, PostgreSQL and kills beside it",
    )
    parser.addoption(
        "--second-lane", metavar="FILE", default="", help="be the second lane and write the reports to FILE"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Become the first lane, the second, or neither."""
    if config.getoption("--second-lane"):
        config.pluginmanager.register(SecondLane(config, Path(config.getoption("--second-lane"))))
    elif config.getoption("--lanes"):
        config.pluginmanager.register(FirstLane())


def touches_database(item: pytest.Item) -> bool:
    """Say whether this test uses the database, and so must be proved on both."""
    return item.get_closest_marker("django_db") is not None or bool(
        DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    )


def _marked(item: pytest.Item, names: Iterable[str]) -> bool:
    return any(item.get_closest_marker(name) for name in names)


def _is_a_page(item: pytest.Item) -> bool:
    """Say whether the second lane alone asks for this page; looking at pages in a browser is for the first."""
    shown = item.nodeid.startswith(ON_POSTGRESQL_ONLY)
    return shown and touches_database(item) and not _marked(item, FIRST_LANE_ONLY)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave a test that has sense on one database only (``only_on``) to the lane that has it, instead of skipping it here."""
    elsewhere = [item for item in items if connection.vendor not in _databases_of(item)]
    if not config.getoption("--lanes"):  # there the other lane runs them
        config.hook.pytest_deselected(items=elsewhere)
    items[:] = [item for item in items if item not in elsewhere]


def _databases_of(item: pytest.Item) -> tuple[str, ...]:
    marker = item.get_closest_marker("only_on")
    return marker.args if marker else ("sqlite", "postgresql")


class SecondLane:
    """Runs what touches the database, the sockets and the killed servers, and writes each report as a line of JSON."""

    def __init__(self, config: pytest.Config, file: Path) -> None:
        """Open ``file``, which the first lane reads while it grows."""
        self.config = config
        self.out: IO[str] = file.open("a", buffering=1)

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Keep this lane's share."""
        items[:] = [
            item
            for item in items
            if _marked(item, SECOND_LANE_ONLY)
            or (touches_database(item) and not _marked(item, FIRST_LANE_ONLY))
        ]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Hand the report on."""
        data = self.config.hook.pytest_report_to_serializable(config=self.config, report=report)
        self.out.write(json.dumps(data, default=str) + "\n")


class FirstLane:
    """Runs everything else here, starts the second lane beside it, and tells what it reported."""

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave out what the second lane runs once for both."""
        items[:] = [item for item in items if not _marked(item, SECOND_LANE_ONLY) and not _is_a_page(item)]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Run this lane's tests between the second lane's start and its last report."""
        with temporary_cluster() as url, tempfile.TemporaryDirectory(dir=FOLDER) as folder:
            reports = Path(folder, "reports.jsonl")
            output = Path(folder, "output.txt")
            reports.touch()
            lane = _start(url, reports, output, session.config)
            try:
                outcome = yield
                for report in _reports(session.config, lane, reports):
                    _tell(session, report)
                if lane.returncode not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
                    _tell(session, _broken_lane(lane.returncode, output))
            finally:
                _stop(lane)
        return outcome


def _start(url: str, reports: Path, output: Path, config: pytest.Config) -> subprocess.Popen[bytes]:
    options = ["-p", "no:cacheprovider", "-c", str(config.inipath), f"--second-lane={reports}"]
    command = [sys.executable, "-m", "pytest", *options, *config.args]
    with output.open("wb") as stream:
        # Its own group, so that a browser or a server it started goes with it.
        return subprocess.Popen(
            command,
            env={**os.environ, "DATABASE_URL": url},
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )


def _reports(config: pytest.Config, lane: subprocess.Popen[bytes], file: Path) -> Iterator[pytest.TestReport]:
    """Yield the lane's reports as they come, until it has ended or its time is over."""
    deadline = time.monotonic() + LANE_LIMIT_SECONDS
    unfinished = ""
    with file.open() as stream:
        while True:
            ended = lane.poll() is not None or time.monotonic() > deadline
            *lines, unfinished = (unfinished + stream.read()).split("\n")
            for line in lines:
                yield _opened(config, json.loads(line))
            if ended:
                _stop(lane)
                return
            time.sleep(0.2)


def _opened(config: pytest.Config, data: dict[str, Any]) -> pytest.TestReport:
    if isinstance(data["longrepr"], list):
        data["longrepr"] = tuple(data["longrepr"])  # where and why a test was skipped; JSON has no tuples
    report: pytest.TestReport = config.hook.pytest_report_from_serializable(config=config, data=data)
    report.nodeid = PREFIX + report.nodeid
    return report


def _tell(session: pytest.Session, report: pytest.TestReport) -> None:
    if report.when == "setup":
        session.testscollected += 1
        session.config.hook.pytest_runtest_logstart(nodeid=report.nodeid, location=report.location)
    session.config.hook.pytest_runtest_logreport(report=report)


def _broken_lane(returncode: int, output: Path) -> pytest.TestReport:
    tail = "\n".join(output.read_text(errors="replace").splitlines()[-40:])
    return pytest.TestReport(
        nodeid=f"{PREFIX}the second lane",
        location=("tests/support/lanes.py", 0, "the second lane"),
        keywords={},
        outcome="failed",
        longrepr=f"The second lane ended with {returncode} before its tests were through. Its last words:\n{tail}",
        when="call",
    )


def _stop(lane: subprocess.Popen[bytes]) -> None:
    if lane.poll() is None:
        os.killpg(lane.pid, signal.SIGKILL)
        lane.wait()

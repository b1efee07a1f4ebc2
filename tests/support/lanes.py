"""Runs the tests in three lanes at once, SQLite, PostgreSQL and browsers, and tells the results as one (``pytest --lanes``)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, Final

import pytest
from django.db import connection

from tests.support.environment import FOLDER
from tests.support.postgres import temporary_cluster

HERE: Final = "sqlite"
"""The lane of the process that was started; it starts the others."""
POSTGRESQL: Final = "postgresql"
BROWSERS: Final = "browsers"
"""Every journey: a browser waits more than it works, so these go beside the other two."""
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "fresh_database"}
# What is shown is made of what queries give, and those are proved on both databases: pages are asked for on the stricter one.
# Rules and benches speak to servers of their own, once; kills show that such servers keep their word on both.
ON_POSTGRESQL_ONLY = (
    "tests/pages/",
    "tests/house_rules/test_access_table.py",
    "tests/door/test_rules_through_sockets.py",
    "tests/bench/",
)
# Kills that are about files and not about the database, so that both lanes take about as long.
KILLED_ON_SQLITE = "tests/recordings/"
# Well beyond what a lane needs; a lane that hangs must end in a red line, not in a build machine's own time limit.
LANE_LIMIT_SECONDS = 14 * 60


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer ``--lanes`` to people and ``--lane`` to the processes that it starts."""
    parser.addoption("--lanes", action="store_true", help="run all three lanes: SQLite, PostgreSQL, browsers")
    parser.addoption(
        "--lane", nargs=2, metavar=("NAME", "FILE"), help="be this lane and write the reports to FILE"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Become the first lane, another, or none."""
    if config.getoption("--lane"):
        name, file = config.getoption("--lane")
        config.pluginmanager.register(OtherLane(config, name, Path(file)))
    elif config.getoption("--lanes"):
        config.pluginmanager.register(FirstLane())


def touches_database(item: pytest.Item) -> bool:
    """Say whether this test uses the database, and so must be proved on both."""
    return item.get_closest_marker("django_db") is not None or bool(
        DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    )


def lanes_of(item: pytest.Item) -> frozenset[str]:
    """Return the lanes that run this test: both databases prove what touches one, all else is proved once."""
    if item.get_closest_marker("journey"):
        return frozenset({BROWSERS})
    has_server = item.get_closest_marker("sockets") is not None
    once_on_postgresql = item.nodeid.startswith(ON_POSTGRESQL_ONLY) and (has_server or touches_database(item))
    if item.get_closest_marker("durability"):
        return frozenset({HERE if item.nodeid.startswith(KILLED_ON_SQLITE) else POSTGRESQL})
    if once_on_postgresql:
        return frozenset({POSTGRESQL})
    return frozenset({HERE, POSTGRESQL}) if touches_database(item) and not has_server else frozenset({HERE})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave a test that has sense on one database only (``only_on``) to the lane that has it, instead of skipping it here."""
    elsewhere = [item for item in items if connection.vendor not in _databases_of(item)]
    if not config.getoption("--lanes"):  # there the other lane runs them
        config.hook.pytest_deselected(items=elsewhere)
    items[:] = [item for item in items if item not in elsewhere]


def _databases_of(item: pytest.Item) -> tuple[str, ...]:
    marker = item.get_closest_marker("only_on")
    return marker.args if marker else ("sqlite", "postgresql")


class OtherLane:
    """Runs one lane's share, and writes each report as a line of JSON."""

    def __init__(self, config: pytest.Config, name: str, file: Path) -> None:
        """Open ``file``, which the first lane reads while it grows."""
        self.config, self.name = config, name
        self.out: IO[str] = file.open("a", buffering=1)

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Keep this lane's share."""
        items[:] = [item for item in items if self.name in lanes_of(item)]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Hand the report on."""
        data = self.config.hook.pytest_report_to_serializable(config=self.config, report=report)
        self.out.write(json.dumps(data, default=str) + "\n")


class FirstLane:
    """Runs its own share here, starts the other lanes beside it, and tells what they reported."""

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave out what another lane runs for all."""
        items[:] = [item for item in items if HERE in lanes_of(item)]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Run this lane's tests between the other lanes' start and their last reports."""
        with ExitStack() as stack:
            url = stack.enter_context(temporary_cluster())
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=FOLDER)))
            lanes = [
                stack.enter_context(Beside(session.config, folder, POSTGRESQL, {"DATABASE_URL": url})),
                stack.enter_context(Beside(session.config, folder, BROWSERS, {})),
            ]
            outcome = yield
            for lane in lanes:
                for report in lane.reports():
                    _tell(session, report)
                if lane.broke():
                    _tell(session, lane.last_words())
        return outcome


class Beside:
    """Another lane as the first one sees it: a process that writes down its reports."""

    def __init__(self, config: pytest.Config, folder: Path, name: str, more: Mapping[str, str]) -> None:
        """Say which lane it is, and what more its environment holds."""
        self._config, self._name, self._environment = config, name, {**os.environ, **more}
        self._reports, self._output = folder / f"{name}.jsonl", folder / f"{name}.txt"

    def __enter__(self) -> Beside:
        """Start it, in a group of its own, so that a browser or a server it started goes with it."""
        self._reports.touch()
        options = ["-p", "no:cacheprovider", "-c", str(self._config.inipath), "--lane", self._name]
        command = [sys.executable, "-m", "pytest", *options, str(self._reports), *self._config.args]
        with self._output.open("wb") as stream:
            self._process = subprocess.Popen(
                command, env=self._environment, stdout=stream, stderr=stream, start_new_session=True
            )
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it, if it has not ended."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def reports(self) -> Iterator[pytest.TestReport]:
        """Yield its reports as they come, until it has ended or its time is over."""
        deadline = time.monotonic() + LANE_LIMIT_SECONDS
        unfinished = ""
        with self._reports.open() as stream:
            while True:
                ended = self._process.poll() is not None or time.monotonic() > deadline
                *lines, unfinished = (unfinished + stream.read()).split("\n")
                for line in lines:
                    yield _opened(self._config, json.loads(line), self._name)
                if ended:
                    self.__exit__()
                    return
                time.sleep(0.2)

    def broke(self) -> bool:
        """Say whether it ended before its tests were through; a lane in which nothing is to be run has not."""
        fine = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)
        return self._process.returncode not in fine

    def last_words(self) -> pytest.TestReport:
        """Return a red report of how it ended."""
        tail = "\n".join(self._output.read_text(errors="replace").splitlines()[-40:])
        code = self._process.returncode
        return pytest.TestReport(
            nodeid=f"[{self._name}] the lane itself",
            location=("tests/support/lanes.py", 0, f"the lane {self._name}"),
            keywords={},
            outcome="failed",
            longrepr=f"The lane {self._name} ended with {code} before its tests were through. Its last words:\n{tail}",
            when="call",
        )


def _opened(config: pytest.Config, data: dict[str, Any], lane: str) -> pytest.TestReport:
    if isinstance(data["longrepr"], list):
        data["longrepr"] = tuple(data["longrepr"])  # where and why a test was skipped; JSON has no tuples
    report: pytest.TestReport = config.hook.pytest_report_from_serializable(config=config, data=data)
    report.nodeid = f"[{lane}] {report.nodeid}"
    return report


def _tell(session: pytest.Session, report: pytest.TestReport) -> None:
    if report.when == "setup":
        session.testscollected += 1
        session.config.hook.pytest_runtest_logstart(nodeid=report.nodeid, location=report.location)
    session.config.hook.pytest_runtest_logreport(report=report)

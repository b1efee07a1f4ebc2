"""Look at everything Chaperone needs, and say what is missing and what to do."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict

import django
from django.core.exceptions import ImproperlyConfigured

from chaperone.config.checkups import WITH_SETTINGS, WITHOUT_SETTINGS, Finding, State, bad
from chaperone.config.environment import SettingRefused
from chaperone.config.terminal import Exit, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser.add_argument("--json", action="store_true", help="the same, for programs")


def run(args: argparse.Namespace) -> int:
    """Say one line for each check-up; the exit code is 1 when one of them is bad."""
    findings = []
    for finding in _findings():
        findings.append(finding)
        if not args.json:
            # Said one by one, because some wait for an answer from elsewhere.
            mark = {State.GOOD: "ok  ", State.NOTE: "note", State.BAD: "BAD "}[finding.state]
            say(f"{mark} {finding.subject:13} {finding.sentence} {finding.next_step}".rstrip())
    if args.json:
        say(json.dumps([asdict(finding) for finding in findings], indent=2))
    return Exit.WRONG if any(finding.state is State.BAD for finding in findings) else Exit.GOOD


def _findings() -> Iterator[Finding]:
    for look in WITHOUT_SETTINGS:
        yield look()
    try:
        django.setup()
    except (SettingRefused, ImproperlyConfigured, ImportError, OSError) as error:
        yield bad("settings", str(error), "Correct it; the rest can only be looked at then.")
        return
    for look in WITH_SETTINGS:
        yield look()

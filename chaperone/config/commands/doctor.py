"""Look at everything Chaperone needs, and say what is missing and what to do."""

from __future__ import annotations

import argparse
import json
import pkgutil
from collections.abc import Iterator
from dataclasses import asdict

import django
from django.core.exceptions import ImproperlyConfigured

from chaperone.config.checkups import ON_ANY_MACHINE, Finding, State, bad
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
            next_step = f" -> {finding.next_step}" if finding.next_step else ""
            mark = {State.GOOD: "ok  ", State.NOTE: "note", State.BAD: "BAD "}[finding.state]
            say(f"{mark} {finding.subject:13} {finding.sentence}{next_step}")
    if args.json:
        say(json.dumps([asdict(finding) for finding in findings], indent=2))
    return Exit.WRONG if any(finding.state is State.BAD for finding in findings) else Exit.GOOD


def _findings() -> Iterator[Finding]:
    for look in ON_ANY_MACHINE:
        yield look()
    try:
        django.setup()
    except (SettingRefused, ImproperlyConfigured, ImportError, OSError) as error:
        yield bad("settings", str(error), "Correct it; the rest can only be looked at then.")
        return
    # Only now may anything be loaded that has tables.
    for look in pkgutil.resolve_name("chaperone.config.checkups_inside:OF_THIS_ORGANISATION"):
        yield look()

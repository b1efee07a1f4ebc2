"""Print a new secret for the first set-up in the browser; an earlier one opens nothing any more."""

from __future__ import annotations

import argparse

from chaperone.config.first_set_up import tell_how_to_set_up


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """There is nothing to say."""


def run(_args: argparse.Namespace) -> int:
    """Print it; the exit code is 3 when this installation has been set up."""
    return tell_how_to_set_up()

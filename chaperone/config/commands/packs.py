"""Check policy packs: those that come with the product, or the files named."""

from __future__ import annotations

import argparse
from pathlib import Path

from chaperone.config.terminal import Exit, complain, say
from chaperone.policy.pack import PACKS, load_pack
from chaperone.policy.parameters import parameter_table
from chaperone.policy.problems import PackRefused


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="pack files to check")


def run(args: argparse.Namespace) -> int:
    """Say of each pack that it makes sense, or every problem it has with its line."""
    outcome = Exit.GOOD
    for path in args.files or sorted(PACKS.glob("*.yaml")):
        try:
            pack = load_pack(path)
        except PackRefused as refused:
            outcome = Exit.WRONG
            complain(str(refused))
        else:
            facts = f"{len(pack.clauses)} clauses, {len(parameter_table())} parameters"
            say(f"{pack.id} version {pack.version}: {facts}, sha256 {pack.hash[:16]}")
    return outcome

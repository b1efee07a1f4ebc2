"""The ``chaperone`` command: finds the subcommand, and turns every failure into plain words and an exit code."""

from __future__ import annotations

import argparse
import ast
import os
import pkgutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import Error as DatabaseError

from chaperone.config.environment import SettingRefused
from chaperone.config.terminal import Exit, complain
from chaperone.policy.problems import PackRefused

COMMANDS = Path(__file__).parent / "commands"
# These must answer even where settings or database are in disorder, or begin faster than Django does.
WITHOUT_DJANGO = {"doctor", "packs", "screen"}
# What Django itself does for us, under our own name so that nobody needs to know its settings variable.
DJANGO_COMMANDS = {
    "migrate": "Bring the database's tables up to this version.",
    "makemigrations": "Write the steps for a changed table (for developers).",
}
BROKEN_PIPE, INTERRUPTED = 141, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: its words without the program's name; those of the process when left out.

    Returns:
        0 when all is good, 1 when what was looked at is not, 2 for a command line without sense, 3 when the work
        could not be done at all.
    """
    parser = _parser()
    args = parser.parse_args(argv)
    if not args.command:
        parser.print_help(sys.stderr)
        return Exit.USAGE
    try:
        return _run(args.command, args.rest)
    except BrokenPipeError:
        # The reader (such as head) has seen enough; Python must not complain again while it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED


def commands() -> Mapping[str, str]:
    """Give the subcommands with one sentence each, read from their files without running them."""
    found = {
        file.stem.replace("_", "-"): (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "")
        for file in COMMANDS.glob("*.py")
        if file.stem != "__init__"
    }
    firsts = {name: text.partition("\n")[0] for name, text in found.items()}
    return dict(sorted((firsts | DJANGO_COMMANDS).items()))


def _parser() -> argparse.ArgumentParser:
    width = max(map(len, commands())) + 2
    parser = argparse.ArgumentParser(
        prog="chaperone",
        usage="chaperone COMMAND [...]",
        description="Carries out an online safeguarding policy, clause by clause.",
        epilog="\n".join(
            ["commands (each has --help):", *(f"  {name:{width}}{text}" for name, text in commands().items())]
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "command", nargs="?", choices=list(commands()), metavar="COMMAND", help=argparse.SUPPRESS
    )
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def _run(name: str, rest: Sequence[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chaperone.config.settings")
    try:
        if name not in WITHOUT_DJANGO:
            django.setup()
        if name in DJANGO_COMMANDS:
            call_command(name, *rest)
            return Exit.GOOD
        # A command that uses our models can only be imported after django.setup(), so it is looked up here by its name.
        command = pkgutil.resolve_name(f"chaperone.config.commands.{name.replace('-', '_')}:")
        parser = argparse.ArgumentParser(prog=f"chaperone {name}", description=command.__doc__)
        command.add_arguments(parser)
        return int(command.run(parser.parse_args(rest)))
    except SettingRefused as refused:
        complain(f"A setting makes no sense: {refused}")
    except PackRefused as refused:
        complain(f"The policy pack is refused:\n{refused}")
    except (CommandError, ImproperlyConfigured) as error:
        complain(str(error))
    except ImportError as error:
        complain(f"A part of the product cannot be loaded: {error}.", "Try: chaperone doctor")
    except DatabaseError as error:
        complain(f"The database cannot be used: {str(error).strip()}.", "Try: chaperone doctor")
    return Exit.CANNOT

"""Lets ``python -m chaperone`` be the ``chaperone`` command."""

import sys

from chaperone.config.cli import main

if __name__ == "__main__":
    sys.exit(main())

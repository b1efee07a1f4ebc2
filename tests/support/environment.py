"""Gives every test run a folder of its own for data, before the settings are read, so that none touches a developer's."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

# A setting left over in a developer's shell must not decide what a test sees. DATABASE_URL stays: it chooses what to prove.
for _name in [name for name in os.environ if name.startswith("CHAPERONE_")]:
    del os.environ[_name]

FOLDER = Path(tempfile.mkdtemp(prefix="chaperone-tests-"))
os.environ["CHAPERONE_VAR"] = str(FOLDER)


def pytest_unconfigure() -> None:
    """Remove the folder when the run is over."""
    shutil.rmtree(FOLDER, ignore_errors=True)

"""What the product keeps beside the program is for its own account alone."""

from __future__ import annotations

import stat
from pathlib import Path

from chaperone.config.environment import database_from_url, secret_from_file


def test_a_new_folder_for_the_database_and_the_secret_is_closed_to_other_accounts(tmp_path: Path) -> None:
    database_from_url(f"sqlite:///{tmp_path / 'kept' / 'chaperone.sqlite3'}")
    secret_from_file("NO_SUCH_VARIABLE_IS_SET", tmp_path / "secrets" / "key")
    for folder in ("kept", "secrets"):
        assert stat.S_IMODE((tmp_path / folder).stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "secrets" / "key").stat().st_mode) == 0o600

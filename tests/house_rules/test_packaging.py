"""What the product reads beside its code goes with it when it is installed from a package."""

from __future__ import annotations

import tomllib

from tests.house_rules.sources import TOP, repository_files, text_of

# Read by people, or made into what a browser reads; nothing of it is opened at run time.
NOT_READ = ("README.md", "build.mjs", "static_src/")


def test_every_file_that_is_read_is_named_as_data_of_the_package() -> None:
    patterns = tomllib.loads(text_of("pyproject.toml"))["tool"]["setuptools"]["package-data"]["chaperone"]
    packed = {path for pattern in patterns for path in (TOP / "chaperone").glob(pattern)}
    read = [
        name
        for name in repository_files()
        if name.startswith("chaperone/")
        and not name.endswith(".py")
        and not any(part in name for part in NOT_READ)
    ]
    assert len(read) > 200
    assert [name for name in read if TOP / name not in packed] == []

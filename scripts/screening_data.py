"""Builds the screener's lists of words, names and schools: python scripts/screening_data.py SCOWL FAKER NAMES."""

from __future__ import annotations

import argparse
import ast
import csv
import gzip
import io
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final

TOP: Final = Path(__file__).resolve().parents[1]
DATA: Final = TOP / "chaperone" / "screening" / "data"
REGISTER: Final = TOP / "chaperone" / "people" / "data" / "schools.csv.gz"

SCOWL_SIZES: Final = ("10", "20", "35", "50")
SURNAMES_TAKEN: Final = 30_000
# Latin script only: a name in its own script is found by the words around it.
LOCALES: Final = (
    "en_GB en en_IE en_IN en_KE en_NG en_NZ en_PK en_US ga_IE pl_PL ro_RO tr_TR fr_FR es_ES it_IT pt_PT de_DE lt_LT lv_LV "
    "cs_CZ sk_SK hr_HR hu_HU nl_NL sv_SE no_NO da_DK fi_FI sl_SI sw yo_NG ig_NG ha_NG tw_GH zu_ZA id_ID az_AZ uz_UZ et_EE"
)
_FORENAMES: Final = re.compile(r"^first_names")
_SURNAMES: Final = re.compile(r"^last_names")
_SPECIAL: Final = str.maketrans("łøđħıŧŁØĐ", "lodhitLOD")


def main() -> int:
    """Read the sources and write the three lists."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scowl", type=Path, help="folder with english-words.10 and so on")
    parser.add_argument("faker", type=Path, help="folder faker/providers/person of the Faker package")
    parser.add_argument(
        "names", type=Path, help="folder with dist.male.first, dist.female.first and dist.all.last"
    )
    args = parser.parse_args()
    _write("words.txt.gz", _words(args.scowl))
    _write("names.txt.gz", _names(args.faker, args.names))
    _write("schools.txt.gz", _schools())
    return 0


def _write(name: str, lines: list[str]) -> None:
    packed = gzip.compress("".join(f"{line}\n" for line in lines).encode(), 9, mtime=0)
    (DATA / name).write_bytes(packed)
    sys.stdout.write(f"{name}: {len(lines)} lines, {len(packed)} bytes\n")


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.translate(_SPECIAL))
    return (
        "".join(part for part in parts if not unicodedata.combining(part))
        .lower()
        .replace("'", "")
        .replace("’", "")
    )


def _words(folder: Path) -> list[str]:
    ranks: dict[str, int] = {}
    for rank, size in enumerate(SCOWL_SIZES, 1):
        for kind in ("english", "british"):
            path = folder / f"{kind}-words.{size}"
            for line in path.read_text(encoding="latin-1").splitlines() if path.exists() else ():
                word = line.strip().lower().replace("'", "")
                if re.fullmatch("[a-z]{2,20}|[ai]", word):
                    ranks.setdefault(word, rank)
    return [f"{word} {rank}" for word, rank in sorted(ranks.items())]


def _names(faker: Path, census: Path) -> list[str]:
    kinds: dict[str, set[str]] = {}
    for locale in LOCALES.split():
        path = faker / locale / "__init__.py"
        for kind, name in _names_in(path.read_text(encoding="utf-8")) if path.exists() else ():
            kinds.setdefault(_plain(name), set()).add(kind)
    for file, kind, most in (
        ("male.first", "f", 9999),
        ("female.first", "f", 9999),
        ("all.last", "s", SURNAMES_TAKEN),
    ):
        lines = (census / f"dist.{file}").read_text(encoding="ascii").splitlines()
        for line in lines[:most]:
            kinds.setdefault(_plain(line.split()[0]), set()).add(kind)
    good = re.compile("[a-z]{2,16}(?:-[a-z]{2,16})?")
    return [f"{name} {''.join(sorted(kind))}" for name, kind in sorted(kinds.items()) if good.fullmatch(name)]


def _names_in(source: str) -> Iterator[tuple[str, str]]:
    """Give ``("f" or "s", name)`` of one locale's lists."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        name = node.targets[0].id
        kind = "f" if _FORENAMES.match(name) else "s" if _SURNAMES.match(name) else ""
        for constant in ast.walk(node.value) if kind else ():
            if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
                yield kind, constant.value


def _schools() -> list[str]:
    with gzip.open(REGISTER, "rb") as packed:
        rows = csv.DictReader(io.TextIOWrapper(packed, "utf-8"))
        names = {_plain(row["name"].split(",")[0]) for row in rows}
    cleaned = {" ".join(re.findall("[a-z0-9]+", name.replace("&", " and "))) for name in names}
    return sorted(name for name in cleaned if len(name) > 4)


if __name__ == "__main__":
    sys.exit(main())

"""All rules: those written as data in this folder's YAML files, and those that need a search of their own."""

from pathlib import Path
from typing import Final

from chaperone.screening.building import nothing_to_collect
from chaperone.screening.frame_rules import frame_rules_in
from chaperone.screening.loading import rules_in
from chaperone.screening.rule import Rule
from chaperone.screening.rules.closer_looks import CLOSER_LOOKS
from chaperone.screening.rules.email_addresses import EMAIL_ADDRESS
from chaperone.screening.rules.full_names import FULL_NAME
from chaperone.screening.rules.links import LINK
from chaperone.screening.rules.phone_numbers import PHONE
from chaperone.screening.rules.postal_addresses import POSTAL_ADDRESS
from chaperone.screening.rules.postcodes import POSTCODE
from chaperone.screening.rules.school_names import SCHOOL_NAME
from chaperone.screening.rules.staff_style import STAFF_STYLE_FINDS

_FOLDER: Final = Path(__file__).parent

WRITTEN_AS_DATA: Final[tuple[Rule, ...]] = tuple(
    rule
    for path in sorted(_FOLDER.glob("*.yaml"))
    for rule in rules_in(path, {**CLOSER_LOOKS, **STAFF_STYLE_FINDS})
)

with nothing_to_collect():
    WRITTEN_AS_FRAMES: Final[tuple[Rule, ...]] = tuple(
        rule for path in sorted((_FOLDER / "frames").glob("*.yaml")) for rule in frame_rules_in(path)
    )

RULES: Final[tuple[Rule, ...]] = (
    EMAIL_ADDRESS,
    LINK,
    PHONE,
    POSTCODE,
    POSTAL_ADDRESS,
    SCHOOL_NAME,
    FULL_NAME,
    *WRITTEN_AS_DATA,
    *WRITTEN_AS_FRAMES,
)
"""In the order in which they name what they find where one yields to another."""

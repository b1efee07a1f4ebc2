"""All rules, in the order in which they name what they find where two of them would overlap."""

from chaperone.screening.rule import Rule
from chaperone.screening.rules.email_addresses import EMAIL_ADDRESS
from chaperone.screening.rules.handles import SOCIAL_HANDLE
from chaperone.screening.rules.links import LINK
from chaperone.screening.rules.phone_numbers import PHONE
from chaperone.screening.rules.postcodes import POSTCODE

RULES: tuple[Rule, ...] = (EMAIL_ADDRESS, LINK, PHONE, POSTCODE, SOCIAL_HANDLE)

"""Says which page may use this computer's camera, microphone and screen; every other page may use none of them."""

from __future__ import annotations

from chaperone.policy.clauses import carries_out

_EVERYTHING = ("camera", "microphone", "display-capture", "geolocation", "usb", "serial", "hid")
# A seat is only ever heard, and only when an adult asked; the teacher's own screen before the class is heard by nobody.
_ALLOWED: dict[str, frozenset[str]] = {
    "room": frozenset({"camera", "microphone", "display-capture"}),
    "seat": frozenset({"microphone"}),
    "check": frozenset({"camera", "microphone"}),
}


@carries_out("M7", "S13")
def permissions_policy(route: str) -> str:
    """Return the ``Permissions-Policy`` header of a page.

    Args:
        route: the page's name in ``urls.py``; an unknown one, as of an error page, may use nothing.
    """
    allowed = _ALLOWED.get(route, frozenset())
    return ", ".join(f"{device}=({'self' if device in allowed else ''})" for device in _EVERYTHING)

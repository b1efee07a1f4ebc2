"""Says which page may use this computer's camera, microphone and screen; every other page may use none of them."""

from __future__ import annotations

from chaperone.policy.clauses import carries_out

_EVERYTHING = ("camera", "microphone", "display-capture", "geolocation", "usb", "serial", "hid")
# A seat is heard only when an adult asked, and seen only where its policy allows; the teacher's own screen before the class
# sends nothing.
_ALLOWED: dict[str, frozenset[str]] = {
    "room": frozenset({"camera", "microphone", "display-capture"}),
    "seat": frozenset({"microphone"}),
    "check": frozenset({"camera", "microphone"}),
}


@carries_out("M7", "S13")
def permissions_policy(route: str, *, with_camera: bool = False) -> str:
    """Return the ``Permissions-Policy`` header of a page.

    Args:
        route: the page's name in ``urls.py``; an unknown one, as of an error page, may use nothing.
        with_camera: it is a seat's page, and the policy of its session lets pupils show themselves (M13).
    """
    allowed = _ALLOWED.get(route, frozenset()) | ({"camera"} if with_camera else frozenset())
    return ", ".join(f"{device}=({'self' if device in allowed else ''})" for device in _EVERYTHING)

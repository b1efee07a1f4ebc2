"""Says in plain words which browser somebody uses, so that they know it again in the list of where they are signed in."""

from __future__ import annotations

from typing import Final

# The first that is found counts: every browser also names the older ones it descends from.
_BROWSERS: Final = (
    *(("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox")),
    *(("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari")),
)
_DEVICES: Final = (
    *(("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("Windows", "Windows")),
    *(("CrOS", "a Chromebook"), ("Macintosh", "a Mac"), ("Linux", "Linux")),
)


def in_words(user_agent: str) -> str:
    """Return words such as ``"Firefox on Windows"``; what a browser says of itself is kept in no other form."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "A browser")
    device = next((name for sign, name in _DEVICES if sign in user_agent), "")
    return f"{browser} on {device}" if device else browser

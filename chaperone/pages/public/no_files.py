"""Turns files away from the report pages before a byte of them is written: what is sent there is a plain form or nothing.

A server usually puts a large body on disk before anybody looks at it. Here an upload's body is let run past unread, whatever the
file calls itself, and the page answers why (policy decision 6: an intimate image of a child is never stored).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from chaperone.policy.clauses import carries_out

FORM_TYPE: Final = "application/x-www-form-urlencoded"
WITHOUT_FILES: Final = "/report"
RUN_PAST_BYTES_LIMIT: Final = 200 * 1024 * 1024
_NOTHING: Final = {"type": "http.request", "body": b"", "more_body": False}

Receive = Callable[[], Awaitable[dict[str, Any]]]


def is_upload(scope: dict[str, Any]) -> bool:
    """Say whether this request sends the report pages anything but a plain form."""
    path = str(scope.get("path", ""))
    if scope.get("method") != "POST" or not (path == WITHOUT_FILES or path.startswith(f"{WITHOUT_FILES}/")):
        return False
    kind: str = dict(scope.get("headers", ())).get(b"content-type", b"").decode("latin-1")
    return kind.partition(";")[0].strip().lower() != FORM_TYPE


@carries_out("S14", "Y2", "U4")
def let_run_past(receive: Receive) -> Receive:
    """Return what the page reads instead of an upload: nothing, once all of it has gone by."""

    async def instead() -> dict[str, Any]:
        gone = 0
        while gone < RUN_PAST_BYTES_LIMIT:
            message = await receive()
            if message["type"] != "http.request":
                return message
            gone += len(message.get("body", b""))
            if not message.get("more_body", False):
                break
        return _NOTHING

    return instead

"""Makes the tables of sound and picture: coming in and coming back, receivers of one Janus, how fast recordings are made."""

from __future__ import annotations

from collections.abc import Sequence

from bench.curves import Line, middle
from bench.tables import number, table

_MOMENTS = {
    "join to first picture": "Chromium: from opening the room's page to the first picture",
    "join of a bare client": "a bare client: from opening the socket to the first picture decoded",
    "again after a pause": "from the teacher's coming back to the next picture decoded",
    "moved to another Janus": "from the death of a session's Janus to the next picture decoded",
}


def of_media(lines: Sequence[Line], what: str) -> list[Line]:
    """Return the lines that measured this of sound and picture."""
    return [line for line in lines if line["kind"] == "media" and line["what"] == what]


def media(lines: Sequence[Line]) -> str:
    """Coming in and coming back, in a room of the whole product."""
    rows = []
    for what, words in _MOMENTS.items():
        if some := of_media(lines, what):
            times = [number(middle(some, "ms", name)) for name in ("p50", "p95", "highest")]
            rows.append([words, number(middle(some, "ms", "n")), *times])
    if not rows:
        return ""
    made = table(["", "times", "median ms", "p95 ms", "slowest ms"], rows)
    joins = of_media(lines, "join of a bare client")
    if not joins:
        return made
    whole, by_text = (number(middle(joins, name), 1) for name in ("cpu_ms", "cpu_ms_by_text"))
    return f"{made}\n\nComing in costs the server {whole} ms of processor time, of which {by_text} ms also by text alone."


def receivers(lines: Sequence[Line]) -> str:
    """To how many one Janus reaches."""
    some = sorted(of_media(lines, "receivers"), key=lambda line: line["receivers"])
    rows = [
        [
            number(line["receivers"]),
            number(line["packets_a_second"]),
            f"{line['lost_percent']:.2f} %",
            f"{line['janus_share']:.0%}",
            number(line["us_a_packet"], 1),
            f"{line['client_share']:.0%}",
        ]
        for line in some
    ]
    head = ["receivers", "packets a second", "lost", "Janus's core", "µs a packet", "the counting core"]
    return table(head, rows) if rows else ""


def compose(lines: Sequence[Line]) -> str:
    """How fast recordings are put together."""
    rows = [
        [
            {"compose": "put together", "compose floor": "the bare encoder, one picture and one sound"}[
                line["what"]
            ],
            number(line["session_seconds"]),
            number(line["wall_seconds"], 1),
            f"{line['times_real_time']:.1f} ×",
        ]
        for line in lines
        if line["kind"] == "compose"
    ]
    return table(["", "session, s", "took, s", "times real time"], rows) if rows else ""

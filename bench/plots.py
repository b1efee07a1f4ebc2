"""Draws a curve as SVG by hand: no plotting library, readable in light and dark, the figures beside it in a table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

WIDTH, HEIGHT = 720, 320
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 48, 56
INKS = ("#1d6f63", "#b4552d", "#4b5fa5")
STEPS = (1, 2, 2.5, 5, 10)


class Curve(NamedTuple):
    """A named row of points."""

    name: str
    points: Sequence[tuple[float, float]]


def draw(title: str, across: str, up: str, curves: Sequence[Curve]) -> str:
    """Return an SVG picture of ``curves``; both axes begin at zero, so that nothing looks steeper than it is."""
    highest_x = max(x for curve in curves for x, _ in curve.points)
    highest_y = _round_up(max(y for curve in curves for _, y in curve.points) * 1.15)

    def place(x: float, y: float) -> tuple[float, float]:
        wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        return LEFT + x / highest_x * wide, HEIGHT - BOTTOM - y / highest_y * high

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(title)}" font-family="system-ui, sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="8" fill="#fbfaf7"/>',
        f'<text x="{LEFT}" y="26" font-size="16" font-weight="600" fill="#22302d">{escape(title)}</text>',
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle" fill="#4a5553">{escape(across)}</text>',
        f'<text x="16" y="{(TOP + HEIGHT - BOTTOM) / 2}" text-anchor="middle" fill="#4a5553" '
        f'transform="rotate(-90 16 {(TOP + HEIGHT - BOTTOM) / 2})">{escape(up)}</text>',
    ]
    for value in _ticks(highest_y):
        x, y = place(0, value)
        parts.append(f'<path d="M{x} {y:.1f}H{WIDTH - RIGHT}" stroke="#dcdcd4"/>')
        parts.append(f'<text x="{x - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#4a5553">{value:g}</text>')
    for value in _ticks(highest_x):
        x, y = place(value, 0)
        parts.append(
            f'<text x="{x:.1f}" y="{y + 20}" text-anchor="middle" fill="#4a5553">{value:,.0f}</text>'
        )
    for index, curve in enumerate(curves):
        ink = INKS[index % len(INKS)]
        spots = [place(x, y) for x, y in curve.points]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{ink}" stroke-width="2.5"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{ink}"/>' for x, y in spots]
        legend = LEFT + 8 + index * 200
        parts.append(f'<rect x="{legend}" y="{TOP - 10}" width="14" height="4" fill="{ink}"/>')
        parts.append(f'<text x="{legend + 20}" y="{TOP - 4}" fill="#22302d">{escape(curve.name)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _round_up(value: float) -> float:
    power = 1.0
    while power * 10 <= value:
        power *= 10
    while power > value:
        power /= 10
    return next(step * power for step in STEPS if step * power >= value)


def _ticks(highest: float) -> list[float]:
    step = _round_up(highest / 5)
    return [step * index for index in range(int(highest / step + 1e-9) + 1)]

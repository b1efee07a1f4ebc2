"""Sets of small numbers as the bits of a whole number: put together, compared and read off at once."""

from __future__ import annotations

from collections.abc import Iterable


def bits_of(numbers: Iterable[int]) -> int:
    """Give a whole number in which the bits with these numbers are set."""
    bits = 0
    for number in numbers:
        bits |= 1 << number
    return bits


def numbers_in(bits: int) -> list[int]:
    """Give the numbers of the bits that are set, the highest first."""
    numbers = []
    while bits:
        number = bits.bit_length() - 1
        numbers.append(number)
        bits ^= 1 << number
    return numbers

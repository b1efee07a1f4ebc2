"""Lends the access table's tests the town and the clock of the tests of pages."""

from tests.pages.conftest import clock, town

__all__ = ["clock", "town"]

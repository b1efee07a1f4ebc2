"""Writes the words by which a school is found, for a school added by hand and for the register alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from chaperone.people.models import School, SchoolWord


def keep_words(schools: Iterable[School]) -> None:
    """Write the words of schools that have none yet, in the caller's transaction."""
    SchoolWord.objects.bulk_create(_words(schools), batch_size=4000)


def _words(schools: Iterable[School]) -> Iterator[SchoolWord]:
    for school in schools:
        for word in school.search_text.split():
            yield SchoolWord(school=school, word=word.encode())

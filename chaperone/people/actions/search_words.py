"""Writes the words by which a school is found, for a school added by hand and for the register alike."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from chaperone.people.models import School


def keep_words(schools: Iterable[School]) -> None:
    """Write the words of schools that have none yet, in the caller's transaction.

    Straight to the table: the register has half a million words, and as objects they would take most of its loading.
    """
    words = [(school.pk, word.encode()) for school in schools for word in school.search_text.split()]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One statement instead of one for each word, which is several times faster there.
            school_ids, texts = [school_id for school_id, _ in words], [text for _, text in words]
            cursor.execute(
                "INSERT INTO people_schoolword (school_id, word) SELECT * FROM unnest(%s::bigint[], %s::bytea[])",
                [school_ids, texts],
            )
        else:
            cursor.executemany("INSERT INTO people_schoolword (school_id, word) VALUES (%s, %s)", words)

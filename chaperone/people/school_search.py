"""Finds schools by name, town, postcode or URN among fifty thousand, as quickly as somebody types."""

from __future__ import annotations

from typing import Final

from django.db.models import Q, QuerySet

from chaperone.people.models import School, SchoolWord
from chaperone.people.school_words import words_typed

RESULTS_LIMIT: Final = 50
# A word that begins more words than this is no help: walking the list in its order is quicker than sorting that many.
RARE_WORD_LIMIT: Final = 1000
_AFTER_EVERY_LETTER: Final = b"\xff"


def search_schools(text: str, limit: int = 20) -> list[School]:
    """Return the schools that have a word beginning with each word of ``text``, open ones first.

    Forgiving in case, accents, punctuation, word order, plural and possessive s, Saint and St, C of E and Church of
    England. Where the words are few enough to rank, whole words come before beginnings of words; then by name.

    Args:
        text: what somebody typed: words of the name, the town, the postcode, or a URN; 200 characters count.
        limit: how many at most, from 1 to 50.

    Returns:
        Closed schools too, so that nobody wonders where theirs has gone; ``rules.may_take_part`` refuses them.
    """
    typed = words_typed(text)
    if not typed:
        return []
    limit = min(max(limit, 1), RESULTS_LIMIT)
    matching = _with_words(typed)
    rarest = _rarest_word(typed)
    if rarest is None:
        return list(matching.order_by("-status", "sort_name", "id")[:limit])
    having_it = list(SchoolWord.objects.filter(_begins(rarest)).values_list("school_id", flat=True))
    candidates = matching.filter(pk__in=having_it)
    ranked = sorted(
        _rank(*row, typed=typed) for row in candidates.values_list("status", "sort_name", "search_text", "pk")
    )
    chosen = [rank[-1] for rank in ranked[:limit]]
    schools = School.objects.in_bulk(chosen)
    return [schools[pk] for pk in chosen]


def _begins(word: str) -> Q:
    begin = word.encode()
    return Q(word__gte=begin, word__lt=begin + _AFTER_EVERY_LETTER)


def _with_words(typed: tuple[str, ...]) -> QuerySet[School]:
    schools = School.objects.all()
    for word in typed:
        schools = schools.filter(search_text__contains=f" {word}")
    return schools


def _rarest_word(typed: tuple[str, ...]) -> str | None:
    """Return the typed word that begins the fewest words of schools; None when every one begins very many."""
    counted = (
        (SchoolWord.objects.filter(_begins(word))[: RARE_WORD_LIMIT + 1].count(), word) for word in typed
    )
    fewest, rarest = min(counted)
    return rarest if fewest <= RARE_WORD_LIMIT else None


def _rank(
    status: str, sort_name: str, search_text: str, pk: int, *, typed: tuple[str, ...]
) -> tuple[bool, int, int, str, int]:
    """Return what puts one school before another: open, whole words, a name that begins as typed, the alphabet."""
    begun = sum(f" {word} " not in search_text for word in typed)
    beginnings = (" ".join(typed), typed[0] + " ")
    other_beginning = sum(not search_text.startswith(" " + beginning) for beginning in beginnings)
    return (status != School.Status.OPEN, begun, other_beginning, sort_name, pk)

"""Full-text search as PostgreSQL does it, each text read in the language of its article.

A question is put in the syntax of search engines: words, "a phrase", or, -without.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, FloatField, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast

from claims.domain.languages import CONFIGURATIONS, PLAIN

_QUERIES = """
SELECT DISTINCT websearch_to_tsquery(one::regconfig, %s)::text
FROM unnest(%s::text[]) AS one
"""


class NoWords(ValueError):
    """A question in which there is no word to look for."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for; `queries` is how the languages read it, each reading once."""

    text: str
    queries: tuple[str, ...]


def question(text: str) -> Question:
    """How `text` is read in each language. Raises NoWords."""
    names = sorted({PLAIN, *CONFIGURATIONS.values()})
    with connection.cursor() as cursor:
        cursor.execute(_QUERIES, [text, names])
        queries = sorted(one for (one,) in cursor.fetchall() if one)
    if not queries:
        raise NoWords("There is no word in it to look for.")
    return Question(text, tuple(queries))


def claims_found(rows: QuerySet[Any], asked: Question, *, public: bool) -> QuerySet[Any]:
    """Those of `rows` whose statement and quotes answer; for the public the quotes it may read."""
    vector = claim_vector(public=public)
    return rows.filter(*_matches(vector, asked, "article__language"))


def articles_found(rows: QuerySet[Any], asked: Question) -> QuerySet[Any]:
    """Those of `rows` (articles) whose headline answers."""
    return rows.filter(*_matches(headline_vector(), asked, "language"))


def claim_vector(*, public: bool) -> F:
    return F("words__public" if public else "words__house")


def headline_vector() -> Func:
    """As the index has it."""
    return vector_of("headline", "language")


def vector_of(text: str, language: str) -> Func:
    return Func(_configuration(language), F(text), function="to_tsvector", output_field=TextField())


def rank(vector: Any, asked: Question, language: str) -> Func:
    """How well `vector` answers: how close the words stand, a statement before a quote."""
    ranked = Func(vector, _own(asked, language), function="ts_rank_cd", output_field=FloatField())
    return Cast(ranked, FloatField())


def matches(vector: Any, asked: Question, language: str) -> Func:
    """Whether `vector` answers, the question read in its own language."""
    return _Matches(vector, _own(asked, language))


def highlighted(text: str, asked: Question, language: str, start: str, stop: str) -> Func:
    """The whole `text` (a field) with each match between `start` and `stop`, letters and digits."""
    options = Value(f"StartSel={start}, StopSel={stop}, HighlightAll=true")
    return Func(
        _configuration(language),
        F(text),
        _own(asked, language),
        options,
        function="ts_headline",
        output_field=TextField(),
    )


def _matches(vector: Any, asked: Question, language: str) -> list[Func]:
    """By all readings first, which an index answers; then each row by its own language's."""
    readings = [Func(Value(one), template="%(expressions)s::tsquery") for one in asked.queries]
    anyhow = Func(
        *readings, template="(%(expressions)s)", arg_joiner=" || ", output_field=TextField()
    )
    return [_Matches(vector, anyhow), matches(vector, asked, language)]


def _own(asked: Question, language: str) -> Func:
    return Func(
        _configuration(language),
        Value(asked.text),
        function="websearch_to_tsquery",
        output_field=TextField(),
    )


def _configuration(language: str) -> Func:
    return Func(F(language), function="claims_configuration", output_field=TextField())


class _Matches(Func):
    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()

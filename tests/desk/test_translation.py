"""The desk in another language: whole, with its plural forms, and never out of date."""

import re

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from tests.translations import catalogues, compiled, found, read

NAMED = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def forms(words):
    return list(words) if isinstance(words, (tuple, list)) else [words]


def fields(text):
    return set(NAMED.findall(text))


@pytest.fixture(params=catalogues(), ids=lambda path: path.parents[1].name)
def path(request):
    return request.param


def test_there_is_one():
    assert list(catalogues())


def test_every_word_is_translated_and_none_is_left_over(path):
    catalog = read(path)
    wanted = {(one.id, one.context) for one in found() if one.id}
    there = {(one.id, one.context) for one in catalog if one.id and all(forms(one.string))}
    assert there == wanted


def test_each_keeps_what_is_put_into_it(path):
    for one in read(path):
        if one.id:
            wanted = set.union(*(fields(each) for each in forms(one.id)))
            for form in forms(one.string):
                assert fields(form) == wanted, one.id


def test_what_is_served_is_what_stands_in_the_catalogue(path):
    assert path.with_suffix(".mo").read_bytes() == compiled(read(path))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "1 źródło"),
        (2, "2 źródła"),
        (5, "5 źródeł"),
        (12, "12 źródeł"),
        (22, "22 źródła"),
        (112, "112 źródeł"),
    ],
)
def test_plural_forms(number, words):
    with translation.override("pl"):
        assert ngettext("%(n)s source", "%(n)s sources", number) % {"n": number} == words


def test_a_page_in_polish(at_desk, article, claim):
    at_desk.cookies.load({"django_language": "pl"})
    page = at_desk.get(reverse("desk:claim", args=[article.pk, claim.pk])).content.decode()
    assert '<html lang="pl" dir="ltr"' in page
    assert "niezweryfikowane" in page
    assert "1 twierdzenie" in page


def test_the_language_is_chosen_on_the_page(at_desk, article):
    url = reverse("desk:article", args=[article.pk])
    answer = at_desk.post(reverse("desk:language"), {"language": "pl", "next": url})
    assert answer.url == url
    assert '<html lang="pl"' in at_desk.get(url).content.decode()

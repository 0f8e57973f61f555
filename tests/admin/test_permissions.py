"""Who may do what in the admin: role × page and bulk action, as the one table has it."""

import re

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.test import RequestFactory
from django.urls import URLResolver

from claims.models import Article
from newsroom.common.roles import Role
from tests import factories
from tests.permissions import BULK, RECORDS, ROLES, SIGNING_OUT, admin_pages
from tests.places import of_everything

pytestmark = pytest.mark.django_db
SITE = {"r/": "r/{content_type}/{article}/", "^(": "{app}/"}


@pytest.fixture
def places(editor, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    article = factories.article(editor, status="published")
    claim = factories.claim(editor, article, anchors=[{"exact": "China"}])
    site = {"app": "claims", "content_type": ContentType.objects.get_for_model(Article).pk}
    return {**of_everything(editor, claim), **site}


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_the_table(client, places, role):
    if role != "nobody":
        client.force_login(factories.person(role))
    for path, (read, sent) in admin_pages().items():
        for method, expected in ((client.get, read), (client.post, sent)):
            response = method(f"/admin/{path.format(**places)}")
            assert response.status_code == expected[role], (method.__name__, path)
            if role in ("nobody", Role.CONSUMER) and response.status_code == 302:
                assert response.url.startswith("/admin/login/"), path


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_bulk_actions(role):
    request = RequestFactory().get("/")
    request.user = factories.person(role)
    for model, site in admin.site._registry.items():
        offered = {(name_of(model), action) for action in site.get_actions(request)}
        expected = {
            one for one, roles in BULK.items() if role in roles and one[0] == name_of(model)
        }
        assert offered == expected, model


def test_every_page_and_action_has_its_row():
    assert set(addresses()) == {*admin_pages(), SIGNING_OUT}
    sites = admin.site._registry.items()
    asked = {
        (name_of(model), getattr(one, "__name__", one)) for model, s in sites for one in s.actions
    }
    assert asked == set(BULK)


def name_of(model):
    return f"{model._meta.app_label}/{model._meta.model_name}"


def addresses():
    """The addresses of the admin's pages, as the table writes them."""
    for pattern in patterns(admin.site.get_urls()):
        known = next((short for start, short in SITE.items() if pattern.startswith(start)), None)
        record = RECORDS.get("/".join(pattern.split("/")[:2]))
        yield known or re.sub("<[^>]+>", f"{{{record and record[0]}}}", pattern)


def patterns(urls, before=""):
    for url in urls:
        path = before + str(url.pattern)
        if isinstance(url, URLResolver):
            yield from patterns(url.url_patterns, path)
        elif url.name:  # what has none sends on to one of these
            yield path


def test_a_person_without_a_role_is_let_in_nowhere(client, places):
    person = factories.person(Role.EDITOR)
    person.groups.clear()
    client.force_login(person)
    assert client.get("/admin/").status_code == 302


def test_a_superuser_is_an_admin_and_no_more(client, places):
    person = factories.person(Role.CONSUMER)
    person.is_superuser = person.is_staff = True
    person.save()
    client.force_login(person)
    for path, (read, _) in admin_pages().items():
        assert client.get(f"/admin/{path.format(**places)}").status_code == read[Role.ADMIN], path

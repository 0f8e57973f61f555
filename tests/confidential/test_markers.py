"""A mark is in every text that is not for everybody; nobody finds one that is not for them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction

from claims import projection
from claims.models import Article
from newsroom import logs, settings
from newsroom.common import records
from newsroom.common.roles import Role
from sources.models import Source
from sources.projection import SOURCE
from tests import factories, scenes
from tests.admin.pages import url
from tests.confidential import told
from tests.confidential.world import CLOSED, CONDUIT, HIDDEN, HOUSE, RESTRICTED, World
from tests.desk.pages import addresses
from tests.permissions import API, RECORDS, admin_pages

pytestmark = pytest.mark.django_db
IN_HOUSE = [role for role in Role if role is not Role.CONSUMER]
ALL = (HOUSE, HIDDEN, CLOSED, RESTRICTED, CONDUIT)
SHOWN = {
    "article": projection.ARTICLE,
    "attribution": projection.ATTRIBUTION,
    "claim": projection.CLAIM,
    "commentrequest": projection.COMMENT_REQUEST,
    "evidence": projection.EVIDENCE,
    "notice": projection.NOTICE,
    "source": SOURCE,
}
# Of these records each text that is no word of a vocabulary, and that no projection lists, holds a
# mark; the rest is numbers, digests and settings that are shown to nobody.
MARKED = (
    "approval",
    "article",
    "articleversion",
    "attribution",
    "claim",
    "commentattempt",
    "commentrequest",
    "evidence",
    "handover",
    "legalread",
    "notice",
    "source",
    "verificationevent",
)
UNMARKED = {
    "article": {"body", "published_local", "policy_profile"},  # the text is what is published
    "articleversion": {"headline", "text"},
    "attribution": {"terms_agreed_on", "source"},
    "approval": {"kind", "rank"},
    "commentattempt": {"channel"},
    "evidence": {"file"},
    "verificationevent": {"cause", "override_reason", "previous", "digest"},
}


built, world = scenes.of_the_module(World)


def test_every_text_that_is_not_for_everybody_is_marked(world):
    blank = []
    for name in MARKED:
        (model,) = (one for one in apps.get_models() if one._meta.model_name == name)
        shown = SHOWN[name].fields if name in SHOWN else ()
        for field in model._meta.concrete_fields:
            is_text = isinstance(field, (models.CharField, models.TextField)) and not field.choices
            if not is_text or field.name in {*shown, *UNMARKED.get(name, ())}:
                continue
            if not model.objects.filter(**{f"{field.name}__contains": "MARK"}).exists():
                blank.append((name, field.name))
    assert blank == []


def test_a_consumer_finds_none(world, client_of):
    consumer = client_of(factories.person(Role.CONSUMER, username="reader"))
    for places in (world.places, world.closed):
        for path in api_paths(places):
            none_in(told.answer(consumer, path).content, ALL, path)
    for path in told.addresses(consumer, ids(world)):
        if "MARK" not in path:
            none_in(told.answer(consumer, path).content, ALL, path)
    for mark in ALL:
        for kind in ("articles/", "claims/", "sources/"):
            assert consumer.get(f"/api/v1/{kind}?q={mark}").json()["results"] == []


@pytest.mark.parametrize("role", IN_HOUSE, ids=str)
def test_nor_does_the_house(world, client, client_of, role):
    """Over the API, on a page of the admin, by searching a list."""
    somebody = factories.person(role, username="somebody")
    over_the_api(world, client_of(somebody), role)
    client.force_login(somebody)
    on_pages(world, client, role)
    at_the_desk(world, client, role)
    by_searching(client, role)


def over_the_api(world, api, role):
    for places in (world.places, world.closed):
        for path in api_paths(places):
            none_in(told.answer(api, path).content, withheld(role, path), path)
    for mark in (RESTRICTED, HOUSE):
        assert api.get(f"/api/v1/sources/?q={mark}").json()["results"] == []


def on_pages(world, client, role):
    client.raise_request_exception = False
    content_type = ContentType.objects.get_for_model(Article).pk
    site = {"app": "claims", "content_type": content_type}
    more = ("claims/claim/{claim}/check/?to=verified", "claims/claim/?queue=all")
    for places, methods in ((world.places, ("get", "post")), (world.closed, ("get",))):
        # of the closed article the pages that name a record of it
        wanted = [one for one in admin_pages() if places is world.places or "{" in one]
        for path in (*wanted, *more):
            for method in methods:
                response = getattr(client, method)(f"/admin/{path.format(**places, **site)}")
                assert response.status_code < 500, path
                none_in(response.content, withheld(role, path), path)


def at_the_desk(world, client, role):
    for places in (world.places, world.closed):
        for path in addresses(places).values():
            for method, headers in (("get", {}), ("post", {"HX-Request": "true"})):
                response = getattr(client, method)(path, headers=headers)
                assert response.status_code < 500, path
                none_in(response.content, withheld(role, path.removeprefix("/desk/")), path)


def by_searching(client, role):
    """The page repeats the word that was looked for, so it is the rows that are counted."""
    for record in RECORDS:
        for mark in withheld(role, record):
            response = client.get(f"/admin/{record}/?q={mark}")
            if response.status_code == 200 and response.context["cl"].search_fields:
                assert response.context["cl"].result_count == 0, (record, mark)


def test_who_knows_the_source_finds_them(world, client):
    """Or the tests above could not fail."""
    client.force_login(world.mara)
    page = client.get(url(type(world.secret), "change", world.secret.pk)).content.decode()
    assert RESTRICTED in page
    claim = client.get(f"/admin/claims/claim/{world.places['claim']}/change/").content.decode()
    assert {one for one in ALL if one in claim} >= {HOUSE, HIDDEN, CONDUIT}


def test_nor_in_a_log_or_on_the_page_of_an_error(world, client, client_of, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    client.raise_request_exception = False
    client.force_login(world.mara)
    api = client_of(world.mara)
    body = {"naming": "anonymous", "description": "an aide", "motive": RESTRICTED, "notes": HIDDEN}
    assert api.post("/api/v1/sources/", body).status_code == 201
    assert api.post("/api/v1/sources/", {**body, "kind": "no such"}).status_code == 400

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("Something that nobody thought of.")

    monkeypatch.setattr(records, "create", broken)
    failed = api.post("/api/v1/sources/", body)
    assert failed.status_code == 500
    page = client.post("/admin/sources/source/add/", {**body, "kind": "person"})
    assert page.status_code == 500
    none_in(failed.content + page.content, ALL, "an error")
    assert "Something that nobody thought of" in caplog.text
    none_in(caplog.text.encode(), (RESTRICTED, HIDDEN), "the log")


def test_nor_in_what_the_database_says_of_a_row_that_it_refuses(world, client_of, monkeypatch):
    """Its message repeats the whole row, lines and all: neither answer nor log pass it on."""
    monkeypatch.setattr(records, "clean", lambda record: None)  # which refuses it before
    body = {"naming": "anonymous", "name": "Ann", "notes": f"one\n\n{RESTRICTED}\n\ntwo"}
    answer = client_of(world.mara).post("/api/v1/sources/", body)
    assert answer.status_code == 409
    none_in(answer.content, ALL, "the answer")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Source.objects.create(**body)
    assert RESTRICTED in str(caught.value)
    problem = (type(caught.value), caught.value, caught.tb)
    record = logging.LogRecord("x", logging.ERROR, "", 0, "Failed.", (), problem)
    line = logs.Line("{message}", style="{").format(record)
    none_in(line.encode(), ALL, "the log")
    assert line.count("violates check constraint") == 2  # as the driver has it, and as Django has
    assert settings.LOGGING["formatters"]["line"]["()"] == "newsroom.logs.Line"


def api_paths(places: dict[str, Any]) -> Iterator[str]:
    return (path.format(**places) for method, path in API if method == "get")


def ids(world: World) -> dict[str, list[Any]]:
    names = {
        "articles/": "article",
        "attributions/": "row",
        "claims/": "claim",
        "comment-requests/": "request",
        "evidence/": "evidence",
        "sources/": "source",
    }
    return {kind: [world.places[one], world.closed[one]] for kind, one in names.items()}


def withheld(role: Role, path: str) -> tuple[str, ...]:
    """The marks that somebody in this role, who knows no source, must not find at `path`."""
    marks = [RESTRICTED]
    if role is not Role.ADMIN:
        marks.append(CLOSED)
    # That a source exists, and how the copy words it, the whole house may see; of a conduit only
    # not behind whom it stands.
    kind = path.split("/", maxsplit=1)[0]
    if kind in ("claims", "articles", "attributions", "policy", "hand-overs"):
        marks.append(CONDUIT)
    return tuple(marks)


def none_in(content: bytes, marks: tuple[str, ...], where: str) -> None:
    found = [one for one in marks if one.encode() in content]
    assert not found, (where, found, content[max(0, content.find(found[0].encode()) - 300) :][:600])

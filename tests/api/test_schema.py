"""The schema is complete and valid, and its page loads nothing from elsewhere."""

import re

import pytest
from django.core.management import call_command


def test_the_schema_has_no_warning(tmp_path):
    file = tmp_path / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(file))
    text = file.read_text()
    assert text.startswith("openapi: 3.1.0")
    assert "/api/v1/articles/{id}/sheet/" in text


@pytest.mark.django_db
def test_the_docs_come_with_the_project(client):
    response = client.get("/api/v1/docs/")
    assert response.status_code == 200
    assert not re.findall(rb'(?:src|href)="(?:https?:)?//', response.content)


def test_an_unknown_address_is_a_problem_too(client):
    response = client.get("/api/v2/claims/")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")

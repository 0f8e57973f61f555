"""The security log: JSON lines that say what happened, and nothing that is confidential."""

import json
import logging
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from newsroom.common import security_log
from newsroom.common.roles import Role
from newsroom.common.services import person_set_roles
from tests import factories
from tests.doors.signing_in import code_of, sign_in, with_app

ROOT = Path(__file__).resolve().parents[2]


class TestWhatItLetsThrough:
    def test_no_event_that_is_not_listed(self):
        with pytest.raises(ValueError, match="no event"):
            security_log.event("identity_read")

    @pytest.mark.parametrize("field", ["password", "token_secret", "name", "reason", "identity"])
    def test_no_field_that_is_not_listed_for_it(self, field):
        for event in security_log.EVENTS:
            with pytest.raises(ValueError, match="does not log"):
                security_log.event(event, **{field: "x"})

    @pytest.mark.parametrize("value", ["x" * 201, {"name": "Ann"}, 1.5, object(), [{}]])
    def test_no_long_text_and_no_record(self, value):
        with pytest.raises(ValueError, match="no number, id or short word"):
            security_log.event("identity_opened", source=value)

    def test_ids_numbers_words_and_who_and_whence(self, rf, editor, logged):
        request = rf.get("/", REMOTE_ADDR="192.0.2.1")
        request.META["X-Request-Id"] = "r1"
        source = uuid.uuid4()
        security_log.event("identity_opened", request, by=editor, source=source, version=2)
        security_log.event("roles_changed", person=editor.pk, given={"b", "a"}, taken=())
        opened, changed = logged
        assert opened["event"] == "identity_opened"
        assert (opened["source"], opened["version"]) == (str(source), 2)
        assert (opened["by"], opened["address"], opened["request"]) == (
            str(editor.pk),
            "192.0.2.1",
            "r1",
        )
        assert changed["given"] == ["a", "b"]

    def test_no_line_is_forged_by_a_line_break(self, logged):
        security_log.event("two_factor_added", method="totp\n{}")
        assert len(logged) == 1


def test_the_life_of_a_sign_in(client, editor, logged):
    typed = "a-Secret-typed-as-name"
    sign_in(client, typed, "another-Secret")
    sign_in(client, "editor", "wrong")
    sign_in(client, "editor")
    client.post("/admin/claims/policyprofile/add/")
    client.post("/admin/logout/")
    names = [one["event"] for one in logged]
    assert names == ["sign_in_failed", "sign_in_failed", "sign_in", "write_refused", "sign_out"]
    unknown, known, inside, refused, _ = logged
    assert "person" not in unknown
    assert known["person"] == inside["by"] == refused["by"] == str(editor.pk)
    assert inside["methods"] == ["password"]
    assert refused["view"] == "admin:claims_policyprofile_add"
    for secret in (typed, "another-Secret", "wrong", factories.PASSWORD):
        assert secret not in json.dumps(logged)


def test_a_second_factor_is_named(client, editor, logged):
    secret = with_app(editor)
    sign_in(client, "editor")
    client.post("/admin/account/2fa/authenticate/", {"code": "000000"})
    client.post("/admin/account/2fa/authenticate/", {"code": code_of(secret)})
    failed, inside = logged
    assert (failed["event"], failed["method"]) == ("sign_in_failed", "totp")
    assert (inside["event"], inside["methods"]) == ("sign_in", ["mfa", "password"])
    assert secret not in json.dumps(logged)


def test_roles_are_told_when_they_change_and_not_otherwise(editor, logged):
    boss = factories.person(Role.ADMIN)
    logged.clear()
    person_set_roles(by=boss, person=editor, roles=[Role.EDITOR])
    assert logged == []
    person_set_roles(by=boss, person=editor, roles=[Role.LAWYER])
    assert (logged[0]["given"], logged[0]["taken"]) == (["lawyer"], ["editor"])
    assert logged[0]["by"] == str(boss.pk)


def test_it_is_written_as_json_lines(tmp_path):
    """With the settings as they are, to the file that one of them names."""
    file = tmp_path / "security.jsonl"
    code = (
        "import django; django.setup();"
        "from newsroom.common.security_log import event; event('two_factor_added', method='totp')"
    )
    environment = {
        **os.environ,
        "SECURITY_LOG": str(file),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
    }
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)
    line = json.loads(file.read_text())
    assert (line["event"], line["method"], line["level"]) == ("two_factor_added", "totp", "INFO")
    assert line["at"].endswith("+00:00")


def test_nothing_else_writes_to_its_logger():
    """So that the list above is all that ever comes there."""
    places = [
        path
        for app in ("newsroom", "claims", "sources")
        for path in (ROOT / app).rglob("*.py")
        if "newsroom.security" in path.read_text()
    ]
    assert {str(one.relative_to(ROOT)) for one in places} == {
        "newsroom/common/security_log.py",
        "newsroom/logs.py",
    }
    assert not logging.getLogger(security_log.LOGGER).propagate

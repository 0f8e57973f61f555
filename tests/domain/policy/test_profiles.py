"""Profiles: what ships, what may be set, and what is said of what may not."""

from dataclasses import replace

import pytest

from claims.domain.policy import (
    REGISTRY,
    SHIPPED,
    InvalidProfile,
    Profile,
    Setting,
    Severity,
    amended,
    evaluate,
    make_profile,
    make_setting,
    setting_problems,
    shipped,
)
from claims.domain.policy.handbooks import Handbook
from tests.domain.policy.builders import NOW, of

SINGLE = "single-anonymous-source"
GOOD = {"severity": "warn", "enabled": True, "parameters": {}}


def problem_of(rule, **changes):
    """The one thing wrong with a setting, as field, message and remedy."""
    (found,) = setting_problems(rule, **GOOD | changes)
    return found.field, found.message, found.remedy


def test_what_ships():
    assert list(SHIPPED) == ["wire", "ap", "bbc", "nyt", "fact-check", "breaking", "house"]
    for name, profile in SHIPPED.items():
        assert (profile.name, profile.version) == (name, 1)
        assert list(profile.settings) == list(REGISTRY)
        assert profile.unsettled == []
        for setting in profile.settings.values():
            assert setting.cites
            assert (
                setting_problems(
                    setting.rule,
                    severity=setting.severity.value,
                    enabled=setting.enabled,
                    parameters=dict(setting.parameters),
                )
                == []
            )


def test_a_setting_cites_its_own_handbook_or_says_house_practice():
    assert SHIPPED["ap"].settings["conditions-unattested"].cites.startswith("AP: ")
    assert SHIPPED["bbc"].settings["conditions-unattested"].cites == "House practice; compare AP."
    assert SHIPPED["wire"].settings["embargo-running"].cites == "House practice."


def test_breaking_keeps_only_what_never_bends():
    on = {code: one for code, one in SHIPPED["breaking"].settings.items() if one.enabled}
    assert set(on) == set(shipped.NEVER_BENDS)
    assert {one.severity for one in on.values()} == {Severity.BLOCK}


def test_what_readiness_asks_of_every_claim():
    assert SHIPPED["fact-check"].requires_check == "verified"
    assert SHIPPED["house"].requires_check == "checked by one"
    assert SHIPPED["wire"].requires_check is None
    assert SHIPPED["bbc"].requires_check is None  # only a warning
    assert Profile("old", 1, {}).requires_check is None


@pytest.mark.parametrize(
    ("rule", "changes", "field", "message", "remedy"),
    [
        (
            "single-anonymus-source",
            {},
            "rule",
            "“single-anonymus-source” is no rule.",
            "Did you mean single-anonymous-source?",
        ),
        (
            SINGLE,
            {"severity": "fatal"},
            f"{SINGLE}.severity",
            "'fatal' is no severity.",
            "Give one of: block, warn, info.",
        ),
        (
            SINGLE,
            {"enabled": "on"},
            f"{SINGLE}.enabled",
            "'on' is neither yes nor no.",
            "Give one.",
        ),
        (
            SINGLE,
            {"parameters": {"origin": 2}},
            f"{SINGLE}.parameters.origin",
            "“origin” is no parameter of this rule.",
            "Did you mean origins?",
        ),
        (
            SINGLE,
            {"parameters": {"xyz": 2}},
            f"{SINGLE}.parameters.xyz",
            "“xyz” is no parameter of this rule.",
            "There are: direct_knowledge, origins, rank.",
        ),
        (
            "unsourced",
            {"parameters": {"origins": 2}},
            "unsourced.parameters.origins",
            "“origins” is no parameter of this rule.",
            "It has none: leave it out.",
        ),
        (
            SINGLE,
            {"parameters": {"origins": 6}},
            f"{SINGLE}.parameters.origins",
            "6 is out of bounds. Give 1 to 5.",
            "The default is 2.",
        ),
        (
            SINGLE,
            {"parameters": {"origins": True}},
            f"{SINGLE}.parameters.origins",
            "True is no whole number. Give 1 to 5.",
            "The default is 2.",
        ),
        (
            "anonymous-quotation",
            {"parameters": {"forbidden": 1}},
            "anonymous-quotation.parameters.forbidden",
            "1 is neither yes nor no.",
            "The default is no.",
        ),
        (
            "legal-read",
            {"parameters": {"asked_for": "some"}},
            "legal-read.parameters.asked_for",
            "'some' is not to choose from. Give one of: nothing, allegations, everything.",
            "The default is allegations.",
        ),
        (
            "anonymous-attack",
            {"parameters": {"more_words": "clown"}},
            "anonymous-attack.parameters.more_words",
            "'clown' is no list of words. Give at most 200 words or phrases of at most 60 "
            "characters.",
            "The default is none.",
        ),
        (
            "anonymous-attack",
            {"parameters": {"more_words": ["clown", " "]}},
            "anonymous-attack.parameters.more_words",
            "' ' is empty or too long. Give at most 200 words or phrases of at most 60 characters.",
            "The default is none.",
        ),
        (
            "anonymous-attack",
            {"parameters": {"more_words": ["x"] * 201}},
            "anonymous-attack.parameters.more_words",
            "201 words are too many. Give at most 200 words or phrases of at most 60 characters.",
            "The default is none.",
        ),
        (
            SINGLE,
            {"parameters": [2]},
            f"{SINGLE}.parameters",
            "[2] is no set of parameters.",
            "Give names with their values.",
        ),
    ],
)
def test_a_setting_that_cannot_be(rule, changes, field, message, remedy):
    assert problem_of(rule, **changes) == (field, message, remedy)
    with pytest.raises(InvalidProfile) as caught:
        make_setting(rule, **GOOD | changes)
    assert caught.value.problems[0].field == field
    assert message in str(caught.value)


def test_all_that_is_wrong_is_said_at_once():
    found = setting_problems(SINGLE, severity=1, enabled=None, parameters={"x": 1, "origins": 0})
    assert [one.field.removeprefix(SINGLE) for one in found] == [
        ".enabled",
        ".severity",
        ".parameters.x",
        ".parameters.origins",
    ]


def test_a_setting_as_it_is_stored():
    stored = {"more_words": ["muppet"]}
    setting = make_setting("anonymous-attack", severity="warn", parameters=stored)
    assert setting.severity is Severity.WARN
    assert setting.values == {"more_words": ("muppet",), "fewer_words": ()}


@pytest.mark.parametrize(
    ("name", "version", "given", "field"),
    [
        ("Night desk", 1, [], "name"),
        ("", 1, [], "name"),
        ("night-desk", 0, [], "version"),
        ("night-desk", 1, [Setting("unsourced", Severity.INFO)] * 2, "unsourced"),
        ("night-desk", 1, [Setting("nonsense", Severity.INFO)], "rule"),
    ],
)
def test_a_profile_that_cannot_be(name, version, given, field):
    with pytest.raises(InvalidProfile) as caught:
        make_profile(name, version, given)
    assert [one.field for one in caught.value.problems] == [field]
    assert caught.value.problems[0].remedy


def test_a_shipped_profile_with_a_slip_does_not_load():
    with pytest.raises(ValueError, match="settles what is no rule: unsuorced"):
        shipped._profile("x", Handbook.AP, off=("unsuorced",))


def test_a_changed_profile_is_a_new_version():
    wire = SHIPPED["wire"]
    changed = amended(wire, [Setting("unsourced", Severity.WARN)])
    assert changed.version == 2
    assert changed.settings["unsourced"].severity is Severity.WARN
    assert changed.settings["legal-read"] == wire.settings["legal-read"]
    assert wire.settings["unsourced"].severity is Severity.BLOCK


def test_what_changes_no_finding_is_no_new_version():
    wire = SHIPPED["wire"]
    own = wire.settings[SINGLE]
    assert amended(wire, [replace(own, parameters={"origins": 2}, cites="us")]) is wire
    with pytest.raises(InvalidProfile):
        amended(wire, [Setting(SINGLE, Severity.BLOCK, parameters={"origins": 9})])


def test_a_rule_newer_than_the_profile_is_off():
    old = make_profile("old", 1, [Setting("legal-read", Severity.BLOCK)])
    assert evaluate(of(), old, NOW).findings == ()
    assert "unsourced" in old.unsettled

"""The profiles that come with the project, as data; what is not named has the rule's default.

Each setting cites the handbook of its profile where that bears the rule out, and says *house
practice* where it does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from claims.domain.policy.findings import Severity
from claims.domain.policy.handbooks import Handbook
from claims.domain.policy.parameters import Value
from claims.domain.policy.profiles import Profile, Setting, make_profile
from claims.domain.policy.registry import REGISTRY, Rule
from claims.domain.policy.rules.checking import CHECKED_BY_ONE, VERIFIED
from claims.domain.vocabulary import Provenance, Rank

BLOCK, WARN, INFO = Severity.BLOCK, Severity.WARN, Severity.INFO
_NONE: Mapping[str, Mapping[str, Value]] = MappingProxyType({})


def _cites(rule: Rule, handbook: Handbook) -> str:
    """What the profile's handbook says of the rule; else house practice, and who asks alike."""
    own = [one.says for one in rule.practice if one.handbook is handbook]
    if own:
        return f"{handbook}: {' '.join(own)}" if handbook is not Handbook.HOUSE else own[0]
    others = [one.handbook for one in rule.practice if one.handbook is not Handbook.HOUSE]
    return "House practice" + (f"; compare {', '.join(others)}." if others else ".")


def _profile(
    name: str,
    handbook: Handbook,
    *,
    off: Iterable[str] = (),
    severities: Mapping[str, Severity] = MappingProxyType({}),
    parameters: Mapping[str, Mapping[str, Value]] = _NONE,
    blocks_verifying: bool = False,
) -> Profile:
    switched_off = set(off)
    strangers = (switched_off | severities.keys() | parameters.keys()) - REGISTRY.keys()
    if strangers:
        raise ValueError(f"Profile {name} settles what is no rule: {', '.join(strangers)}.")
    return make_profile(
        name,
        1,
        [
            Setting(
                rule=code,
                severity=severities.get(code, rule.severity),
                enabled=code not in switched_off,
                parameters=parameters.get(code, {}),
                cites=_cites(rule, handbook),
            )
            for code, rule in REGISTRY.items()
        ],
        blocks_verifying=blocks_verifying,
    )


WIRE = _profile(
    "wire",
    Handbook.REUTERS,
    off=("single-source", "handler-missing", "claim-not-verified"),
)

AP = _profile(
    "ap",
    Handbook.AP,
    off=("single-source", "handler-missing", "claim-not-verified"),
    severities={
        "anonymity-unexplained": BLOCK,
        "conditions-unattested": BLOCK,
        "description-bare": BLOCK,
    },
)

BBC = _profile(
    "bbc",
    Handbook.BBC,
    off=("handler-missing",),
    severities={
        "single-source": WARN,
        "description-too-narrow": BLOCK,
        "late-reply-not-reflected": BLOCK,
        "claim-not-verified": WARN,
    },
    parameters={
        "deadline-unfair": {"hours": 24},
        "claim-not-verified": {"requires": CHECKED_BY_ONE},
    },
)

NYT = _profile(
    "nyt",
    Handbook.NYT,
    off=("single-source", "handler-missing", "claim-not-verified"),
    severities={"anonymous-lead": BLOCK},
    parameters={
        "anonymous-lead": {"rank": Rank.SENIOR_EDITOR.value},
        "anonymous-quotation": {"partial": True, "rank": Rank.DESK_HEAD.value},
        "anonymity-unapproved": {"rank": Rank.DESK_HEAD.value},
    },
)

FACT_CHECK = _profile(
    "fact-check",
    Handbook.IFCN,
    off=("handler-missing",),
    severities={
        "single-source": WARN,
        "anonymous-lead": BLOCK,
        "anonymous-quotation": BLOCK,
        "statistic-undated": BLOCK,
        "second-hand-unsubstantiated": BLOCK,
        "independence-undocumented": WARN,
        "decided-before-change": BLOCK,
        "evidence-without-locator": WARN,
    },
    parameters={
        "claim-not-verified": {"requires": VERIFIED},
        "stale-check": {"days": 14},
    },
    blocks_verifying=True,
)

NEVER_BENDS = (
    "nothing-logged",
    "unsourced",
    "single-anonymous-source",
    "allegation-not-asked",
    "off-the-record-in-sheet",
    "deep-background-attributed",
    "background-named",
    "embargo-running",
)

BREAKING = _profile(
    "breaking",
    Handbook.HOUSE,
    off=[code for code in REGISTRY if code not in NEVER_BENDS],
    parameters={"single-anonymous-source": {"direct_knowledge": False}},
)

HOUSE = _profile(
    "house",
    Handbook.HOUSE,
    parameters={"claim-not-verified": {"requires": CHECKED_BY_ONE}},
)

SHIPPED: Mapping[str, Profile] = MappingProxyType(
    {one.name: one for one in (WIRE, AP, BBC, NYT, FACT_CHECK, BREAKING, HOUSE)}
)

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "wire": "Wire: agency copy, after Reuters",
        "ap": "After AP",
        "bbc": "After the BBC",
        "nyt": "After The New York Times",
        "fact-check": "Fact-check: every claim verified",
        "breaking": "Breaking news: what never bends",
        "house": "House: our own copy",
    }
)
# By which an article is judged that names none. Copy of others is judged by what it says: nobody
# here could have it checked before it was out.
DEFAULTS: Mapping[Provenance, str] = MappingProxyType(
    {Provenance.OWN: "house", Provenance.AGENCY: "wire", Provenance.ARCHIVE: "wire"}
)

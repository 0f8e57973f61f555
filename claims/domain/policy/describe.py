"""The page docs/policy-rules.md, made from the register of rules and the shipped profiles.

`python -m claims.domain.policy.describe > docs/policy-rules.md` writes it anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from claims.domain.policy import english
from claims.domain.policy.handbooks import TITLES, Handbook
from claims.domain.policy.parameters import Parameter
from claims.domain.policy.profiles import Profile, Setting, shown
from claims.domain.policy.registry import REGISTRY, Rule, Scope
from claims.domain.policy.shipped import DEFAULTS, SHIPPED

_INTRODUCTION = """\
# Rules of the sourcing policy

Made by `python -m claims.domain.policy.describe`; do not edit it by hand.

A *block* stops publication until it is mended or overridden, a *warning* asks for a look, an
*info* is worth knowing. Rules marked *own copy* ask about our own conduct and leave agency and
archive copy alone. Rules marked *English* read words, and pass over copy in other languages.
Where several rules find the same root, only the one that names it speaks; a milder one never
silences a graver one. A withdrawn claim is judged by *withdrawn-in-copy* only.

What is said of a handbook paraphrases its public text, as far as it could be looked up. *House
practice* means that no handbook is claimed for it. The profiles named after an outlet are ours,
after that outlet's published rules; they are not that outlet's.
"""

_LIMITS = """\
## What the text rules know

They read the wording of a source and the words at the anchors of its rows, in English, and
compare words; they do not understand a sentence. They are built to keep silent in doubt.

- *Numbers*: figures of up to three digits, and words from “one” to “a hundred”, before a noun for
  people who speak, with at most four words between. “Several”, “dozens of” and the like count as
  two. Of several numbers the one with a verb of saying counts, and of these the smallest.
  Not read: “some fifteen”, ranges, numbers inside quotation marks, nouns that are not on the list.
- *Too narrow*: only singular, definite descriptions that end in an office with one holder, “one of
  three”, “the only”. It cannot know how many people fit “a nurse at the village clinic”.
- *Abuse*: epithets only. Words that are also charges (corrupt, fraud) are left to the rules on
  allegations; irony, and insults in other words, are not seen.
- *Hedges*: “could have been able to” and “could” cannot be told apart. “May” with a capital is
  always taken for the month, “might” without a verb after it for power.
- *“Has learned”* is refused for the outlet's own name and for “we”, before “that” or at the end
  of a clause.
"""


def page() -> str:
    """The whole page, in Markdown."""
    parts = [
        _INTRODUCTION,
        "\n".join(_profiles()),
        *("\n".join(_rule(rule)) for rule in REGISTRY.values()),
        _LIMITS,
        "\n".join(_word_lists()),
        "\n".join(_handbooks()),
    ]
    return "\n".join(parts)


def _profiles() -> Iterator[str]:
    yield "## Severities by profile\n"
    yield _line(["rule", *SHIPPED])
    yield _line(["---"] * (len(SHIPPED) + 1))
    for code in REGISTRY:
        yield _line([f"[{code}](#{code})", *(_severity(one, code) for one in SHIPPED.values())])
    yield ""
    defaults = "; ".join(f"*{name}* for {one} copy" for one, name in DEFAULTS.items())
    yield f"An article that names no profile is judged by {defaults}."
    strict = ", ".join(f"*{one.name}*" for one in SHIPPED.values() if one.blocks_verifying)
    yield (
        f"Under {strict} a block on a claim also stands against verifying it, save with an "
        "override; elsewhere sourcing and verification are judged apart."
    )
    yield ""


def _severity(profile: Profile, code: str) -> str:
    setting = profile.settings[code]
    return setting.severity.value if setting.enabled else "–"


def _rule(rule: Rule) -> Iterator[str]:
    yield f"## {rule.code}\n"
    marks = [f"judges each {rule.scope}" if rule.scope is Scope.CLAIM else "judges the article"]
    marks += ["own copy"] * rule.own_copy_only + ["English"] * rule.english_only
    yield f"**{rule.title}** ({'; '.join(marks)}; {rule.severity} by default)\n"
    yield f"{rule.asks} *Why:* {rule.why}\n"
    for practice in rule.practice:
        yield f"- *{practice.handbook}*: {practice.says}"
    if rule.replaces:
        yield f"- *Speaks instead of*: {', '.join(sorted(rule.replaces))}."
    yield ""
    if rule.parameters:
        yield from _parameters(rule.parameters)
    yield from _settings(rule)


def _parameters(parameters: Iterable[Parameter]) -> Iterator[str]:
    yield _line(["parameter", "what it asks", "default", "bounds"])
    yield _line(["---"] * 4)
    for one in parameters:
        yield _line([f"`{one.name}`", one.asks, shown(one.default), one.bounds])
    yield ""


def _settings(rule: Rule) -> Iterator[str]:
    yield _line(["profile", "severity", "parameters", "cites"])
    yield _line(["---"] * 4)
    for profile in SHIPPED.values():
        setting = profile.settings[rule.code]
        if setting.enabled:
            cells = [profile.name, setting.severity.value, _changed(setting), setting.cites]
        else:
            cells = [profile.name, "off", "", ""]
        yield _line(cells)
    yield ""


def _changed(setting: Setting) -> str:
    return "; ".join(f"{name}: {shown(value)}" for name, value in setting.parameters.items())


def _word_lists() -> Iterator[str]:
    yield "## Word lists\n"
    lists: dict[str, Iterable[str]] = {
        "People who speak": (f"{one}/{many}" for one, many in english.SPEAKERS.items()),
        "Several": english.SEVERAL,
        "Say nothing of who it is": english.GENERIC,
        "Add nothing to that": english.FILLERS,
        "Say on what terms": english.ON_TERMS,
        "Say how they know": english.FAMILIAR,
        "Offices with one holder": english.SOLE_HOLDERS,
        "Superlatives": english.SOLE,
        "Epithets": english.PEJORATIVES,
        "Hedges": (*english.HEDGES, *english.MODALS),
    }
    for title, words in lists.items():
        yield f"- *{title}*: {', '.join(sorted(words))}"
    yield ""


def _handbooks() -> Iterator[str]:
    yield "## Handbooks\n"
    for handbook in Handbook:
        yield f"- *{handbook}*: {TITLES[handbook]}."


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.write(page() + "\n")

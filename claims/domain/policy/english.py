"""The word lists of the text rules: English only, kept short so that they seldom cry wolf.

They are read by `language.py` and printed in docs/policy-rules.md with their limits.
"""

from __future__ import annotations

_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

# "one" to "a hundred", compounds with and without a hyphen.
NUMBERS: dict[str, int] = {
    **{word: number for number, word in enumerate(_UNITS, 1)},
    **{word: number for number, word in enumerate(_TEENS, 10)},
    **{word: number for number, word in zip(range(20, 100, 10), _TENS, strict=True)},
    **{
        f"{tens}{joint}{unit}": ten + one
        for ten, tens in zip(range(20, 100, 10), _TENS, strict=True)
        for one, unit in enumerate(_UNITS, 1)
        for joint in ("-", " ")
    },
    "a hundred": 100,
    "one hundred": 100,
    "hundred": 100,
    "a dozen": 12,
    "a couple of": 2,
    "both": 2,
}

# How many at least, where a word says several people without saying how many.
SEVERAL: dict[str, int] = dict.fromkeys(
    (
        "several", "multiple", "numerous", "many", "some", "various", "a number of",
        "a handful of", "a group of", "a few", "few", "most", "all", "dozens of", "scores of",
    ),
    2,
)  # fmt: skip
ONE: dict[str, int] = dict.fromkeys(("a", "an", "another", "a single", "a second", "a third"), 1)

# People who speak to reporters, singular and plural.
SPEAKERS: dict[str, str] = {
    "source": "sources",
    "official": "officials",
    "person": "people",
    "individual": "individuals",
    "insider": "insiders",
    "diplomat": "diplomats",
    "executive": "executives",
    "aide": "aides",
    "adviser": "advisers",
    "advisor": "advisors",
    "employee": "employees",
    "staffer": "staffers",
    "colleague": "colleagues",
    "lawmaker": "lawmakers",
    "minister": "ministers",
    "officer": "officers",
    "investigator": "investigators",
    "prosecutor": "prosecutors",
    "lawyer": "lawyers",
    "banker": "bankers",
    "trader": "traders",
    "investor": "investors",
    "analyst": "analysts",
    "observer": "observers",
    "expert": "experts",
    "witness": "witnesses",
    "resident": "residents",
}

SAYING = (
    "said", "say", "says", "told", "tell", "tells", "confirmed", "confirm", "confirms", "added",
    "adding", "warned", "warn", "recounted", "acknowledged", "disclosed", "described", "spoke",
)  # fmt: skip
ACCORDING = ("according to", "confirmed by", "told by", "citing", "quoting")

# Between a number and its noun: none of these ("two days after officials said").
NO_GAP = (
    "after", "ago", "and", "as", "at", "before", "but", "by", "days", "for", "from", "had",
    "has", "have", "hours", "if", "in", "is", "minutes", "months", "nor", "of", "on", "or",
    "percent", "per", "said", "say", "says", "since", "than", "that", "to", "told", "was",
    "weeks", "were", "when", "which", "who", "with", "years", "million", "billion", "thousand",
)  # fmt: skip

# Words that say nothing of who somebody is.
GENERIC = frozenset(
    {
        "source", "sources", "official", "officials", "person", "people", "persons", "insider",
        "insiders", "individual", "individuals", "somebody", "someone", "observer", "observers",
        "authorities",
    }
)  # fmt: skip
FILLERS = frozenset(
    {
        "a", "an", "the", "our", "its", "and", "or", "of", "other", "another", "one", "anonymous",
        "unnamed", "unidentified", "undisclosed", "confidential", "reliable", "credible",
        "trusted", "trustworthy", "well-placed", "informed", "well-informed", "knowledgeable",
        "senior", "top", "high-ranking", "key", "separate", "different", "several", "multiple",
        "numerous", "many", "some", "various", "say", "says", "said", "tell", "told", "us",
        "number", "handful", "group", "few", "couple", "dozen", "both",
    }
)  # fmt: skip
# Says on what terms somebody spoke, not who.
ON_TERMS = (
    "who spoke on condition of anonymity",
    "speaking on condition of anonymity",
    "on condition of anonymity",
    "who asked not to be named",
    "who asked not to be identified",
    "who declined to be named",
    "who declined to be identified",
    "who did not want to be named",
    "who wished to remain anonymous",
    "who was not authorised to speak",
    "who was not authorized to speak",
)
# Says how somebody comes to know, in a form that everybody uses. The tail is left open.
FAMILIAR = (
    "familiar with",
    "close to",
    "with knowledge of",
    "with direct knowledge of",
    "briefed on",
    "in the know",
)

# Holders of these are few enough to be found, where the wording is singular and definite.
SOLE_HOLDERS = frozenset(
    {
        "ambassador", "bodyguard", "brother", "chairman", "chairwoman", "chair", "chauffeur",
        "chief", "commander", "daughter", "deputy", "director", "doctor", "driver", "envoy",
        "father", "governor", "head", "husband", "lawyer", "manager", "mayor", "minister",
        "mother", "physician", "president", "secretary", "sister", "son", "spokesman",
        "spokesperson", "spokeswoman", "treasurer", "widow", "wife",
    }
)  # fmt: skip
SOLE = ("the only", "the sole", "the last", "the first", "the most senior", "the longest-serving")

# Epithets that are hardly used but of people, with their plurals. Words that are also charges
# ("corrupt", "bully") are left out, since an allegation is judged as one, and so are words that
# are as often said of things ("hopeless", "crazy").
PEJORATIVES = frozenset(
    {
        "arrogant", "buffoon", "clown", "clueless", "coward", "cowardly", "crook", "delusional",
        "deranged", "despicable", "dimwit", "egomaniac", "hypocrite", "hypocritical", "idiot",
        "idiotic", "imbecile", "incompetent", "inept", "laughing-stock", "liar", "lunatic",
        "megalomaniac", "moron", "moronic", "narcissist", "narcissistic", "psychopath", "scum",
        "scumbag", "shameless", "sociopath", "spineless", "thug", "traitor", "two-faced",
        "unhinged", "weasel",
    }
)  # fmt: skip

# Words that leave it open whether something is so. "May" and "might" only before a verb.
HEDGES = (
    "probably", "possibly", "perhaps", "presumably", "likely", "reportedly", "allegedly",
    "apparently", "seemingly", "supposedly", "appears to", "appear to", "appeared to",
    "seems to", "seem to", "seemed to", "expected to", "thought to", "believed to", "said to be",
)  # fmt: skip
MODALS = ("could", "might", "may")
NO_VERB = (
    "of", "and", "or", "in", "is", "was", "has", "had", "to", "against", "with", "by", "on",
    "at", "for", "not", "no", "never", "than",
)  # fmt: skip

"""A slow count, written from the rules with people one can point at, to check the real one by.

Every speaker is a token: a source that is no group is one, each member of a group is one of its
own. Rows say which tokens speak; classes of tokens that share an origin are merged until nothing
more merges. Nothing here is shared with the code it judges. It does not cap groups: hand it
sheets in which no more people speak than a group has.
"""

from itertools import product

SUPPORT = ("asserts", "confirms")


def is_group(cast, source):
    return cast[source].kind == "group"


def speakers(row, rows, cast):
    """The tokens that a direct row makes speak."""
    if not is_group(cast, row.source):
        return {row.source}
    if row.headcount is not None:
        who = f"block {row.id}" if row.others else "member"
        return {(row.source, who, number) for number in range(row.headcount)}
    if any(r.source == row.source and r.headcount is not None for r in rows):
        return set()  # beside particular rows a summary speaks for nobody
    return {(row.source, "member", n) for n in range(cast[row.source].headcount or 0)}


def merged(classes):
    """The classes with any two that overlap made one, until none do."""
    classes = [set(one) for one in classes]
    while True:
        for one, other in product(classes, classes):
            if one is not other and one & other:
                one.update(other)
                classes.remove(other)
                break
        else:
            return classes


def pairs(rows, cast):
    """What shares an origin with what: tokens of speakers, and of sources."""
    for source in cast.values():
        if source.speaks_for is not None:
            yield {source.id, source.speaks_for}
    for row in rows:
        people = speakers(row, rows, cast)
        if is_group(cast, row.source) and row.via is None:
            if row.knows_from is not None:
                yield {row.knows_from, *people}
            if cast[row.source].speaks_for is not None:
                yield {row.source, *people}
            if is_crowd(row.source, rows, cast):
                yield {row.source, (row.source, "crowd")} | ties(row)
        elif row.via is None and row.knows_from is not None:
            yield {row.source, row.knows_from}


def ways(start, rows, path=()):
    """Every way from a conduit onward: ('end', x), or ('circle', everybody on it)."""
    if start in path:
        yield ("circle", frozenset(path[path.index(start) :]))
        return
    onward = {row.via for row in rows if row.source == start}
    if not onward:
        yield ("end", start)
    for further in sorted(onward):
        yield from ways(further, rows, (*path, start))


def count(attributions, cast):
    rows = [
        row
        for row in attributions
        if row.stance in SUPPORT and not row.withdrawn and row.terms != "off the record"
    ]
    direct = [row for row in rows if row.via is None]
    relayed = [row for row in rows if row.via is not None]
    classes = merged([*({one} for one in tokens(rows, cast)), *pairs(direct, cast)])

    def place(token):
        return next(index for index, one in enumerate(classes) if token in one)

    voices, extra, groups = set(), 0, {r.source for r in direct if is_group(cast, r.source)}
    for row in direct:
        voices |= speakers(row, direct, cast)
    spots = {place(one) for one in voices}
    crowds = {place((g, "crowd")) for g in groups if is_crowd(g, direct, cast)}
    own = {g: {place(v) for v in voices if isinstance(v, tuple) and v[0] == g} for g in groups}
    taken = {place(g) for g in groups if place(g) not in own[g] | ({place((g, "crowd"))} & crowds)}
    spots |= crowds
    floor_voices = 0
    for group in groups:
        more_voices, more_origins = floor(group, direct, cast, voices, own[group])
        floor_voices += more_voices
        extra += more_origins
    accounts = fold(relayed, direct)
    asserting = {p for r in direct if r.stance == "asserts" for p in speakers(r, direct, cast)}
    asserted = {place(one) for one in asserting} | taken
    asserted |= {place(x) for r in relayed if r.stance == "asserts" for x in ties(r)}
    asserted |= {
        place((r.source, "crowd"))
        for r in direct
        if r.stance == "asserts" and (r.source, "crowd") in tokens(rows, cast)
        if is_crowd(r.source, direct, cast) and r.headcount is None
    }
    confirming = {}
    for row in direct:
        if row.stance == "confirms" and row.independent:
            for one in speakers(row, direct, cast):
                spot = place(one)
                confirming[spot] = confirming.get(spot, False) or row.basis == "documented"
    valid = [documented for spot, documented in confirming.items() if spot not in asserted]
    new, confirmed = account_origins(accounts, spots | taken, asserted, place)
    return (
        len(voices) + floor_voices + len(accounts),
        len(spots - taken) + extra + new,
        len(valid) + len(confirmed),
        sum(valid) + sum(confirmed),
    )


def tokens(rows, cast):
    found = set(cast) | {(name, "crowd") for name in cast}
    for row in rows:
        found |= speakers(row, rows, cast)
        found |= speakers(row, [r for r in rows if r.via is None], cast)
    return found


def is_crowd(group, direct, cast):
    """An uncounted group of which nothing particular is said."""
    own = [row for row in direct if row.source == group]
    return cast[group].headcount is None and all(row.headcount is None for row in own)


def floor(group, direct, cast, voices, spots):
    """What a summary row adds to the particular rows of a counted group."""
    own = [row for row in direct if row.source == group]
    size = cast[group].headcount
    whole = [row for row in own if row.headcount is None]
    if not whole or size is None or len(whole) == len(own):
        return 0, 0
    speaking = sum(1 for one in voices if isinstance(one, tuple) and one[0] == group)
    tied = cast[group].speaks_for is not None or any(r.knows_from is not None for r in whole)
    return max(0, size - speaking), 0 if tied else max(0, size - len(spots))


def ties(row):
    return {one for one in (row.source, row.via, row.knows_from) if one is not None}


def fold(relayed, direct):
    """Accounts that add a voice: the rows by the end of their ways, less what speaks itself."""
    found = {}
    for row in relayed:
        all_ways = set(ways(row.via, relayed))
        ends = frozenset(end for kind, end in all_ways if kind == "end")
        circle = frozenset().union(*(end for kind, end in all_ways if kind == "circle"))
        found.setdefault(("end", ends) if ends else ("circle", circle), []).append(row)
    least = {k: v for k, v in found.items() if not any(other[1] < k[1] for other in found)}
    for key in least:
        least[key] = [row for k, rows in found.items() if key[1] <= k[1] for row in rows]
    themselves = {row.source for row in direct}
    return {
        key: rows
        for key, rows in least.items()
        if not (set(key[1]) | {row.source for row in rows}) & themselves
    }


def account_origins(accounts, present, asserted, place):
    """New origins among the accounts, and for each that confirms whether it is documented."""
    reach = []
    for (kind, conduits), rows in accounts.items():
        spots = {place(x) for x in conduits} | {place(x) for row in rows for x in ties(row)}
        if not spots & present:
            reach.append((spots, kind, rows))
    confirmed = []
    families = merged(spots for spots, _, _ in reach)
    for family in families:
        members = [(kind, rows) for spots, kind, rows in reach if spots & family]
        rows = [
            row for _, own in members for row in own if row.stance == "confirms" and row.independent
        ]
        if rows and not family & asserted and all(kind == "end" for kind, _ in members):
            confirmed.append(any(row.basis == "documented" for row in rows))
    return len(families), confirmed

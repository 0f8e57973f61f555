"""A brute-force judge of the count, written from the text of the rules, not from the code.

Every voice is seated as one concrete person or account; whoever shares an origin is put into one
set, and sets that touch are merged until nothing changes. Slow, and easy to compare with the text.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product

from claims.domain.counting import Counts
from claims.domain.vocabulary import Basis, Stance, Terms
from sources.domain.vocabulary import SourceKind

HIDDEN = {False: {Terms.OFF_THE_RECORD}, True: {Terms.OFF_THE_RECORD, Terms.DEEP_BACKGROUND}}


class Person:
    """A voice: what rows it speaks in, what it has its words from, and whether it was counted."""

    def __init__(self, of):
        self.of, self.rows, self.ties = of, [], set()

    @property
    def asserts(self):
        return any(row.stance is Stance.ASSERTS for row in self.rows)

    @property
    def documented(self):
        return any(row.basis is Basis.DOCUMENTED for row in self.rows if independent(row))

    @property
    def confirms(self):
        return any(independent(row) for row in self.rows)


def independent(row):
    return row.stance is Stance.CONFIRMS and row.independent is True


def oracle(attributions, sources, *, public=False):
    """The counts that the text gives for these rows."""
    rows = [r for r in attributions if not r.withdrawn and r.terms not in HIDDEN[public]]
    pro = Sheet([r for r in rows if r.stance in (Stance.ASSERTS, Stance.CONFIRMS)], sources)
    contra = Sheet([r for r in rows if r.stance in (Stance.DENIES, Stance.DISPUTES)], sources)
    part = Sheet([r for r in rows if r.stance is Stance.PARTLY_CONFIRMS], sources)
    origins, independents, documented = pro.origins_and_confirmations()
    return Counts(
        source_count=len(pro.voices),
        origin_count=origins,
        independent_confirmations=independents,
        documented_confirmations=documented,
        denials=len(contra.voices),
        partial_confirmations=len(part.voices),
        uncounted=pro.uncounted,
        circular=bool(pro.in_circles),
    )


class Sheet:
    """The rows of one side, with everybody who speaks in them."""

    def __init__(self, rows, sources):
        self.sources = sources
        self.direct = [r for r in rows if r.via is None]
        self.relayed = [r for r in rows if r.via is not None]
        self.speakers = {r.source for r in self.direct}
        self.links = [{s.id, s.speaks_for} for s in sources.values() if s.speaks_for is not None]
        self.voices, self.alone, self.taken, self.unnumbered = [], [], set(), []
        self.uncounted = False
        self.follow_conduits()
        for source in dict.fromkeys(r.source for r in self.direct):
            own = [r for r in self.direct if r.source == source]
            if sources[source].kind is SourceKind.GROUP:
                self.seat_group(sources[source], own)
            else:
                self.seat_one(source, own)
        self.partition()
        self.find_rounds()

    # accounts

    def follow_conduits(self):
        nodes = {n for r in self.relayed for n in (r.source, r.via)}
        leads = {(r.source, r.via) for r in self.relayed}
        grown = True
        while grown:
            more = {(a, d) for (a, b), (c, d) in product(leads, leads) if b == c} - leads
            leads |= more
            grown = bool(more)
        self.in_circles = {n for n in nodes if (n, n) in leads}
        ends = set()
        for n in nodes:
            after = {b for a, b in leads if a == n}
            if all((b, n) in leads for b in after):  # no way out: an end, or a circle
                ends.add(frozenset(after | {n}))
        for end in ends:
            named = set(end) | {a for a, b in leads if b in end}
            if named & self.speakers:
                continue
            account = Person(None)
            account.rows = [r for r in self.relayed if r.via in named]
            account.ties = set(end)
            self.voices.append(account)
        for r in self.relayed:
            self.links.append({r.source, r.via} | ({r.knows_from} - {None}))

    # people

    def seat_one(self, source, rows):
        person = Person(source)
        person.rows, person.ties = rows, {source}
        self.links += [{source, r.knows_from} for r in rows if r.knows_from is not None]
        self.voices.append(person)

    def seat_group(self, group, rows):
        size = group.headcount
        wholes = [r for r in rows if r.headcount is None]
        parts = [r for r in rows if r.headcount is not None]
        tied = {group.id} if group.speaks_for is not None else set()
        if any(r.knows_from is not None for r in wholes):
            tied = {group.id}
        self.uncounted |= size is None
        if not parts and size is None:
            self.unnumbered.append((group.id, wholes))
            self.links += [{group.id, r.knows_from} for r in wholes if r.knows_from is not None]
            return
        seats = self.people_of(group, wholes, parts)
        known = {r.knows_from for r in rows} - {None}
        if tied:
            self.links.append({group.id} | known)
            for person in seats:
                person.ties = set(tied)
            if any(r.stance is Stance.ASSERTS for r in wholes):
                self.alone.append(({group.id}, wholes))
        if size is not None and len(seats) > size:
            seats = self.squeeze(seats, size, known)
        if parts and wholes and size is not None:
            while len(seats) < size:
                silent = Person(group.id)
                silent.ties = set(tied)
                seats.append(silent)
        self.voices += seats
        if not tied:
            self.taken.add(group.id)

    def people_of(self, group, wholes, parts):
        """Numbered people: a row covers the first of them, a row of others has its own."""
        limit = group.headcount
        shared, apart = [], []
        for row in parts or wholes:
            number = row.headcount if row.headcount is not None else limit
            number = number if limit is None else min(number, limit)
            block = shared
            if row.others and row in parts:
                block = [Person(group.id) for _ in range(number)]
                apart += block
            while len(block) < number:
                block.append(Person(group.id))
            for person in block[:number]:
                person.rows.append(row)
                person.ties |= {row.knows_from} - {None}
        # The shared people who have it from somewhere have it from the same places.
        every = set().union(*(p.ties for p in shared)) if shared else set()
        self.links.append(every)
        return shared + apart

    def squeeze(self, seats, size, known):
        """More people than there are: those who count least are seated first."""
        self.links.append(known)
        bound = sorted(
            (p for p in seats if p.ties), key=lambda p: (not p.documented, not p.confirms)
        )
        if bound and any(p.asserts for p in seats):
            self.alone.append((bound[0].ties, [r for p in seats for r in p.rows if p.asserts]))
        held = [p for p in seats if p.asserts and not p.ties]
        free = [p for p in seats if not p.asserts and not p.ties]
        documented = [p for p in free if p.documented]
        in_copy = [p for p in free if p.confirms and not p.documented]
        rest = [p for p in free if not p.confirms]
        return [*bound, *held, *documented, *in_copy, *rest][:size]

    # origins

    def partition(self):
        blocks = [set(link) for link in self.links if link]
        merged = True
        while merged:
            merged = False
            for a, b in product(blocks, blocks):
                if a is not b and a & b:
                    blocks = [c for c in blocks if c is not a and c is not b] + [a | b]
                    merged = True
                    break
        self.blocks = [frozenset(b) for b in blocks]

    def find_rounds(self):
        """Groups whose people have it only from groups that have it only from each other."""
        resting, grown = set(), True
        while grown:
            unsure = {self.block(g) for g in self.taken - resting}
            firm = {
                g
                for g in self.taken
                for p in self.voices
                if p.of == g and not any(self.block(tie) in unsure for tie in p.ties)
            }
            grown = bool(firm - resting)
            resting |= firm
        for g in self.taken - resting:
            self.links.append({g}.union(*(p.ties for p in self.voices if p.of == g)))
        self.partition()

    def block(self, name):
        return next((b for b in self.blocks if name in b), frozenset({name}))

    def origins_and_confirmations(self):
        at = defaultdict(list)
        free = []
        for voice in self.voices:
            for name in list(voice.ties)[:1]:
                at[self.block(name)].append(voice)
            if not voice.ties:
                free.append(voice)
        for name, _ in self.unnumbered:
            at[self.block(name)]
        asserting = {b for b, people in at.items() if any(p.asserts for p in people)}
        asserting |= {
            self.block(name)
            for name, rows in [*self.unnumbered, *((next(iter(t)), r) for t, r in self.alone)]
            if any(r.stance is Stance.ASSERTS for r in rows)
        }
        asserting |= {self.block(r.source) for r in self.relayed if r.stance is Stance.ASSERTS}
        unknown = {self.block(n) for n in self.in_circles}
        barred_groups = {g for g in self.taken if self.block(g) in asserting | unknown}
        free_ones = [p for p in free if p.confirms and not p.asserts and p.of not in barred_groups]
        shared = self.shared_with_members(at, free)
        open_blocks = {b: ps for b, ps in at.items() if b not in asserting | unknown}
        confirming = []
        for b, people in open_blocks.items():
            able = [p for p in people if p.confirms and p.of not in barred_groups]
            if able and b not in {self.block(g) for g in self.taken_apart(at, free)}:
                confirming.append(any(p.documented for p in able))
        origins = len(free) + len(set(at) - shared)
        documented = sum(p.documented for p in free_ones) + sum(confirming)
        return origins, len(free_ones) + len(confirming), documented

    def taken_apart(self, at, free):
        """Groups whose people are origins of their own, so that the group's place is taken."""
        for g in self.taken:
            own = [p for p in at.get(self.block(g), []) if p.of == g]
            if any(p.of == g for p in free) or not own:
                yield g

    def shared_with_members(self, at, free):
        return {self.block(g) for g in self.taken_apart(at, free)} & set(at)

"""Who had a hand in a claim is on record, whatever wrote it; moves are judged by the database.

Four eyes are judged by contributors, so a statement or a row of sourcing that comes without its
contributor would evade them: at the end of its transaction it is refused. So is a change of what
was checked that leaves a decision standing, and a decision by whoever became a party to the claim
in the same transaction. The event of a move is judged against the table of moves.
"""

from django.db import migrations, models

from newsroom.common import kept

FUNCTIONS = """
CREATE FUNCTION claims_contributor_enters() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.attribution_id IS NOT NULL AND NEW.claim_id IS DISTINCT FROM
       (SELECT claim_id FROM claims_attribution WHERE id = NEW.attribution_id) THEN
        RAISE EXCEPTION 'The attribution is of another claim.' USING ERRCODE = 'check_violation';
    END IF;
    NEW.transaction := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;

CREATE FUNCTION claims_statement_has_author() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM claims_claimcontributor
        WHERE claim_id = NEW.id AND act = 'wrote statement'
          AND transaction = pg_current_xact_id()::text::bigint
    ) THEN
        RAISE EXCEPTION 'A statement comes together with the contributor who wrote it.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

-- a merge moves rows from one record of a source to the other, and is nobody's support
CREATE FUNCTION claims_same_source(was uuid, now uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT was IS NOT DISTINCT FROM now
        OR EXISTS (SELECT 1 FROM sources_source WHERE id = was AND merged_into_id = now)
$$;

CREATE FUNCTION claims_only_merged(was claims_attribution, now claims_attribution)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (was.stance, was.headcount, was.others, was.terms, was.independent, was.basis)
           IS NOT DISTINCT FROM
           (now.stance, now.headcount, now.others, now.terms, now.independent, now.basis)
       AND claims_same_source(was.source_id, now.source_id)
       AND claims_same_source(was.via_id, now.via_id)
       AND claims_same_source(was.knows_from_id, now.knows_from_id)
$$;

CREATE FUNCTION claims_sourcing_has_hand() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted text := TG_ARGV[0];
BEGIN
    IF wanted = 'changed attribution' AND claims_only_merged(OLD, NEW) THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM claims_claimcontributor
        WHERE claim_id = NEW.claim_id AND attribution_id = NEW.id AND act = wanted
          AND stance = NEW.stance
          AND (wanted <> 'withdrew attribution' OR person_id = NEW.withdrawn_by_id)
          AND transaction = pg_current_xact_id()::text::bigint
    ) THEN
        RAISE EXCEPTION 'Sourcing changes only together with the contributor who %.', wanted
            USING ERRCODE = 'check_violation';
    END IF;
    PERFORM claims_refuse_unless_reviewed(NEW.claim_id);
    RETURN NULL;
END $$;

CREATE FUNCTION claims_refuse_unless_reviewed(changed uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM claims_claim
        WHERE id = changed AND status IN ('verified', 'disputed', 'refuted', 'unverifiable')
    ) AND NOT EXISTS (
        SELECT 1 FROM claims_verificationevent
        WHERE claim_id = changed AND transaction = pg_current_xact_id()::text::bigint
    ) THEN
        RAISE EXCEPTION 'What was checked has changed: the claim goes back to review with it.'
            USING ERRCODE = 'check_violation';
    END IF;
END $$;

CREATE FUNCTION claims_statement_is_reviewed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claims_refuse_unless_reviewed(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION claims_evidence_is_reviewed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claims_refuse_unless_reviewed(COALESCE(NEW.claim_id, OLD.claim_id));
    RETURN NULL;
END $$;

CREATE FUNCTION claims_evidence_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM claims_verificationevent
               WHERE claim_id = OLD.claim_id AND OLD.id = ANY (evidence)) THEN
        RAISE EXCEPTION 'A decision rests on that evidence, so it stays.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;

-- fires after claims_event_enters, which has locked the claim and judged four eyes
CREATE FUNCTION claims_event_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided text[] := ARRAY['verified', 'disputed', 'refuted', 'unverifiable'];
BEGIN
    IF NOT (
        NEW.from_status = 'unverified' AND NEW.to_status = 'in_review'
        OR NEW.from_status = 'in_review' AND NEW.to_status = ANY (decided)
        OR NEW.from_status = ANY (decided) AND NEW.to_status = 'in_review'
        OR NEW.from_status <> 'withdrawn' AND NEW.to_status = 'withdrawn'
    ) THEN
        RAISE EXCEPTION 'A claim does not move from % to %.', NEW.from_status, NEW.to_status
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.cause <> '' AND NOT (NEW.from_status = ANY (decided) AND NEW.to_status = 'in_review') THEN
        RAISE EXCEPTION 'Only a decided claim is reopened by a cause.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF (NEW.to_status = ANY (decided) OR NEW.to_status = 'withdrawn') AND NEW.reason !~ '\\S' THEN
        RAISE EXCEPTION 'Say why the claim is %.', NEW.to_status USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT unnest(NEW.evidence)
               EXCEPT SELECT id FROM claims_evidence WHERE claim_id = NEW.claim_id) THEN
        RAISE EXCEPTION 'A decision rests on evidence of its own claim only.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.to_status IN ('verified', 'refuted')
       AND NOT EXISTS (SELECT 1 FROM claims_evidence WHERE claim_id = NEW.claim_id)
       AND NOT EXISTS (SELECT 1 FROM claims_attribution
                       WHERE claim_id = NEW.claim_id AND withdrawn_at IS NULL) THEN
        RAISE EXCEPTION 'There is nothing to decide on: no evidence, and no standing attribution.'
            USING ERRCODE = 'check_violation';
    END IF;
    -- what reopens a claim may be an import, whose author has left meanwhile
    IF NEW.cause = '' AND NOT EXISTS (SELECT 1 FROM common_user
                                      WHERE id = NEW.by_id AND is_active) THEN
        RAISE EXCEPTION 'Who moves a claim works here.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION claims_event_by_second_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number = (SELECT max(number) FROM claims_verificationevent
                     WHERE claim_id = NEW.claim_id)
       AND EXISTS (
        SELECT 1 FROM claims_claimcontributor
        WHERE claim_id = NEW.claim_id AND person_id = NEW.by_id
          AND (act = 'wrote statement'
               OR act IN ('logged attribution', 'changed attribution')
                  AND stance IN ('asserts', 'confirms', 'partly confirms'))
    ) THEN
        RAISE EXCEPTION 'Four eyes: who decides a claim does not support it in the same breath.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""

# An "only merged" change fires the trigger as well: its function looks at the sources.
COUNTED = (
    "({0}.stance, {0}.source_id, {0}.headcount, {0}.others, {0}.terms, {0}.via_id, "
    "{0}.knows_from_id, {0}.independent, {0}.basis)"
)
CHANGED = f"{COUNTED.format('OLD')} IS DISTINCT FROM {COUNTED.format('NEW')}"
SAID = "({0}.withdrawn_at, {0}.withdrawn_by_id, {0}.withdrawn_reason)"
REWRITTEN = f"{SAID.format('OLD')} IS DISTINCT FROM {SAID.format('NEW')}"
WHAT_IT_IS = "({0}.locator, {0}.url, {0}.file, {0}.sha256, {0}.claim_id)"
SHOWS_ELSE = f"{WHAT_IT_IS.format('OLD')} IS DISTINCT FROM {WHAT_IT_IS.format('NEW')}"

BEFORE = (
    (
        "claims_claimcontributor",
        "claims_contributor_enters",
        "INSERT",
        "",
        "claims_contributor_enters()",
    ),
    ("claims_verificationevent", "claims_event_moves", "INSERT", "", "claims_event_moves()"),
    ("claims_evidence", "claims_evidence_stays", "DELETE", "", "claims_evidence_stays()"),
    (
        "claims_claim",
        "claims_claim_stays",
        "DELETE",
        "",
        "claims_refuse('A claim is withdrawn with a reason, never deleted.')",
    ),
    (
        "claims_attribution",
        "claims_attribution_stays_withdrawn",
        "UPDATE",
        f"OLD.withdrawn_at IS NOT NULL AND {REWRITTEN}",
        "claims_refuse('A withdrawn attribution stays so: log a new one in its place.')",
    ),
)
DEFERRED = (
    ("claims_claim", "claims_claim_has_author", "INSERT", "", "claims_statement_has_author()"),
    (
        "claims_claim",
        "claims_statement_has_author",
        "UPDATE",
        "OLD.statement IS DISTINCT FROM NEW.statement",
        "claims_statement_has_author()",
    ),
    (
        "claims_claim",
        "claims_statement_is_reviewed",
        "UPDATE",
        "OLD.statement IS DISTINCT FROM NEW.statement",
        "claims_statement_is_reviewed()",
    ),
    (
        "claims_attribution",
        "claims_attribution_logged",
        "INSERT",
        "",
        "claims_sourcing_has_hand('logged attribution')",
    ),
    (
        "claims_attribution",
        "claims_attribution_changed",
        "UPDATE",
        CHANGED,
        "claims_sourcing_has_hand('changed attribution')",
    ),
    (
        "claims_attribution",
        "claims_attribution_withdrawn",
        "UPDATE",
        "OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL",
        "claims_sourcing_has_hand('withdrew attribution')",
    ),
    (
        "claims_evidence",
        "claims_evidence_reviewed",
        "INSERT OR DELETE",
        "",
        "claims_evidence_is_reviewed()",
    ),
    (
        "claims_evidence",
        "claims_evidence_place_reviewed",
        "UPDATE",
        SHOWS_ELSE,
        "claims_evidence_is_reviewed()",
    ),
    (
        "claims_verificationevent",
        "claims_event_by_second_person",
        "INSERT",
        "NEW.to_status IN ('verified', 'refuted')",
        "claims_event_by_second_person()",
    ),
)
DROP_FUNCTIONS = """
DROP FUNCTION claims_contributor_enters, claims_statement_has_author, claims_sourcing_has_hand,
    claims_only_merged, claims_same_source, claims_statement_is_reviewed,
    claims_evidence_is_reviewed, claims_refuse_unless_reviewed, claims_evidence_stays,
    claims_event_moves, claims_event_by_second_person;
"""

# Of 0002, 0003 and the people's: on for a session that plays replica, too.
NOW_ALWAYS = (
    ("claims_attribution", "claims_attribution_stays"),
    ("claims_attribution", "claims_attribution_keeps_claim"),
    ("claims_attribution", "claims_speakers"),
    ("claims_claim", "claims_claim_keeps_article"),
    ("claims_claim", "claims_status_follows"),
    ("claims_claim", "claims_begins_unverified"),
    ("claims_anchor", "claims_anchor_stands"),
    ("claims_commentrequest_claims", "claims_comment_claims"),
    ("claims_verificationevent", "claims_event_enters"),
    ("claims_verificationevent", "claims_event_followed"),
    ("sources_source", "claims_group_size"),
    ("common_user", "common_user_stays"),
)
# No row's trigger sees a TRUNCATE, and the history would not know of it.
TRACKED = (
    "claims_anchor",
    "claims_article",
    "claims_article_readers",
    "claims_claim",
    "claims_claimlink",
    "claims_commentattempt",
    "claims_commentrequest",
    "claims_commentrequest_attributions",
    "claims_commentrequest_claims",
    "claims_evidence",
    "claims_legalread",
    "claims_notice",
    "claims_notice_claims",
    "claims_outletterms",
    "common_desk",
    "common_user",
    "common_user_groups",
    "sources_source",
    "sources_source_known_to",
)


def trigger(when: str, table: str, name: str, act: str, condition: str, call: str) -> str:
    kind, tail = ("", "")
    if when == "AFTER":
        kind, tail = "CONSTRAINT ", "DEFERRABLE INITIALLY DEFERRED "
    only = f"WHEN ({condition}) " if condition else ""
    return (
        f"CREATE {kind}TRIGGER {name} {when} {act} ON {table} {tail}"
        f"FOR EACH ROW {only}EXECUTE FUNCTION {call}; "
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name};"
    )


def added(when: str, which: tuple[tuple[str, ...], ...]) -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(trigger(when, *one), f"DROP TRIGGER {one[1]} ON {one[0]};")
        for one in which
    ]


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_kept"), ("sources", "0003_kept"), ("common", "0004_kept")]
    operations = [
        migrations.AddField(
            model_name="claimcontributor",
            name="transaction",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        *added("BEFORE", BEFORE),
        *added("AFTER", DEFERRED),
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name};",
                f"ALTER TABLE {table} ENABLE TRIGGER {name};",
            )
            for table, name in NOW_ALWAYS
        ),
        *(
            migrations.RunSQL(
                kept.no_truncate(table, "Nothing on record is emptied at once."),
                f"DROP TRIGGER {table}_no_truncate ON {table};",
            )
            for table in TRACKED
        ),
    ]

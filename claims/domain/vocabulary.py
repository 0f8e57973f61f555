"""The field's words, as closed sets. The values are what the API and the database show."""

from enum import StrEnum


class Provenance(StrEnum):
    """Whose copy it is: rules on our own conduct apply to *own* copy only."""

    OWN = "own"
    AGENCY = "agency"
    ARCHIVE = "archive"


class Access(StrEnum):
    HOUSE = "everyone in house"
    DESK = "desk"
    NAMED_PEOPLE = "named people"


class ArticleStatus(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in review"
    READY = "ready"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    RETRACTED = "retracted"


class ClaimKind(StrEnum):
    FACT = "fact"
    STATISTIC = "statistic"
    FORECAST = "forecast"
    ALLEGATION = "allegation"
    OPINION = "opinion"
    REPORTED_SPEECH = "reported speech"
    BACKGROUND = "background"


class Importance(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class Status(StrEnum):
    """Verification status: the workflow's word, apart from sourcing sufficiency and from truth."""

    UNVERIFIED = "unverified"
    IN_REVIEW = "in_review"
    VERIFIED = "verified"
    DISPUTED = "disputed"
    REFUTED = "refuted"
    UNVERIFIABLE = "unverifiable"
    WITHDRAWN = "withdrawn"


class ClaimOutcome(StrEnum):
    """What happened later; says nothing about whether the claim was well sourced."""

    OPEN = "open"
    BORNE_OUT = "borne out"
    CONTRADICTED = "contradicted"


class Exemption(StrEnum):
    """Why a claim needs no source."""

    NONE = ""
    ESTABLISHED_FACT = "established fact"
    PUBLIC_RECORD = "public record"
    STAFF_WITNESSED = "staff-witnessed"


class Stance(StrEnum):
    ASSERTS = "asserts"
    CONFIRMS = "confirms"
    PARTLY_CONFIRMS = "partly confirms"
    DENIES = "denies"
    DISPUTES = "disputes"


class Terms(StrEnum):
    """Terms of attribution; what each means is per outlet and lives in a table."""

    ON_THE_RECORD = "on the record"
    ANONYMITY = "anonymity"
    BACKGROUND = "background"
    DEEP_BACKGROUND = "deep background"
    OFF_THE_RECORD = "off the record"
    NOT_STATED = "not stated"


class Medium(StrEnum):
    TOLD_US = "told us"
    TOLD_REPORTERS = "told reporters"
    PRESS_CONFERENCE = "press conference"
    SPEECH = "speech"
    STATEMENT = "statement"
    DOCUMENT = "document"
    DATA = "data"
    SOCIAL_MEDIA = "social media"
    OTHER_MEDIA = "other media"
    NOT_STATED = "not stated"


class Knowledge(StrEnum):
    DIRECT = "direct"
    BRIEFED = "briefed"
    FAMILIAR = "familiar"
    DOCUMENT = "document"
    NOT_STATED = "not stated"


class Basis(StrEnum):
    """On what the word 'independent' rests."""

    NOT_STATED = ""
    ASSERTED_IN_COPY = "asserted in copy"
    DOCUMENTED = "documented"


class Scope(StrEnum):
    """Whether it is clear what was confirmed."""

    NOT_STATED = ""
    CLEAR = "clear"
    UNCLEAR = "unclear"


class Quotation(StrEnum):
    NOT_STATED = ""
    DIRECT = "direct"
    PARTIAL = "partial"
    PARAPHRASE = "paraphrase"


class Occasion(StrEnum):
    PUBLIC = "public"
    PRIVATE = "private"
    NOT_STATED = "not stated"


class CommentOutcome(StrEnum):
    NOT_ASKED = "not asked"
    PENDING = "pending"
    RESPONDED = "responded"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    DECLINED = "declined to comment"
    REFERRED = "referred elsewhere"
    DID_NOT_IMMEDIATELY_RESPOND = "did not immediately respond"
    DID_NOT_RESPOND = "did not respond"
    COULD_NOT_BE_REACHED = "could not be reached"
    REPLIED_AFTER_PUBLICATION = "replied after publication"


class Recorded(StrEnum):
    """Whether a comment request was logged by us or is known only from the copy."""

    LOGGED = "logged"
    IN_COPY = "as reported in copy"


class Act(StrEnum):
    """What somebody contributed to a claim; judged by the four-eyes rule."""

    WROTE_STATEMENT = "wrote statement"
    LOGGED_ATTRIBUTION = "logged attribution"
    CHANGED_ATTRIBUTION = "changed attribution"
    WITHDREW_ATTRIBUTION = "withdrew attribution"


class NoticeKind(StrEnum):
    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    UPDATE = "update"
    WITHDRAWAL = "withdrawal"
    KILL = "kill"


class HandedOver(StrEnum):
    """What one person hands over to another."""

    SOURCE = "source"
    QUEUE = "queue"


class LinkKind(StrEnum):
    REPEATS = "repeats"
    UPDATES = "updates"
    CONTRADICTS = "contradicts"


class LegalOutcome(StrEnum):
    PENDING = "pending"
    CLEARED = "cleared"
    CLEARED_WITH_CHANGES = "cleared with changes"
    NOT_CLEARED = "not cleared"


class EvidenceKind(StrEnum):
    LINK = "link"
    FILE = "file"


class Rank(StrEnum):
    """The rank in which somebody knows or approves something, from the lowest to the highest."""

    REPORTER = "reporter"
    EDITOR = "editor"
    DESK_HEAD = "desk head"
    SENIOR_EDITOR = "senior editor"
    EDITOR_IN_CHIEF = "editor-in-chief"


class ApprovalKind(StrEnum):
    """What somebody approved, of a claim, an attribution or a version."""

    ANONYMITY = "anonymity"
    SINGLE_ANONYMOUS_SOURCE = "single anonymous source"
    ANONYMOUS_LEAD = "anonymous lead"
    ANONYMOUS_QUOTATION = "anonymous quotation"
    NOT_ASKED = "not asked for comment"
    CHECKED_BY_ONE = "checked by one"
    PUBLICATION = "publication"

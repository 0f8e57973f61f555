"""Identifiers: UUIDs only, since a gap in a sequence would betray what is hidden."""

import uuid

import uuid_utils.compat


def time_ordered_id() -> uuid.UUID:
    """A UUIDv7 (RFC 9562), for records whose time of creation is no secret."""
    return uuid_utils.compat.uuid7()


def random_id() -> uuid.UUID:
    """A UUIDv4, for sources and attributions: when they were logged is nobody's business."""
    return uuid.uuid4()

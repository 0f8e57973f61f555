"""Claims from JSON lines, as an export writes them, one line at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from rest_framework.exceptions import ValidationError as Invalid
from rest_framework.serializers import Serializer

from claims.api.serializers import AttributionRowSerializer, ClaimSerializer
from claims.api.views.shared import anchors_of, row_of
from claims.models import Claim
from claims.services.attributions import attribution_withdraw
from claims.services.claims import claim_create
from newsroom.common.models import User
from newsroom.common.records import Refused
from newsroom.common.transactions import whole

LONGEST = 5_000_000  # bytes of a line
SELECTOR = ("exact", "prefix", "suffix", "start", "end")


class Rejected(Exception):
    """A line that was not taken, and why."""


def take(line: bytes, by: User, *, dry: bool) -> UUID | None:
    """Log the claim of a line under the ids that it names; None where it is there already.

    Its status follows from checks, which are made anew. With `dry` nothing stays written.
    Raises Rejected with all that is wrong.
    """
    record = _read(line)
    pk = _id(record)
    stands = Claim.objects.filter(pk=pk).first()
    if stands is not None:
        named = (str(stands.article_id), stands.statement)
        if named != (record.get("article"), record.get("statement")):
            raise Rejected("id: another claim has it.")
        return None
    try:
        asked = _validated(record, by)
        whole(lambda: _log(pk, record, asked, by, dry=dry))
    except (ValidationError, Invalid, Refused) as error:
        raise Rejected(_said(error)) from error
    except (IntegrityError, DataError) as error:
        raise Rejected("The database does not take it: it contradicts what is there.") from error
    return pk


def is_ending(line: bytes) -> bool:
    """Whether it is the last line of an export, which is no claim."""
    return line.startswith(b'{"export":') or not line.strip()


def _read(line: bytes) -> dict[str, Any]:
    if len(line) > LONGEST:
        raise Rejected(f"It is longer than {LONGEST} bytes.")
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Rejected("It is no JSON.") from error
    if not isinstance(record, dict):
        raise Rejected("It is no record.")
    return record


def _id(record: Mapping[str, Any]) -> UUID:
    try:
        return UUID(record["id"])
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Rejected("id: the id (a UUID) by which the record is known.") from error


def _validated(record: Mapping[str, Any], by: User) -> dict[str, Any]:
    """What is logged of a record, by the rules of the API. Raises Invalid."""
    data = _writable(record, ClaimSerializer())
    data["anchors"] = _selectors(record.get("anchors"))
    data["attributions"] = [_row(one) for one in _list(record, "attributions")]
    context = {"request": SimpleNamespace(user=by)}
    serializer = ClaimSerializer(data=data, context=context)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def _list(record: Mapping[str, Any], name: str) -> list[Any]:
    given = record.get(name) or []
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise Rejected(f"{name}: a list of records.")
    return given


def _row(given: Mapping[str, Any]) -> dict[str, Any]:
    data = _writable(given, AttributionRowSerializer())
    anchors = _selectors([given["anchor"]] if given.get("anchor") else [])
    return {**data, "anchor": anchors[0]} if anchors else data


def _writable(given: Mapping[str, Any], serializer: Serializer[Any]) -> dict[str, Any]:
    """Without what follows from other things, which an export shows as well."""
    apart = {"anchor", "anchors", "attributions"}
    return {
        name: given[name]
        for name, field in serializer.fields.items()
        if name in given and name not in apart and not field.read_only
    }


def _selectors(anchors: Any) -> list[dict[str, Any]]:
    """Without those that had lost their place."""
    if anchors is not None and not isinstance(anchors, list):
        raise Rejected("anchors: a list of selectors.")
    return [
        {name: one[name] for name in SELECTOR if one.get(name) is not None}
        for one in anchors or []
        if isinstance(one, dict) and not one.get("orphaned")
    ]


def _log(
    pk: UUID, record: Mapping[str, Any], asked: Mapping[str, Any], by: User, *, dry: bool
) -> None:
    fields = dict(asked)
    article, anchors = fields.pop("article"), anchors_of(fields) or []
    given = _list(record, "attributions")
    rows = [
        {**row_of(row), **({"id": _id(one)} if "id" in one else {})}
        for row, one in zip(fields.pop("shown_attributions", []), given, strict=True)
    ]
    with transaction.atomic():
        claim_create(
            by=by,
            claim_id=pk,
            article_id=article.pk,
            fields=fields,
            anchors=anchors,
            attributions=rows,
        )
        for one in given:
            if one.get("withdrawn_at"):
                reason = str(one.get("withdrawn_reason") or "Withdrawn where it came from.")
                attribution_withdraw(by=by, attribution_id=_id(one), reason=reason)
        if dry:
            transaction.set_rollback(True)


def _said(error: Any) -> str:
    detail = getattr(error, "detail", None) or getattr(error, "message_dict", None) or str(error)
    return "; ".join(_flat(detail, ""))


def _flat(detail: Any, path: str) -> list[str]:
    step: Callable[[Any], str] = lambda name: f"{path}.{name}".strip(".")  # noqa: E731
    if isinstance(detail, Mapping):
        return [said for name, one in detail.items() for said in _flat(one, step(name))]
    if isinstance(detail, list):
        return [
            said
            for index, one in enumerate(detail)
            for said in _flat(one, step(index) if isinstance(one, (dict, list)) else path)
        ]
    return [f"{path}: {detail}" if path else str(detail)]

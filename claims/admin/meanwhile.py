"""What happened to a claim while somebody was deciding on it, its sourcing included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps

from claims.models import Claim
from claims.services.timeline import Step, Touched, claim_timeline
from newsroom.common import admin_seen, history, in_words
from newsroom.common.admin_notes import Line, Note, Sum, compared, listed, name_of
from newsroom.common.models import User

MODELS = {str(one._meta.verbose_name): one for one in apps.get_app_config("claims").get_models()}


def told(claim: Claim, posted: Mapping[str, Any], viewer: User) -> Sum | None:
    """Each step since the page was shown that `posted` came from; None where there is none."""
    seen = admin_seen.unseal(posted.get(admin_seen.FIELD, ""), claim)
    if seen is None or seen.mark == claim.version:
        return None
    base = history.of(Claim).objects.filter(pgh_obj=claim.pk, version=seen.mark).last()
    steps = [
        one for one in claim_timeline(claim, viewer).steps if base and one.at > base.pgh_created_at
    ]
    lines = [line for step in steps for line in _lines(step, viewer)]
    return Sum(listed(line.note.who for line in lines), False, tuple(lines), ())


def _lines(step: Step, viewer: User) -> Iterator[Line]:
    who = name_of(history.Written(step.by, step.at), viewer)
    for touched in step.touched:
        for note in _notes(touched, who, in_words.moment(step.at)):
            yield Line("", "", note)


def _notes(touched: Touched, who: str, at: str) -> Iterator[Note]:
    model = MODELS[touched.record]
    if touched.act != "changed":
        record = model._base_manager.filter(pk=touched.id).first()
        label = f"{touched.record} {touched.act}: {record}"
        yield Note("", label, who, at, was=None, now=None, mine=None)
        return
    for one in touched.changes:
        label = f"{touched.record}: {in_words.label(model, one.field)}"
        was, now = (in_words.value(model, one.field, each) for each in (one.before, one.after))
        is_text = {type(one.before), type(one.after)} == {str} and len(was + now) > 80
        marked = compared(one.before, one.after) if is_text else ()
        yield Note(one.field, label, who, at, was=was, now=now, mine=None, theirs=marked)

"""Two people at one form: what the other changed meanwhile is shown, and neither loses a word.

Each form of a saved record carries what its page showed (`admin_seen`). What a person changed is
what differs from that, so a field left alone is never written and keeps what somebody else put
there. Where somebody changed anything that the page showed since, the save is stopped, even where
the two changed different fields: who moved a claim to "forecast" did so of the wording on the
screen, not of the one that came meanwhile. The page comes back with both, fields left alone hold
what stands now, and the form carries the new state: sending it again is a decision taken with open
eyes. What merely follows from other records (counts, a version raised by a new row) stops nobody,
and of an inline's rows only those that the person changed stop a save.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from functools import cached_property
from typing import Any, cast

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from newsroom.common import admin_seen, history, in_words
from newsroom.common.admin_notes import Note, compared, name_of
from newsroom.common.models import User


class SeenBoundField(BoundField):
    """A field with what others did to it meanwhile beside it."""

    form: SeenForm

    @property
    def data(self) -> Any:
        """What was typed, with line ends as they are stored: a browser sends its own."""
        return _plain(super().data)

    def value(self) -> Any:
        if self.name == admin_seen.FIELD:
            return self.form.sealed()
        if self.name in self.form.held:
            return self.field.prepare_value(self.initial)
        return super().value()

    def theirs(self) -> SafeString:
        """The field as it looks with what stands now, for a button that takes that over."""
        stands = self.field.prepare_value(self.initial)
        return cast("SafeString", self.field.widget.render(self.html_name, stands, attrs={}))

    def as_widget(self, *args: Any, **kwargs: Any) -> SafeString:
        widget = super().as_widget(*args, **kwargs)
        if self.is_hidden:
            return widget
        note, remark = self.form.notes.get(self.name), self.form.remarks.get(self.name)
        if note is None and remark is None:
            return widget
        context = {"note": note, "remark": remark, "bound": self}
        return mark_safe(widget + render_to_string("admin_common/note.html", context))  # noqa: S308


class SeenForm(forms.ModelForm):
    """Knows what its page showed, and what others changed since.

    `viewer` is who may change the record, set by the admin; without one nothing is judged.
    `watched` names columns that the page shows outside the form.
    """

    bound_field_class = SeenBoundField
    viewer: User | None = None
    watched: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_tracked = hasattr(self.instance, "pgh_event_model")
        is_sealed = is_tracked and self.viewer is not None and not self.instance._state.adding
        if is_sealed:
            seen = forms.CharField(required=False, widget=forms.HiddenInput)
            self.fields[admin_seen.FIELD] = seen
        self._is_judged = is_sealed and self.is_bound
        self._beside = {name: getattr(self.instance, name) for name in self.watched}

    def may_show(self, name: str, value: Any) -> bool:
        """Whether `viewer` may read `value` of the field `name`."""
        return True

    @property
    def remarks(self) -> dict[str, str]:
        """Sentences of the form's own beside its fields, by name."""
        return {}

    def sealed(self) -> str:
        """What a page that shows this form shows of the record as it stands."""
        more = {name: self._now(name) for name in self._shown if not self._is_column(name)}
        return admin_seen.seal(self.instance, self._shown, more)

    # --- What the page showed, and what happened since ---

    @cached_property
    def _seen(self) -> admin_seen.Seen | None:
        sealed = self.data.get(self.add_prefix(admin_seen.FIELD), "")
        seen = admin_seen.unseal(str(sealed), self.instance)
        return seen if seen and seen.fields else None  # else another page's, without a form

    @cached_property
    def _since(self) -> history.Meanwhile | None:
        if self._seen is None or self._seen.mark == history.mark(self.instance):
            return None
        return history.meanwhile(self.instance, self._seen.mark)

    @cached_property
    def is_unseen(self) -> bool:
        """The form does not say what its page showed, or names a state that never was."""
        never = self._since is not None and not self._since.base
        return self._is_judged and (self._seen is None or never)

    @property
    def _shown(self) -> list[str]:
        """The fields that a person sees."""
        return [name for name, field in self.fields.items() if not field.widget.is_hidden]

    def _now(self, name: str) -> Any:
        """What stands, as a form has it."""
        return self._beside[name] if name in self._beside else _plain(self[name].initial)

    @cached_property
    def _base(self) -> dict[str, Any]:
        """What stood when the page was shown, where that differs from now."""
        if self._seen is None or self.is_unseen:
            return {}
        columns = self._since.base if self._since else {}
        stood = {name: self._trimmed(name, value) for name, value in columns.items()}
        return {**stood, **self._seen.more}

    def _was(self, name: str) -> Any:
        return self._base.get(name, self._now(name))

    def _trimmed(self, name: str, value: Any) -> Any:
        """A time as its widget shows it: that of most knows no fractions of a second."""
        field = self.fields.get(name)
        if field and isinstance(value, (datetime, time)) and not field.widget.supports_microseconds:
            return value.replace(microsecond=0)
        return _plain(value)

    def _is_column(self, name: str) -> bool:
        try:
            field = self.instance._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        return bool(field.concrete and not field.many_to_many)

    # --- What the person changed, and what others did ---

    @cached_property
    def changed_data(self) -> list[str]:
        """The fields that the person changed, from what the page showed."""
        if not self._is_judged:
            return list(super().changed_data)
        shown = [name for name in self._shown if name not in self._unshown]
        return [name for name in shown if self._is_typed(name, self._was(name))]

    def _is_typed(self, name: str, stood: Any) -> bool:
        return self.fields[name].has_changed(stood, self[name].data)

    @cached_property
    def _unshown(self) -> frozenset[str]:
        """Fields that were not on the page: they came with a right that the person got since."""
        return frozenset() if self._seen is None else frozenset(self._shown) - self._seen.fields

    @cached_property
    def moved(self) -> tuple[str, ...]:
        """What others changed of what the page showed, save where both wrote the same."""
        if not self._is_judged or self.is_unseen:
            return ()
        shown = [name for name in self._shown if name not in self._unshown]
        moved = [name for name in [*shown, *self._beside] if self._was(name) != self._now(name)]
        mine = set(self.changed_data)
        return tuple(one for one in moved if one not in mine or self._is_typed(one, self._now(one)))

    @cached_property
    def held(self) -> frozenset[str]:
        """Fields that keep what stands: others changed them, and the person did not."""
        if not self._is_judged or self.is_unseen:
            return frozenset()
        return (self._unshown | set(self.moved)).difference(self.changed_data, self._beside)

    @cached_property
    def closed(self) -> dict[str, str]:
        """What was typed into fields that have been closed to this person since, by label."""
        if not self._is_judged or self._seen is None or self.is_unseen:
            return {}
        typed = {}
        for name in sorted(self._seen.fields - set(self.fields)):
            sent = cast("QueryDict", self.data).getlist(self.add_prefix(name))
            given = sorted(str(_plain(one)) for one in sent)
            stood = self._base.get(name, getattr(self.instance, name, None))
            stood = stood if isinstance(stood, list) else [str(stood or "")]
            if any(given) and given != sorted(stood):
                one = "".join(given) if self._is_column(name) else given
                typed[in_words.label(type(self.instance), name)] = self._words(name, one)
        return typed

    @cached_property
    def is_stopped(self) -> bool:
        """Whether the save waits until the person has seen what others did."""
        overtaken = bool(self.moved) and (self.has_changed() or not self.prefix)
        return self.is_unseen or overtaken or bool(self.closed)

    # --- Django's hooks ---

    def is_valid(self) -> bool:
        return super().is_valid() and not self.is_stopped

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.held:
            cleaned.pop(name, None)
            self.errors.pop(name, None)
        return cleaned

    # --- What the page says of it ---

    @cached_property
    def notes(self) -> dict[str, Note]:
        """What there is to say of each field that others changed, or may have."""
        if not self._is_judged:
            return {}
        names: Iterable[str] = self.changed_data if self.is_unseen else self.moved
        return {name: self._note(name) for name in names}

    def _note(self, name: str) -> Note:
        was, now = self._was(name), self._now(name)
        mine = self._typed(name) if name in self.changed_data else None
        is_open = self.may_show(name, was) and self.may_show(name, now)
        is_known = is_open and not self.is_unseen
        written = self._since.written.get(name, self._since.last) if self._since else None
        is_text = name in self.fields and isinstance(self.fields[name].widget, forms.Textarea)
        return Note(
            name=name,
            label=self._label(name),
            who=name_of(written, self.viewer),
            at=in_words.moment(written.at) if written else "",
            was=self._words(name, was) if is_known else None,
            now=self._words(name, now) if is_open else None,
            mine=None if mine is None else self._words(name, mine),
            theirs=compared(was, now) if is_text and is_known else (),
            yours=compared(was, mine) if is_text and is_open and mine is not None else (),
        )

    def _label(self, name: str) -> str:
        if name in self.fields:
            return str(self[name].label)
        return in_words.label(type(self.instance), name)

    def _typed(self, name: str) -> Any:
        """What the person typed; where it cannot be read, as it came."""
        given = self.cleaned_data.get(name) if name not in self.errors else self[name].data
        return "" if given is None else _plain(given)

    def _words(self, name: str, given: Any) -> str:
        return in_words.value(type(self.instance), name, given)


def _plain(value: Any) -> Any:
    """`value` of a form, to keep and to compare: ids for records, line ends as they are stored."""
    match value:
        case str():
            return value.replace("\r\n", "\n")
        case models.Model():
            return value.pk
        case models.QuerySet():
            return _plain(list(value))
        case [models.Model(), *_]:
            return sorted(str(one.pk) for one in value)
    return value

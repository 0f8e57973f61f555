"""The admin's writes go through the services, and what these refuse comes back into the form.

A changeform is one transaction, done again where the database called it off. Where a service
refuses, everything is rolled back and the page is built again from what was typed, with each
message at its field: nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.messages import get_messages
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import IntegrityError, models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from unfold.admin import StackedInline, TabularInline

from newsroom.common.admin_notes import Sum
from newsroom.common.admin_overtaken import SeenAdmin, overtaken, told, viewer
from newsroom.common.admin_pickers import ManyPicker, Picker
from newsroom.common.admin_stale import SeenForm
from newsroom.common.models import User
from newsroom.common.records import Contended, Refused, Stale
from newsroom.common.roles import is_in_house
from newsroom.common.transactions import whole

Messages = dict[str, list[str]]


def person(request: HttpRequest) -> User:
    """Who is signed in; the admin's door lets nobody else through."""
    return cast("User", request.user)


class ServiceRefusal(Exception):
    """What a service refused, and where: the main form (prefix "") or a row of an inline."""

    def __init__(self, problem: Exception, prefix: str = "", index: int = 0) -> None:
        super().__init__(str(problem))
        self.messages = _messages(problem)
        self.is_overtaken = isinstance(problem, Stale)
        self.prefix = prefix
        self.index = index


def _messages(problem: Exception) -> Messages:
    if isinstance(problem, ValidationError):
        return getattr(problem, "message_dict", None) or {NON_FIELD_ERRORS: problem.messages}
    if isinstance(problem, IntegrityError):
        return {NON_FIELD_ERRORS: ["The database refused it: it contradicts what is there."]}
    return {NON_FIELD_ERRORS: [str(problem)]}


def show(form: forms.BaseForm, problems: Messages) -> None:
    """Put `problems` onto the fields of `form`; those of no field to the top, with their name."""
    for name, texts in problems.items():
        field = name if name in form.fields else None
        label = "" if name == NON_FIELD_ERRORS or field else f"{name}: "
        form.add_error(field, [f"{label}{text}" for text in texts])


def _queued(request: HttpRequest) -> list[Any]:
    """The messages that this request has for the person so far; there is no public name."""
    return getattr(get_messages(request), "_queued_messages", [])


class ServiceForm(SeenForm):
    refusal: ServiceRefusal | None = None
    rows: Mapping[str, int] = {"Body": 18}  # of a text area, where not 4

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and isinstance(field.widget, forms.Textarea):
                field.strip = False  # text is kept as it came: anchors count its characters
                field.widget.attrs["rows"] = self.rows.get(str(field.label), 4)

    def _update_errors(self, errors: ValidationError) -> None:
        """Take over what the model refuses: a constraint names its field by its code."""
        by_field: dict[str, list[ValidationError]] = {}
        for name, problems in errors.error_dict.items():
            for one in problems:
                is_named = name == NON_FIELD_ERRORS and one.code in self.fields
                by_field.setdefault(str(one.code) if is_named else name, []).append(one)
        super()._update_errors(ValidationError(by_field))  # type: ignore[misc]  # as below

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own, but not in its stubs
        if self.refusal and not self.refusal.prefix and not self.errors:
            show(self, self.refusal.messages)


class ServiceFormSet(BaseInlineFormSet):
    refusal: ServiceRefusal | None = None

    def full_clean(self) -> None:
        super().full_clean()
        refusal = self.refusal
        if not self.is_bound or refusal is None or refusal.prefix != self.prefix:
            return
        form = self.forms[refusal.index]
        show(form, refusal.messages)
        self._errors: list[Any]
        self._errors[refusal.index] = form.errors
        self._non_form_errors: list[Any]
        self._non_form_errors += form.non_field_errors()  # no template shows those of a row


class PermissionMixin:
    """In-house people look; whoever `may_write` changes; nothing is deleted here."""

    may_write: Callable[[Any], bool]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_in_house(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_in_house(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return type(self).may_write(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return type(self).may_write(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", Picker(db_field, admin.site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", ManyPicker(db_field, admin.site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        """What a reference may point to: of what this person may read, however the id came here."""
        rows = super().get_field_queryset(db, db_field, request)  # type: ignore[misc]
        rows = db_field.remote_field.model._default_manager.all() if rows is None else rows
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows


class ServiceInlineMixin(PermissionMixin):
    extra = 0
    can_delete = False
    formset = ServiceFormSet

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """One row to begin with on a new record; more at a click."""
        return 1 if obj is None else 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)  # type: ignore[misc]
        formset.refusal = getattr(request, "refusal", None)
        formset.form.viewer = viewer(self, request, obj)
        return formset


class ServiceStacked(ServiceInlineMixin, StackedInline):
    pass


class ServiceTabular(ServiceInlineMixin, TabularInline):
    pass


class ServiceAdmin(PermissionMixin, SeenAdmin):
    """Subclasses say which services create and change a record, and save their inlines' rows."""

    form = ServiceForm
    list_per_page = 50
    show_full_result_count = False
    warn_unsaved_form = True
    compressed_fields = True

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the address asks a new record to begin with; what is no such value is left out."""
        given = super().get_changeform_initial_data(request)
        return {name: read for name, one in given.items() if (read := self._read(name, one))}

    def _read(self, name: str, given: Any) -> Any:
        try:
            field: Any = self.opts.get_field(name)
            return field.to_python(given)
        except (FieldDoesNotExist, AttributeError):  # the form's own, or none at all
            return given
        except (ValidationError, ValueError):
            return None

    def since_shown(self, request: HttpRequest, record: Any) -> Sum | None:
        """What others did to `record` since this person's page, of what they may read."""
        names = flatten_fieldsets(self.get_fieldsets(request, record))
        watched = getattr(self.form, "watched", ())
        return told(record, request.POST, person(request), [*names, *watched])

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def response_action(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        try:
            return super().response_action(request, queryset)  # type: ignore[no-any-return]
        except ValidationError as problem:  # of what was ticked: each action minds its own
            messages.error(request, " ".join(problem.messages))
            return HttpResponseRedirect(request.get_full_path())

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        view = partial(super().changeform_view, request, *args, **kwargs)
        said = len(_queued(request))

        def attempt() -> HttpResponse:
            del _queued(request)[said:]  # by an attempt that was called off
            return view()

        try:
            return whole(attempt)
        except ServiceRefusal as refusal:
            if refusal.is_overtaken and overtaken(request):
                return self.changeform_view(request, *args, **kwargs)
            request.refusal = refusal  # type: ignore[attr-defined]  # for the forms built next
        except (Contended, IntegrityError) as problem:
            request.refusal = ServiceRefusal(problem)  # type: ignore[attr-defined]
        return attempt()

    def create_record(self, request: HttpRequest, values: dict[str, Any]) -> Any:
        """Call the service that creates the record; returns the record."""
        raise PermissionError(f"{self} creates nothing.")

    def change_record(self, request: HttpRequest, record: Any, values: dict[str, Any]) -> Any:
        """Call the service that changes the record; returns the record."""
        raise PermissionError(f"{self} changes nothing.")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        names = form.changed_data if change else list(form.cleaned_data)
        values = {name: form.cleaned_data[name] for name in names}
        saved = self._call(
            lambda: (
                self.change_record(request, obj, values)
                if change
                else self.create_record(request, values)
            )
        )
        obj.__dict__.update(saved.__dict__)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Inlines only: the form's many-to-many fields were the service's to save."""
        for formset in formsets:
            self.save_formset(request, form, formset, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        for index, row in enumerate(formset.forms):
            if not row.has_changed():
                continue
            values = {name: row.cleaned_data.get(name) for name in row.changed_data}
            new = row.instance._state.adding
            if new:
                values = {
                    name: value
                    for name, value in row.cleaned_data.items()
                    if name not in (formset.fk.name, "id", "DELETE")
                }
            save = partial(self.save_row, request, form.instance, row.instance, values)
            self._call(save, prefix=formset.prefix, index=index)
            if new:
                formset.new_objects.append(row.instance)
            else:
                formset.changed_objects.append((row.instance, row.changed_data))

    def save_row(
        self, request: HttpRequest, record: Any, row: models.Model, values: dict[str, Any]
    ) -> None:
        """Call the service that creates or changes a row of an inline."""
        raise PermissionError(f"{self} has no rows to save.")

    def _call(self, service: Callable[[], Any], prefix: str = "", index: int = 0) -> Any:
        try:
            return service()
        except (ValidationError, Refused, Stale, IntegrityError) as problem:
            raise ServiceRefusal(problem, prefix, index) from problem


class ReadOnlyAdmin(ServiceAdmin):
    """Records that are looked at here and written elsewhere."""

    may_write = staticmethod(lambda user: False)

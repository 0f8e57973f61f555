"""Fields that pick a record by typing a part of its name."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError


class _ForgivingMixin:
    """Of what was sent, shows what may be an id: the library's own fails on anything else."""

    choices: Any

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        key = self.choices.queryset.model._meta.pk
        ids = [one for one in value if _is_id(key, one)]
        return super().optgroups(name, ids, attr)  # type: ignore[misc]


class Picker(_ForgivingMixin, AutocompleteSelect):
    pass


class ManyPicker(_ForgivingMixin, AutocompleteSelectMultiple):
    pass


def _is_id(key: Any, given: Any) -> bool:
    try:
        key.to_python(given)
    except ValidationError:
        return False
    return True

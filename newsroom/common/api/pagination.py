"""Pages of a list, found again by cursor."""

from __future__ import annotations

from rest_framework import pagination


class CursorPagination(pagination.CursorPagination):
    """Pages that neither skip nor repeat a row when others are added meanwhile."""

    ordering = "id"

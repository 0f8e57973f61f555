"""Requests as a careful client makes them: a write names the version that was read before it."""

from __future__ import annotations

from typing import Any


def get(client: Any, path: str, status: int = 200) -> Any:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status, response.content
    return response.json()


def post(client: Any, path: str, status: int = 201, **body: Any) -> Any:
    """Create a record."""
    return _sent(client.post(f"/api/v1/{path}/", body, format="json"), status)


def act(client: Any, path: str, action: str, status: int = 200, **body: Any) -> Any:
    """POST to an action of the record at `path`."""
    url = f"/api/v1/{path}/{action}/"
    return _sent(client.post(url, body, format="json", **seen(client, path)), status)


def patch(client: Any, path: str, status: int = 200, *, etag: str = "", **body: Any) -> Any:
    """Change the record at `path`, as it was read now or under `etag` before."""
    headers = {"HTTP_IF_MATCH": etag} if etag else seen(client, path)
    return _sent(client.patch(f"/api/v1/{path}/", body, format="json", **headers), status)


def delete(client: Any, path: str, status: int = 204) -> Any:
    return _sent(client.delete(f"/api/v1/{path}/", **seen(client, path)), status)


def seen(client: Any, path: str) -> dict[str, str]:
    """The header that names the version of the record as it stands now."""
    etag = client.get(f"/api/v1/{path}/").get("ETag")
    return {"HTTP_IF_MATCH": etag} if etag else {}


def _sent(response: Any, status: int) -> Any:
    assert response.status_code == status, response.content
    return response.json() if response.content else None

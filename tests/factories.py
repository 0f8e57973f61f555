"""Records for tests, made through the services as everybody else makes them."""

from __future__ import annotations

from itertools import count
from typing import Any

from claims.models import Article, Attribution, Claim, CommentRequest
from claims.services.articles import article_create
from claims.services.attributions import attribution_create
from claims.services.claims import claim_create
from claims.services.comments import comment_request_create
from newsroom.common.models import User
from newsroom.common.roles import Role
from newsroom.common.services import person_create
from sources.models import Source
from sources.services import source_create

_number = count(1)
PASSWORD = "a-Long-passphrase-7"
BODY = "Putin will travel to China in May. The Kremlin declined to comment."


def person(*roles: Role, username: str = "") -> User:
    """A person with these roles, by default a fresh editor."""
    held = roles or (Role.EDITOR,)
    username = username or f"{held[0].value}{next(_number)}"
    return person_create(username=username, password=PASSWORD, roles=held)


def article(by: User, **fields: Any) -> Article:
    fields = {"headline": "Putin to visit China in May", "body": BODY, **fields}
    return article_create(by=by, fields=fields)


def claim(by: User, of: Article | None = None, **fields: Any) -> Claim:
    """A claim of article `of` (a fresh one by default); `anchors` and `attributions` as given."""
    extra = {name: fields.pop(name) for name in ("anchors", "attributions") if name in fields}
    fields = {"statement": "Putin will travel to China in May", **fields}
    return claim_create(by=by, article_id=(of or article(by)).pk, fields=fields, **extra)


def source(by: User, **fields: Any) -> Source:
    fields = {"description": f"source {next(_number)}", "naming": "named", **fields}
    return source_create(by=by, fields=fields)


def group(by: User, headcount: int | None = 5, **fields: Any) -> Source:
    """An anonymous group, by default of five."""
    return source(by, kind="group", naming="anonymous", headcount=headcount, **fields)


def attribution(by: User, of: Claim, stance: str = "asserts", **fields: Any) -> Attribution:
    fields.setdefault("source", None)
    fields["source"] = fields["source"] or source(by)
    return attribution_create(by=by, claim_id=of.pk, fields={"stance": stance, **fields})


def comment_request(by: User, about: Claim, **fields: Any) -> CommentRequest:
    """A request about one claim; `attempts` as given."""
    attempts = fields.pop("attempts", ())
    fields.setdefault("source", None)
    fields["source"] = fields["source"] or source(by, kind="organisation")
    return comment_request_create(
        by=by, article_id=about.article_id, fields=fields, claims=[about], attempts=attempts
    )

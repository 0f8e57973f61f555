"""The admin's pages as a browser has them: their addresses, and what their forms send back."""

import re

from django.urls import reverse

from claims.models import Article, Attribution, Claim, CommentRequest
from claims.services.articles import article_update
from claims.services.attributions import attribution_update
from claims.services.claims import claim_update
from claims.services.comments import comment_request_update
from claims.services.sources import source_update
from sources.models import Source


def url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def form_of(response):
    """What a browser would send back of the page's forms."""
    form = response.context["adminform"].form
    data = {}
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    for one in [form, *(f.management_form for f in formsets), *(g for f in formsets for g in f)]:
        for bound in (field for field in one if not field.field.disabled):
            value = bound.value()
            widget = getattr(bound.field.widget, "widget", bound.field.widget)
            context = widget.get_context(bound.html_name, value, {})["widget"]
            data.update(sent(context, value))
    return data


def sent(context, value):
    if "subwidgets" in context:
        return {w["name"]: w["value"] or "" for w in context["subwidgets"]}
    if value is None or value is False or value == "":
        return {}
    if isinstance(value, (list, tuple)):
        return {context["name"]: [str(one) for one in value]}
    return {context["name"]: "on" if value is True and "attrs" in context else value}


def row(number, **fields):
    return {f"attributions-{number}-{name}": value for name, value in fields.items()}


def opened(desk, record):
    return form_of(desk.get(url(type(record), "change", record.pk)))


def save(desk, record, data):
    return desk.post(url(type(record), "change", record.pk), data)


def text_of(response):
    """The words of a page, without its marks."""
    plain = re.sub(r"<(script|style|template).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", plain).split())


def change(by, record, **changes):
    """What somebody else does meanwhile, through the service of the record."""
    services = {
        Article: (article_update, "article_id"),
        Claim: (claim_update, "claim_id"),
        Attribution: (attribution_update, "attribution_id"),
        CommentRequest: (comment_request_update, "request_id"),
        Source: (source_update, "source_id"),
    }
    service, key = services[type(record)]
    more = {name: changes.pop(name) for name in ("readers", "known_to") if name in changes}
    service(by=by, **{key: record.pk}, changes=changes, **more)

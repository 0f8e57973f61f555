"""The admin's pages as a browser has them: their addresses, and what their forms send back."""

from django.urls import reverse


def url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def form_of(response):
    """What a browser would send back of the page's forms."""
    form = response.context["adminform"].form
    data = {}
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    for one in [form, *(f.management_form for f in formsets), *(g for f in formsets for g in f)]:
        for bound in one:
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

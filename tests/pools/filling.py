"""Filling in a page of forms as a browser would: what stands there, with some of it typed over."""


def sent_by(*forms, **typed) -> dict:
    """What a browser sends of these forms and tables; `typed` goes over it, None takes a field away."""
    sent: dict = {}
    for form in forms:
        for one in _forms(form):
            for field in one:
                value = field.value()
                if hasattr(field.field.widget, "format_value") and not isinstance(value, bool | list):
                    value = field.field.widget.format_value(value)
                if value not in (None, False, [], ""):
                    sent[field.html_name] = _plain(value)
    sent |= typed
    return {name: value for name, value in sent.items() if value is not None}


def _forms(form):
    """A form; or a table with its rows and, of rules, the tables of their conditions."""
    if not hasattr(form, "management_form"):
        yield form
        return
    yield form.management_form
    for row in form.forms:
        yield row
        if hasattr(row, "conditions"):
            yield from _forms(row.conditions)


def _plain(value):
    if isinstance(value, list):
        return [getattr(one, "pk", one) for one in value]
    return "on" if value is True else getattr(value, "pk", value)

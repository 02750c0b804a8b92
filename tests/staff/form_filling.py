"""Filling in a form as a browser does."""


def as_shown(page, form="form[id$=-form]"):
    """Return the names and values that a browser would send of the page's form, unchanged."""
    fields = {}
    for element in page.one(form).select("input, select, textarea"):
        name, kind = element["name"], element.get("type")
        if kind in ("checkbox", "radio") and "checked" not in element:
            continue
        if element.name == "textarea":
            fields[name] = element.text
        elif element.name == "select":
            chosen = element.select("[selected]")
            fields[name] = chosen[0]["value"] if chosen else ""
        elif kind == "checkbox":
            fields.setdefault(name, []).append(element["value"])
        else:
            fields[name] = element.get("value", "")
    del fields["csrf_token"]
    return fields


def whole(visitor, path):
    """Go to a page under its own address, also with htmx."""
    return visitor.get(path, **{"HX-Request": "false"})


def arrive(visitor, answer):
    """Go to the page that follows under its own address, as the script has the browser do."""
    assert answer.status == 303, f"{answer.status}: {answer.words}"
    return whole(visitor, answer.location)

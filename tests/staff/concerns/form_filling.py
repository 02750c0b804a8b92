"""The address of a concern, and a thumb on its buttons."""


def path(concern, rest=""):
    return f"/staff/concerns/{concern.id}{rest}"


def tap(visitor, page, label):
    """Tap the button that says this, with all that its form carries."""
    (button,) = [each for each in page.soup.select("button") if each.get_text(strip=True) == label]
    form, fields = button.find_parent("form"), {}
    for field in form.select("input[type=hidden]"):
        fields.setdefault(field["name"], []).append(field.get("value", ""))
    if button.get("name"):
        fields.setdefault(button["name"], []).append(button["value"])
    return visitor.post(form["action"], **fields)

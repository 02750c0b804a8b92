"""Filling in the forms of the topic list as an administrator's browser does."""

from coffeecop.db import db
from coffeecop.models import Role, Topic
from coffeecop.models.starter_topics import add_starter_topics
from tests.factories import sign_in, the_agency


def admin(visitor, **values):
    return sign_in(visitor, Role.ADMIN, **values)


def starter_topics():
    """The topics of a new department, by their keys."""
    topics = {topic.key: topic for topic in add_starter_topics(the_agency())}
    db.session.commit()
    return topics


def as_shown(page):
    """Return the names and values that a browser would send of the page's form, unchanged."""
    form = page.one("form[id$=-form]")
    fields = {}
    for element in form.select("input, select, textarea"):
        name, kind = element["name"], element.get("type")
        if kind == "checkbox" and not element.has_attr("checked"):
            continue
        if element.name == "textarea":
            fields[name] = element.text.replace("\r\n", "\n").removeprefix("\n")
        elif element.name == "select":
            chosen = element.select_one("[selected]")
            fields[name] = chosen["value"] if chosen else ""
        elif name.startswith("add_"):
            fields.setdefault(name, []).append(element["value"])
        else:
            fields[name] = element.get("value", "")
    del fields["csrf_token"]
    return fields


def send(visitor, topic, what="edit", button="", **changes):
    """Open a form of a topic, change something, and press a button."""
    shown = as_shown(visitor.get(f"/staff/topics/{topic.id}/{what}"))
    path = f"/staff/topics/{topic.id}/{what}".removesuffix("/edit").removesuffix("/new")
    return visitor.post(f"{path}{button}", **{**shown, **changes})


def listed():
    """Return all topics in their order."""
    db.session.rollback()
    return db.session.scalars(db.select(Topic).order_by(Topic.position, Topic.id)).all()

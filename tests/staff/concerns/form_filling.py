"""The address of a concern, what lists show, and a thumb on the buttons."""

import re
from urllib.parse import urlencode

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import Concern
from coffeecop.models.concern.conditions import in_event_stream
from tests.staff.form_filling import arrive, whole


def path(concern, rest=""):
    return f"/staff/concerns/{concern.id}{rest}"


def listed(page):
    """Return the texts of a list."""
    return page.texts("#concern-list .items p")


def heading(page):
    return page.text("#concern-list h2")


def conditions(page):
    """Return the conditions of a list that have a link to take them away."""
    return page.texts("#conditions li")


def ticked(page):
    return [int(box["value"]) for box in page.select(".pickable [checked]")]


def search_for(visitor, words, **filters):
    return whole(visitor, f"/staff/concerns?{urlencode({'q': words, **filters})}")


def bodies(page):
    """Return the texts that a search finds; a marked word has a space after it."""
    return [body.replace(" .", ".") for body in listed(page)]


def matched(page):
    """Return the marked words of each concern that a search finds, and why it is found."""
    return [
        tuple([found.text for found in each.select(tag)] for tag in ("mark", ".meta > b"))
        for each in page.select("#concern-list .items li")
    ]


def said(visitor, answer):
    """Follow what was sent as a browser does; return what the next page says first."""
    return arrive(visitor, answer).text("main > [role=status], main > [role=alert]")


def shown_number(page):
    """Return the number of the concern that a page shows."""
    return int(re.search(r"\d+", page.text("h1")).group())


def button(page, label):
    (found,) = [each for each in page.select("button") if each.words == label]
    return found


def tap(visitor, page, label):
    """Tap the button that says this, with all that its form carries."""
    pressed = button(page, label)
    form, fields = pressed.closest("form"), {}
    for field in form.select("input[type=hidden]"):
        fields.setdefault(field["name"], []).append(field.get("value", ""))
    if pressed.get("name"):
        fields.setdefault(pressed["name"], []).append(pressed["value"])
    return visitor.post(pressed.get("formaction") or form["action"], **fields)


def tapped(visitor, page, label):
    """Tap a button and return the page that comes then."""
    return arrive(visitor, tap(visitor, page, label))


def counted():
    """Return the concerns that count for their events."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Concern).where(in_event_stream())).all()

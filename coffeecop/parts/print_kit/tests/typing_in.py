"""Typing in cards as a clerk does, and what the page then shows."""

from tests.staff.form_filling import whole


def path(event, rest=""):
    return f"/staff/events/{event.id}/paper-cards{rest}"


def show(visitor, event):
    return whole(visitor, path(event))


def type_in(visitor, event, body="Cars speed past the school.", **fields):
    return visitor.post(path(event), body=body, **fields)


def typed_in(visitor, event, body="Cars speed past the school.", **fields):
    """Type a card in and return the page that follows."""
    answer = type_in(visitor, event, body, **fields)
    assert answer.status == 303, f"{answer.status}: {answer.words}"
    return whole(visitor, answer.location)


def error_at_stub(page):
    assert page.status == 422
    return page.text("#stub-error").removeprefix("Error: ")

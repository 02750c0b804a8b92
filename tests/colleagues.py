"""Colleagues who press a button at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from coffeecop.db import db
from tests.factories import sign_in
from tests.visitor import Visitor


def colleagues(app, number, *roles):
    """Return so many browsers with somebody else signed in at each."""
    visitors = [Visitor(app) for _ in range(number)]
    for visitor in visitors:
        sign_in(visitor, *roles)
    return visitors


def at_once(visitors, act):
    """Let everyone act on the real database at once; return what came of it, in their order."""
    barrier = Barrier(len(visitors))

    def begin(number):
        with visitors[number].app.app_context():
            barrier.wait()
            return act(number, visitors[number])

    with ThreadPoolExecutor(len(visitors)) as threads:
        answers = list(threads.map(begin, range(len(visitors))))
    db.session.remove()
    db.engine.dispose()
    return answers

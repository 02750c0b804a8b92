"""An event whose names have as many letters as they may have, for what must fit on paper."""

from coffeecop.db import db
from tests.factories import make_event, make_venue

MOST_OFFICERS = 12


def make_wordy(share):
    """Make an event whose names have this share of the letters that they may have."""

    def words(most):
        return ("Sample words " * 30)[: int(most * share)].strip()

    venue = make_venue(name=words(120), street=words(120), city=words(80))
    roster = [words(76) + f" {number}" for number in range(int(MOST_OFFICERS * share))]
    event = make_event(venue=venue, title_en=words(120), title_es=words(120), roster=roster)
    agency = event.agency
    agency.name, agency.name_es, agency.phone = words(120), words(120), "(805) 339-4400"
    if share == 1:
        agency.opening_en = agency.opening_es = words(300)
    db.session.commit()
    return event

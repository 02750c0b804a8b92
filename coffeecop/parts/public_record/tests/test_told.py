"""What the feed, the digest and the pages of the core tell of the record."""

import pytest
from flask import render_template

from coffeecop.models import Role
from coffeecop.parts import sections_at
from coffeecop.parts.links import Spot
from coffeecop.parts.public_record.models import NAME, PublicRecordRoot
from coffeecop.parts.public_record.tests.rows import make_record
from tests.factories import make_event, make_staff, save
from tests.feeds import ATOM, HERE, read_feed
from tests.of_parts import needs_part
from tests.stored import all_of


@needs_part("sharing")
@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_new_seal_of_a_record_is_told_in_words_and_given_to_keep(visitor, prefix):
    event = make_event()
    make_record(5, event=event)
    (root,) = all_of(PublicRecordRoot)

    feed = read_feed(visitor, f"{prefix}/events.atom")

    (entry,) = [each for each in feed.iter(f"{ATOM}entry") if each[0].text.endswith("/record")]
    title, summary, content = (
        entry.findtext(ATOM + part) for part in ("title", "summary", "content")
    )
    assert entry[0].text == f"{HERE}{prefix}/events/{event.slug}/record"
    assert root.root not in title + summary
    assert summary.startswith("5 ")
    assert content == f"{summary}\n\n5:{root.root}"


@needs_part("sharing")
def test_the_record_leads_to_the_feed_of_its_seals_and_none_where_either_is_off(visitor):
    event = make_event()
    make_record(5, event=event)

    def told():
        page = visitor.get(f"/events/{event.slug}/record")
        feed = visitor.get("/events.atom")
        return page.has("a[href='/events.atom']"), "/record</id>" in feed.body

    assert told() == (True, True)
    save(event.agency, parts_off=["sharing"])
    assert told() == (False, False)
    save(event.agency, parts_off=[NAME])
    assert told() == (False, False)


@pytest.mark.parametrize("role", Role)
def test_the_digest_gives_new_seals_to_those_who_keep_records(app, role):
    member = make_staff(role)
    make_record(5, event=make_event())
    (root,) = all_of(PublicRecordRoot)

    sections = sections_at(Spot.DIGEST, member.agency, member, member.created_at)

    told = "".join(render_template(each, data=seals) for each, seals in sections.items())
    assert (f": 5:{root.root}" in told) is (role in (Role.ADMIN, Role.RECORDS))

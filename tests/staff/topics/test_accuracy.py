from coffeecop.db import db
from tests.factories import make_concern, make_past_event, make_topic, suggest


def correct(event, *, suggested, said, by, probability=0.8):
    concern = suggest(make_concern(event=event), suggested, probability)
    concern.set_topics(said, by=by)
    db.session.commit()


def rows(page, caption):
    table = next(
        table
        for table in page.soup.select("#corrections table")
        if caption in table.select_one("caption").text
    )
    return [" ".join(row.get_text(" ").split()) for row in table.select("tbody tr")]


def test_what_the_program_said_and_what_staff_said(plain_officer, event):
    noise, parking = make_topic(name_en="Noise"), make_topic(name_en="Parking")
    for _ in range(2):
        correct(event, suggested=noise, said=[parking], by=plain_officer.member)
    correct(event, suggested=noise, said=[], by=plain_officer.member)
    correct(event, suggested=noise, said=[noise], by=plain_officer.member)
    # Offered only, or of another event.
    correct(event, suggested=noise, said=[], by=plain_officer.member, probability=0.4)
    correct(make_past_event(), suggested=noise, said=[], by=plain_officer.member)
    suggest(make_concern(event=event), noise, 0.9)

    page = plain_officer.get(f"/staff/events/{event.id}")

    assert rows(page, "Topics taken away") == ["Noise Parking 2", "Noise No topic 1"]
    assert rows(page, "Topics added") == ["Parking 2"]


def test_each_number_opens_as_many_concerns(plain_officer, event):
    topics = [make_topic() for _ in range(4)]
    correct(event, suggested=topics[0], said=topics[1:3], by=plain_officer.member)
    correct(event, suggested=topics[0], said=topics[2:], by=plain_officer.member)
    correct(event, suggested=topics[1], said=[], by=plain_officer.member)
    make_concern(event=event, topics=topics)

    links = plain_officer.get(f"/staff/events/{event.id}").soup.select("#corrections a")

    assert len(links) == 7
    for link in links:
        heading = plain_officer.get(link["href"]).text("#concern-list h2")
        assert heading.startswith(f"{link.text} concern")


def test_where_nothing_was_corrected_nothing_is_said(plain_officer, event):
    noise = make_topic()
    correct(event, suggested=noise, said=[noise], by=plain_officer.member)

    assert not plain_officer.get(f"/staff/events/{event.id}").has("#corrections")

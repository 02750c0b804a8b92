"""What the computer does with what residents write is said, with figures from the notes."""

import tomllib

import pytest

from coffeecop.config import PROJECT
from coffeecop.models import Concern
from coffeecop.models.topics import add_starter_topics
from coffeecop.server import worker
from coffeecop.web.papers.computer import FIGURES
from tests.factories import make_concern, make_event, save, the_agency
from tests.stored import all_of

TRAFFIC = "Cars run the stop sign on Thompson and nobody slows down"
DANGER = "My husband hits me and I am afraid to go home"


def figures():
    return tomllib.loads(FIGURES.read_text())


@pytest.mark.parametrize("key", figures())
def test_a_figure_is_the_one_of_the_note_that_measured_it(key):
    figure = figures()[key]
    assert figure["line"] in (PROJECT / figure["note"]).read_text()


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_the_page_says_each_figure_and_who_answers_for_it(visitor, prefix):
    save(the_agency(), phone="(805) 555-0100")

    page = visitor.get(f"{prefix}/computer")

    assert "(805) 555-0100" in page.words
    for figure in figures().values():
        assert f"{figure['wrong']} " in page.words


def test_the_form_of_a_concern_leads_to_it_with_and_without_scripts(visitor, event):
    page = visitor.get(f"/events/{event.slug}/concerns/new")

    assert page.text("#concern p[data-asks] a[href='/computer']") == "A computer reads as you go."
    assert page.has("#concern a[href='/privacy#what-you-tell-us']")
    assert visitor.get("/privacy").has("#what-you-tell-us a[href='/computer']")


def test_a_department_can_end_the_sorting_and_danger_is_still_seen(visitor, monkeypatch):
    monkeypatch.setitem(visitor.app.config, "SORT_TEXTS", False)
    add_starter_topics(the_agency())
    event = make_event()
    for body in (TRAFFIC, DANGER):
        make_concern(event=event, body=body, suggested_at=None)

    page = visitor.post(f"/events/{event.slug}/concerns/guesses", body=TRAFFIC)
    worker.analyze_concerns()

    assert page.select("#topics > .chips > .choice") == []
    traffic, danger = all_of(Concern)
    assert (traffic.topics, danger.topics) == ([], [])
    assert ([*traffic.flags], len(danger.flags)) == ([], 1)
    assert "The department has ended the topics" in visitor.get("/computer").words

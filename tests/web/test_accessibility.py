"""What the page about accessibility says: what is lacking, and of which day; and whom to tell."""

import ast
import tomllib
from datetime import date, timedelta

import pytest

from coffeecop.config import PROJECT
from coffeecop.db import db, now
from coffeecop.web.papers import accessibility
from coffeecop.web.papers.accessibility import CRITERIA, LAST_RUN
from tests.conformance import named_tests
from tests.factories import make_agency


def test_each_test_that_it_names_is_there_and_passed_on_the_day_it_says():
    ran = tomllib.loads(LAST_RUN.read_text())

    # And those of parts that somebody took out.
    assert {*named_tests()} <= {*ran["tests"]}, "Run `make accessibility`."
    assert date.fromisoformat(ran["ran_on"]) <= now().date()
    for named in named_tests():
        file, name = named.split("::")
        tree = ast.parse((PROJECT / file).read_text())
        assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}
    criteria = tomllib.loads(CRITERIA.read_text())
    used = {
        test
        for chapter in criteria["chapters"].values()
        for each in chapter
        for test in each.get("tests", ())
    }
    assert used == set(criteria["tests"])


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_it_says_whom_to_tell(visitor, prefix):
    make_agency(
        phone="(805) 555-0100",
        accommodation_email="help@example.gov",
        website="https://police.example.gov",
    )
    make_agency()
    db.session.commit()

    links = visitor.get(f"{prefix}/accessibility").select("#barrier ~ ul a")

    assert [(each["href"], each.words) for each in links] == [
        ("tel:+1-805-555-0100", "(805) 555-0100"),
        ("mailto:help@example.gov", "help@example.gov"),
        ("https://police.example.gov", "https://police.example.gov"),
    ]


def test_a_run_of_tomorrow_elsewhere_is_told_as_of_today(visitor, monkeypatch):
    today = make_agency().today
    db.session.commit()
    monkeypatch.setattr(accessibility, "last_run", lambda: today + timedelta(days=1))

    assert f"{today:%b %-d, %Y}." in visitor.get("/accessibility").words

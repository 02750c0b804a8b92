"""The accessibility conformance report: its form, its criteria, and the tests that it names."""

import ast
import json
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from coffeecop.config import PROJECT
from coffeecop.db import db, now
from coffeecop.web.papers import accessibility
from coffeecop.web.papers.accessibility import CRITERIA, LAST_RUN
from tests.conformance import named_tests
from tests.factories import make_agency

# GSA's own, as the npm package @openacr/openacr 0.3.5 has it (public domain, CC0-1.0).
OPEN_ACR = json.loads(Path(__file__).with_name("openacr-0.1.0.json").read_text())
# The terms of its catalog for VPAT 2.5, which the schema does not check.
LEVELS = {"supports", "partially-supports", "does-not-support", "not-applicable"}
COMPONENTS = {"web", "electronic-docs", "software", "authoring-tool", "none"}
# WCAG 2.2 without 4.1.1, which VPAT 2.5 still lists.
OF_WCAG = {"success_criteria_level_a": 31, "success_criteria_level_aa": 24}


def strict(schema):
    """Return the schema so that it takes no field that it does not name."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    own = {name: strict(each) for name, each in schema.items()}
    is_thing = own.get("type") == "object"
    return {**own, "additionalProperties": False} if is_thing else own


def criteria():
    return tomllib.loads(CRITERIA.read_text())


@pytest.fixture(scope="module")
def jsonschema():
    """Imported only here: it takes seconds, and every process of a run collects this file."""
    import jsonschema

    return jsonschema


@pytest.fixture
def report(visitor):
    return lambda: yaml.safe_load(visitor.get("/accessibility/report.yaml").body)


def test_it_is_in_the_form_of_openacr_for_one_department_and_for_several(report, jsonschema):
    make_agency(phone="(805) 555-0100", accommodation_email="help@example.gov")
    jsonschema.validate(report(), strict(OPEN_ACR))
    assert report()["author"]["email"] == "help@example.gov"

    make_agency()
    jsonschema.validate(report(), strict(OPEN_ACR))


def test_a_field_that_openacr_does_not_know_is_seen_and_one_that_it_needs_is_missed(
    report, jsonschema
):
    with pytest.raises(jsonschema.ValidationError, match="tested_on"):
        jsonschema.validate({**report(), "tested_on": "today"}, strict(OPEN_ACR))
    with pytest.raises(jsonschema.ValidationError, match="'author' is a required property"):
        jsonschema.validate({"title": "x", "product": {"name": "x"}}, OPEN_ACR)


def test_every_criterion_of_wcag_2_2_a_and_aa_is_in_it_once(report):
    chapters = report()["chapters"]

    for chapter, number in OF_WCAG.items():
        numbers = [each["num"] for each in chapters[chapter]["criteria"]]
        assert len(set(numbers)) == len(numbers)
        assert len(set(numbers) - {"4.1.1"}) == number


def test_each_criterion_says_which_test_shows_it_or_that_none_does(report):
    for chapter in report()["chapters"].values():
        for criterion in chapter.get("criteria", []):
            for component in criterion["components"]:
                told = component["adherence"]
                assert (told["level"] in LEVELS, component["name"] in COMPONENTS) == (True, True)
                assert told["level"] == "not-applicable" or (
                    "Tested by program only" in told["notes"] or "No test" in told["notes"]
                ), criterion


def test_each_test_that_it_names_is_there_and_passed_on_the_day_it_says():
    ran = tomllib.loads(LAST_RUN.read_text())

    # And those of parts that somebody took out.
    assert {*named_tests()} <= {*ran["tests"]}, "Run `make accessibility`."
    assert date.fromisoformat(ran["ran_on"]) <= now().date()
    for named in named_tests():
        file, name = named.split("::")
        tree = ast.parse((PROJECT / file).read_text())
        assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}
    used = {
        test
        for chapter in criteria()["chapters"].values()
        for each in chapter
        for test in each.get("tests", ())
    }
    assert used == set(criteria()["tests"])


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_the_page_leads_to_it_says_what_is_lacking_and_whom_to_tell(visitor, prefix):
    make_agency(accommodation_email="help@example.gov")
    db.session.commit()

    page = visitor.get(f"{prefix}/accessibility")

    report = "/accessibility/report"
    for address in (report, f"{report}.yaml", "mailto:help@example.gov"):
        assert page.has(f"a[href='{address}']"), address
    assert visitor.get(report).has("dt")


def test_a_run_of_tomorrow_elsewhere_is_told_as_of_today(visitor, monkeypatch):
    today = make_agency().today
    db.session.commit()
    monkeypatch.setattr(accessibility, "last_run", lambda: today + timedelta(days=1))

    assert f"{today:%b %-d, %Y}." in visitor.get("/accessibility").words

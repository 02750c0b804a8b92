"""The accessibility conformance report: its form, its criteria, and who has it."""

import json
from pathlib import Path

import pytest
import yaml

from coffeecop.db import db
from coffeecop.parts.papers.written import NAME
from tests.factories import make_agency, save

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


@pytest.fixture(scope="module")
def jsonschema():
    """Imported only here: it takes seconds, and every process of a run collects this file."""
    import jsonschema

    return jsonschema


@pytest.fixture
def report(visitor):
    """Return what reads the report of the departments that are there: one at first."""
    make_agency(phone="(805) 555-0100", accommodation_email="help@example.gov")
    db.session.commit()
    return lambda: yaml.safe_load(visitor.get("/accessibility/report.yaml").body)


def test_it_is_in_the_form_of_openacr_for_one_department_and_for_several(report, jsonschema):
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


REPORT = "/accessibility/report"


def found(visitor, prefix=""):
    page = visitor.get(f"{prefix}/accessibility")
    return [
        *(page.has(f"a[href='{address}']") for address in (REPORT, f"{REPORT}.yaml")),
        *(visitor.get(address).status == 200 for address in (REPORT, f"{REPORT}.yaml")),
    ]


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_the_page_about_accessibility_leads_to_it_unless_no_department_has_it(
    plain_visitor, prefix
):
    here, there = make_agency(), make_agency()
    db.session.commit()
    assert found(plain_visitor, prefix) == [True] * 4
    assert plain_visitor.get(REPORT).has("dt")

    save(here, parts_off=[NAME])
    assert found(plain_visitor, prefix) == [True] * 4
    save(there, parts_off=[NAME])
    assert found(plain_visitor, prefix) == [False] * 4
    save(there, parts_off=[])
    assert found(plain_visitor, prefix) == [True] * 4


def test_of_two_departments_it_names_the_one_that_has_it(report):
    make_agency(parts_off=[NAME])
    db.session.commit()

    assert report()["author"]["email"] == "help@example.gov"

"""The accessibility conformance report: its form, its criteria, and the tests that it names."""

import ast
import tomllib
from datetime import date

import jsonschema
import pytest
import yaml

from coffeecop.config import PROJECT
from coffeecop.db import db, now
from coffeecop.web.papers.accessibility import CRITERIA, LAST_RUN
from tests.conformance import named_tests
from tests.factories import make_agency

TEXT = {"type": "string"}


def thing(required=(), **properties):
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        # Stricter than OpenACR: no name of a field is invented.
        "additionalProperties": False,
    }


def things(**properties):
    return {"type": "array", "items": thing(list(properties), **properties)}


OF_CONTACT = ("name", "company_name", "address", "email", "phone", "website")
CONTACT = thing(["email"], **dict.fromkeys(OF_CONTACT, TEXT))
LEVEL = {"enum": ["supports", "partially-supports", "does-not-support", "not-applicable"]}
COMPONENT = {"enum": ["web", "electronic-docs", "software", "authoring-tool", "none"]}
CHAPTER = thing(
    notes=TEXT,
    disabled={"type": "boolean"},
    criteria=things(
        num=TEXT,
        components=things(name=COMPONENT, adherence=thing(["level"], level=LEVEL, notes=TEXT)),
    ),
)
# The fields of openacr-0.1.0.json of GSA's OpenACR, and the terms of its catalog for VPAT 2.5.
OPEN_ACR = thing(
    ["title", "product", "author"],
    title=TEXT,
    product=thing(["name"], name=TEXT, version=TEXT, description=TEXT),
    author=CONTACT,
    vendor=CONTACT,
    report_date=TEXT,
    last_modified_date=TEXT,
    version={"type": "integer"},
    notes=TEXT,
    evaluation_methods_used=TEXT,
    legal_disclaimer=TEXT,
    license=TEXT,
    repository=TEXT,
    feedback=TEXT,
    related_openacrs=things(url=TEXT, type={"enum": ["primary", "secondary"]}),
    chapters=thing(
        success_criteria_level_a=CHAPTER,
        success_criteria_level_aa=CHAPTER,
        success_criteria_level_aaa=CHAPTER,
        functional_performance_criteria=CHAPTER,
        hardware=CHAPTER,
        software=CHAPTER,
        support_documentation_and_services=CHAPTER,
    ),
)
# WCAG 2.2 without 4.1.1, which VPAT 2.5 still lists.
OF_WCAG = {"success_criteria_level_a": 31, "success_criteria_level_aa": 24}


def criteria():
    return tomllib.loads(CRITERIA.read_text())


@pytest.fixture
def report(visitor):
    return lambda: yaml.safe_load(visitor.get("/accessibility/report.yaml").body)


def test_it_is_in_the_form_of_openacr_for_one_department_and_for_several(report):
    make_agency(phone="(805) 555-0100", accommodation_email="help@example.gov")
    jsonschema.validate(report(), OPEN_ACR)
    assert report()["author"]["email"] == "help@example.gov"

    make_agency()
    jsonschema.validate(report(), OPEN_ACR)


def test_a_field_that_openacr_does_not_know_is_seen(report):
    with pytest.raises(jsonschema.ValidationError, match="tested_on"):
        jsonschema.validate({**report(), "tested_on": "today"}, OPEN_ACR)


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
                assert told["level"] == "not-applicable" or (
                    "Tested by program only" in told["notes"] or "No test" in told["notes"]
                ), criterion


def test_each_test_that_it_names_is_there_and_passed_on_the_day_it_says():
    ran = tomllib.loads(LAST_RUN.read_text())

    assert ran["tests"] == named_tests(), "Run `make accessibility`."
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

"""The accessibility conformance report, as data in the form of GSA's OpenACR and for a page.

OpenACR 0.1.0 with the criteria of its catalog 2.5-edition-wcag-2.2-508-en. It is in English, as
the standards are.
"""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from coffeecop.db import now
from coffeecop.models import Agency
from coffeecop.parts import links_of
from coffeecop.parts.resident_links import Lack
from coffeecop.web.papers import version
from coffeecop.web.rendering import public_url

CRITERIA = Path(__file__).with_suffix(".toml")
LAST_RUN = Path(__file__).with_name("accessibility_run.toml")
CHAPTERS = {
    "success_criteria_level_a": "WCAG 2.2, level A",
    "success_criteria_level_aa": "WCAG 2.2, level AA",
    "functional_performance_criteria": "Section 508: functional performance",
    "support_documentation_and_services": "Section 508: documentation and services",
}
LEVELS = {
    "supports": "Supports",
    "partially-supports": "Partially supports",
    "not-applicable": "Not applicable",
}
SUPPORTS = "supports"
IN_PART = "partially-supports"
METHODS = (
    "Tested by program only: axe-core, the tree that screen readers get, the keyboard, narrow "
    "screens, large text, light and dark, English and Spanish, in Chromium. No person with a "
    "disability has tried it."
)
DOCUMENTS = "PDF files are tagged (PDF/UA), and each is also a page."


def open_acr(agencies: Sequence[Agency]) -> dict[str, Any]:
    """Return the report with the field names of OpenACR."""
    today = f"{now():%Y-%m-%d}"
    chapters: dict[str, Any] = {
        chapter: {
            "criteria": [
                {
                    "num": criterion["num"],
                    "components": [
                        {
                            "name": component,
                            "adherence": {"level": _level(criterion), "notes": _notes(criterion)},
                        }
                        for component in _components(chapter)
                    ],
                }
                for criterion in criteria
            ]
        }
        for chapter, criteria in _read()["chapters"].items()
    }
    chapters["hardware"] = {"disabled": True, "notes": "It is a web application."}
    chapters["software"] = {"disabled": True, "notes": "It runs in a browser alone."}
    return {
        "title": "coffeecop Accessibility Conformance Report",
        "product": {
            "name": "coffeecop",
            "version": version(),
            "description": "The web app of a police department for its Coffee with a Cop events.",
        },
        "author": _author(agencies),
        "report_date": today,
        "last_modified_date": today,
        "version": 1,
        "notes": DOCUMENTS,
        "evaluation_methods_used": METHODS,
        "feedback": public_url("pages.accessibility", language="en"),
        "license": "CC-BY-4.0",
        "chapters": chapters,
    }


def report_facts() -> dict[str, Any]:
    """Return what templates/public/partials/accessibility_report.html says."""
    chapters = {
        CHAPTERS[chapter]: [
            (f"{each['num']} {each['handle']}", f"{LEVELS[_level(each)]}. {_notes(each)}".strip())
            for each in criteria
        ]
        for chapter, criteria in _read()["chapters"].items()
    }
    lead = f"coffeecop {version()}, by the VPAT 2.5 criteria of WCAG 2.2 A and AA and Section 508."
    return {"lead": lead, "methods": METHODS, "documents": DOCUMENTS, "chapters": chapters}


def statement(agencies: Sequence[Agency]) -> dict[str, Any]:
    """Return how many criteria of WCAG apply and are met in part only, and what parts lack.

    Of parts that a department has on: others have no page.
    """
    chapters = _read()["chapters"]
    levels = [_level(each) for name in list(chapters)[:2] for each in chapters[name]]
    return {
        "criteria": len(levels) - levels.count("not-applicable"),
        "in_part": levels.count(IN_PART),
        "last_run": last_run(),
        "lacks": list(dict.fromkeys(lack for each in agencies for lack in links_of(each, Lack))),
    }


def last_run() -> date:
    """Return the day on which the tests last ran, each of them."""
    return date.fromisoformat(_read(LAST_RUN)["ran_on"])


@cache
def _read(file: Path = CRITERIA) -> dict[str, Any]:
    return tomllib.loads(file.read_text())


def _level(criterion: Mapping[str, Any]) -> str:
    return IN_PART if _lacks(criterion) else str(criterion.get("level", SUPPORTS))


def _lacks(criterion: Mapping[str, Any]) -> list[Lack]:
    return [each for each in links_of(None, Lack) if each.criterion == criterion["num"]]


def _notes(criterion: Mapping[str, Any]) -> str:
    notes = [criterion["note"]] if "note" in criterion else []
    notes += [each.note for each in _lacks(criterion)]
    named = [_read()["tests"][name] for name in criterion.get("tests", ())]
    if named := [*named, *(each.test for each in _lacks(criterion))]:
        tests = "; ".join(map(_in_words, named))
        notes.append(f"Tested by program only, last on {last_run()}: {tests}.")
    elif _level(criterion) != "not-applicable":
        notes.append("No test; judged by whoever made it.")
    return " ".join(notes)


def _in_words(test: str) -> str:
    """Return the file and the name of a test as words, which break into lines on a phone."""
    file, _separator, name = test.partition("::test_")
    words = f"{Path(file).stem.removeprefix('test_')}: {name}"
    return words.replace("_", " ")


def _components(chapter: str) -> tuple[str, ...]:
    # Residents' pages, and those on which staff write what residents read.
    return ("web", "authoring-tool") if chapter.startswith("success") else ("none",)


def _author(agencies: Sequence[Agency]) -> dict[str, str]:
    if len(agencies) != 1:
        return {"name": "The departments of this installation", "email": ""}
    agency = agencies[0]
    known = {"phone": agency.phone, "website": agency.website}
    return {
        "company_name": agency.name,
        # OpenACR asks for the field.
        "email": agency.accommodation_email or "",
        **{name: value for name, value in known.items() if value},
    }

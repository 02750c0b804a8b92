"""The accessibility conformance report, as data in the form of GSA's OpenACR and for a page.

OpenACR 0.1.0 with the criteria of its catalog 2.5-edition-wcag-2.2-508-en. It is in English, as
the standards are.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from coffeecop.db import now
from coffeecop.models import Agency
from coffeecop.web.papers import version
from coffeecop.web.papers.accessibility import (
    IN_PART,
    NOT_APPLICABLE,
    SUPPORTS,
    lacks_of,
    last_run,
    level_of,
    read_criteria,
)
from coffeecop.web.rendering import public_url

CHAPTERS = {
    "success_criteria_level_a": "WCAG 2.2, level A",
    "success_criteria_level_aa": "WCAG 2.2, level AA",
    "functional_performance_criteria": "Section 508: functional performance",
    "support_documentation_and_services": "Section 508: documentation and services",
}
LEVELS = {SUPPORTS: "Supports", IN_PART: "Partially supports", NOT_APPLICABLE: "Not applicable"}
METHODS = (
    "Tested by program only: axe-core, the tree that screen readers get, the keyboard, narrow "
    "screens, large text, light and dark, English and Spanish, in Chromium. No person with a "
    "disability has tried it."
)
DOCUMENTS = "PDF files are tagged (PDF/UA), and each is also a page."


def open_acr(agencies: Sequence[Agency]) -> dict[str, Any]:
    today = f"{now():%Y-%m-%d}"
    chapters: dict[str, Any] = {
        chapter: {
            "criteria": [
                {
                    "num": criterion["num"],
                    "components": [
                        {
                            "name": component,
                            "adherence": {"level": level_of(criterion), "notes": _notes(criterion)},
                        }
                        for component in _components(chapter)
                    ],
                }
                for criterion in criteria
            ]
        }
        for chapter, criteria in read_criteria()["chapters"].items()
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


def report_context() -> dict[str, Any]:
    chapters = {
        CHAPTERS[chapter]: [
            (f"{each['num']} {each['handle']}", f"{LEVELS[level_of(each)]}. {_notes(each)}".strip())
            for each in criteria
        ]
        for chapter, criteria in read_criteria()["chapters"].items()
    }
    lead = f"coffeecop {version()}, by the VPAT 2.5 criteria of WCAG 2.2 A and AA and Section 508."
    return {"lead": lead, "methods": METHODS, "documents": DOCUMENTS, "chapters": chapters}


def _notes(criterion: Mapping[str, Any]) -> str:
    lacks = lacks_of(criterion)
    notes = [criterion["note"]] if "note" in criterion else []
    notes += [each.note for each in lacks]
    named = [read_criteria()["tests"][name] for name in criterion.get("tests", ())]
    if named := [*named, *(each.test for each in lacks)]:
        tests = "; ".join(map(_in_words, named))
        notes.append(f"Tested by program only, last on {last_run()}: {tests}.")
    elif level_of(criterion) != NOT_APPLICABLE:
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

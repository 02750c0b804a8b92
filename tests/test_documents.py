"""The documents for whoever carries the project on name what is there."""

import re

import pytest
from babel.messages.pofile import read_po

from coffeecop.config import PROJECT

DOCUMENTS = ["CONTRIBUTING.md", "docs/architecture.md"]
NOT_IN_THE_TABLE = (
    "/ /en /sw.js /app.webmanifest /favicon.ico /static/<path:address> "
    "/.well-known/security.txt /events.ics /mail-addresses/confirmed"
)
GUIDE = "docs/guide.md"
PICTURES = PROJECT / "docs/images/guide"
FOLDERS = "coffeecop|templates|tests|docs|translations"


def read(document):
    return (PROJECT / document).read_text()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_that_a_document_names_is_there(document):
    named = re.findall(rf"(?<![\w/])(?:{FOLDERS})/[\w./-]*\w/?", read(document))

    assert len(named) > 5
    assert [path for path in named if not (PROJECT / path).exists()] == []


def rows_of_addresses():
    """Return what the table of addresses says: beginnings of addresses, code, templates, tests."""
    for line in read("docs/architecture.md").splitlines():
        if line.startswith("| `/"):
            addresses, *places = [cell.strip() for cell in line.strip("|").split("|")]
            yield re.findall(r"`(/[^`]*)`", addresses), [place.strip("`") for place in places]


def test_the_table_of_addresses_names_folders_that_are_there():
    rows = list(rows_of_addresses())
    assert len(rows) > 10
    for addresses, (code, templates, tests) in rows:
        assert addresses
        for path in (f"coffeecop/{code}", f"templates/{templates}", f"tests/{tests}"):
            assert (PROJECT / path).exists(), path


def test_each_address_is_served_from_the_folder_of_its_row(app):
    folders = {
        address: code.strip("/").removesuffix(".py").replace("/", ".")
        for addresses, (code, *_) in rows_of_addresses()
        for address in addresses
    }
    elsewhere = set()
    for rule in app.url_map.iter_rules():
        address = rule.rule.removeprefix("/<any(es):language>")
        module = app.view_functions[rule.endpoint].__module__
        if module.startswith("coffeecop.parts."):
            continue
        beginnings = [each for each in folders if address.startswith(each) and each != "/"]
        if beginnings:
            assert f".{folders[max(beginnings, key=len)]}" in module, address
        else:
            elsewhere.add(address)
    assert elsewhere == {*NOT_IN_THE_TABLE.split()}


def test_each_part_says_what_it_adds(app):
    for rule in app.url_map.iter_rules():
        _package, parts, name, *_ = f"{app.view_functions[rule.endpoint].__module__}...".split(".")
        if parts == "parts":
            document = read(f"coffeecop/parts/{name}/README.md")
            named = re.findall(r"`(?:[A-Z]+ )?(/[^`]*)`", document)
            address = rule.rule.removeprefix("/<any(es):language>")
            assert any(address.startswith(each) for each in named), address
            assert len(document.splitlines()) <= 12


def test_the_guide_shows_all_of_its_pictures_and_says_what_is_on_each():
    shown = re.findall(r'<img src="(.+)" width="\d+" alt="(.*)">', read(GUIDE))
    taken = {str(path.relative_to(PROJECT / "docs")) for path in PICTURES.iterdir()}

    assert {picture for picture, _alt in shown} == taken
    assert all(alt.strip() for _picture, alt in shown)


def test_each_address_that_the_guide_names_is_served(app):
    named = set(re.findall(r"`(/[^`]+)`", read(GUIDE)))

    assert len(named) > 3
    assert named - {rule.rule for rule in app.url_map.iter_rules()} == set()


def test_what_is_bold_in_the_guide_is_on_the_pages():
    with (PROJECT / "translations/es/LC_MESSAGES/messages.po").open("rb") as file:
        words = {message.id for message in read_po(file)}
    bold = set(re.findall(r"\*\*(.+?)\*\*", read(GUIDE)))

    assert len(bold) > 50
    assert bold - words == set()


# How many requirements of levels 1 and 2 each section of ASVS 5.0 has; some numbers are level 3.
ASVS = {
    **{"1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1},
    **{"3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4},
    **{"5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5},
    **{"6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2},
    **{"8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4},
    **{"10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4},
    **{"11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2},
    **{"13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1},
    **{"16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2},
}
# The sections whose numbers have gaps.
LATER = {"17.2.8"}


def test_each_requirement_of_asvs_has_its_row_and_no_other():
    asked = {f"{section}.{n}" for section, most in ASVS.items() for n in range(1, most + 1)}
    rows = [line for line in read("docs/security.md").splitlines() if re.match(r"\| \d", line)]
    named = [number for row in rows for number in re.findall(r"\d+\.\d+\.\d+", row.split("|")[1])]

    assert len(named) == 254
    assert set(named) == asked | LATER
    assert [row for row in rows if not (row.split("|")[3].strip() or "no " in row)] == []


def test_each_test_that_the_document_of_security_names_is_there():
    named = re.findall(r"`((?:\w+/)*\w+\.py)(?:::(\w+))?`", read("docs/security.md"))

    assert len(named) > 100
    for file, test in named:
        of_part = PROJECT / file
        if file.startswith("coffeecop/parts/") and not of_part.parents[1].exists():
            continue
        path = of_part if of_part.exists() else PROJECT / "tests" / file.removeprefix("tests/")
        assert path.exists(), file
        assert not test or f"def {test}(" in path.read_text(), (file, test)

"""The documents for who carries the project on name what is there."""

import re

import pytest
from babel.messages.pofile import read_po

from coffeecop.config import PROJECT

DOCUMENTS = ["CONTRIBUTING.md", "docs/architecture.md"]
NOT_IN_THE_TABLE = {
    "/",
    "/en",
    "/sw.js",
    "/app.webmanifest",
    "/favicon.ico",
    "/coffee-with-a-cop.png",
    "/static/<path:address>",
    "/.well-known/security.txt",
    "/events.atom",
    "/events.ics",
    "/mail-addresses/confirmed",
}
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
        beginnings = [each for each in folders if address.startswith(each) and each != "/"]
        if beginnings:
            assert f".{folders[max(beginnings, key=len)]}" in module, address
        else:
            elsewhere.add(address)
    assert elsewhere == NOT_IN_THE_TABLE


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

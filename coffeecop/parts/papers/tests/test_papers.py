"""The papers that a town asks for, as pages and as files."""

import pytest
import yaml

from coffeecop.db import db, now
from coffeecop.matters.verbs import Said
from coffeecop.models import ConcernState, HiddenFor, Language, MatterState, Role
from coffeecop.parts.papers import written
from coffeecop.parts.papers.written import PAPERS
from coffeecop.parts.resident_links import KeepingTimes
from coffeecop.web.papers import version
from tests.factories import (
    make_agency,
    make_concern,
    make_event,
    make_matter,
    make_second_factor,
    make_staff,
    sign_in,
)
from tests.of_parts import needs_part, turn_parts_off
from tests.pdf import needs_pango


@pytest.mark.parametrize("role", [Role.ADMIN, Role.RECORDS])
def test_who_keeps_the_records_too_finds_each_paper_dated_and_of_this_version(plain_visitor, role):
    sign_in(plain_visitor, role)
    assert plain_visitor.get("/staff/more").has("[href='/staff/papers']")

    links = plain_visitor.get("/staff/papers").select(".fact-list a")

    assert len(links) == len(PAPERS)
    for link in links:
        page = plain_visitor.get(link["href"])
        assert f"coffeecop {version()}" in page.words
        assert "Made on" in page.words
    assert plain_visitor.get("/staff/papers/nothing").status == 404


@needs_pango
@pytest.mark.usefixtures("drawn_here")
def test_each_paper_can_be_had_as_pdf(admin):
    answer = admin.get("/staff/papers/attorney.pdf")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert admin.get("/staff/papers/nothing.pdf").status == 404


def test_the_command_writes_each_into_a_folder(app, admin, tmp_path):
    make_event()

    answer = app.test_cli_runner().invoke(args=["papers", str(tmp_path / "town")])

    agency = admin.member.agency
    files = {file.name.removeprefix(f"{agency.slug}-") for file in (tmp_path / "town").iterdir()}
    assert answer.exit_code == 0, answer.output
    assert files == {f"{name}.html" for name in PAPERS} | {"accessibility.yaml"}
    for name in PAPERS:
        text = (tmp_path / "town" / f"{agency.slug}-{name}.html").read_text()
        assert '<html lang="en">' in text
        assert agency.name in text
    report = yaml.safe_load((tmp_path / "town" / f"{agency.slug}-accessibility.yaml").read_text())
    assert report["author"]["company_name"] == agency.name


def test_the_command_writes_none_of_a_department_that_has_them_off(app, admin, tmp_path):
    turn_parts_off(admin.member.agency)

    answer = app.test_cli_runner().invoke(args=["papers", str(tmp_path / "town")])

    assert (answer.exit_code, answer.output) == (0, "")


def test_what_the_department_wrote_in_one_language_is_counted(admin):
    agency = admin.member.agency
    make_event(agency=agency, title_es=None, description_en="Coffee.", description_es=None)
    make_event(agency=agency, title_es="Café", description_en="Coffee.", description_es="Café.")
    make_matter(by=make_staff(agency=agency), said=Said(MatterState.DONE, "A sign"), is_public=True)
    db.session.commit()

    page = admin.get("/staff/papers/accessibility")

    counted = page.select("section:first-of-type .definitions > div")
    own = {each.one("dt").words: each.one("dd").words for each in counted}
    assert own["Events without a Spanish title"] == "1"
    assert own["Events with a description in one language only"] == "1"
    told = "What came of it, in one language only, with the descriptions of photos"
    assert own[told] == "1"


def hide(agency, number, reason):
    event = make_event(agency=agency)
    for _each in range(number):
        make_concern(event=event, state=ConcernState.HIDDEN, hidden_for=reason)


def definitions(page):
    """Return what a paper says of each term; of one that is there twice, the last."""
    return {
        each.one("dt").words: each.one("dd").words for each in page.select(".definitions > div")
    }


def test_the_attorney_reads_how_long_things_are_kept_as_a_part_tells(admin, monkeypatch):
    lines = [("Concerns", "7 years after the last message. GR-12.")]
    times = KeepingTimes(lambda *_: "", lambda _: now(), lambda _: "", str, lambda _: lines)
    for told, words in (([times], "By the schedule on the page Records"), ([], "No end date")):
        monkeypatch.setattr(
            written,
            "links_of",
            lambda _agency, kind, told=told: told if kind is KeepingTimes else [],
        )

        page = admin.get("/staff/papers/attorney")

        assert words in page.words
        assert (definitions(page)["Concerns"] == lines[0][1]) is bool(told)


@pytest.mark.both_databases
def test_what_is_hidden_is_counted_by_reason_only_where_nothing_is_few(admin):
    agency = admin.member.agency
    hide(agency, 6, HiddenFor.SPAM)
    hide(agency, 5, HiddenFor.THREAT)
    told = definitions(admin.get("/staff/papers/attorney"))
    assert (told["Spam or advertising"], told["A threat"]) == ("6", "5")
    assert told["Sent more than once"] == "0"

    hide(agency, 1, HiddenFor.DUPLICATE)

    page = admin.get("/staff/papers/attorney")
    assert "12 are hidden now." in page.words
    assert definitions(page)["Spam or advertising"].startswith("Not shown")


@needs_part("mail_test")
@needs_part("backups")
@needs_part("doctor")
def test_security_is_answered_from_settings_and_by_doctor_without_secrets(app, admin, monkeypatch):
    secret = "smtp://user:hidden-word@mail.example.gov:587"
    monkeypatch.setitem(app.config, "SMTP_URL", secret)
    monkeypatch.setitem(app.config, "MAIL_FROM", "coffee@example.gov")
    monkeypatch.setitem(app.config, "HTTPS", True)

    page = admin.get("/staff/papers/security")

    told = definitions(page)
    assert told["On the way"] == "By HTTPS alone."
    assert told["Mail server"] == "mail.example.gov"
    assert told["mail (warning)"].startswith("From coffee@example.gov, but never tested.")
    assert any(name.startswith("copies of backups") for name in told)
    assert "hidden-word" not in page.words
    assert app.config["SECRET_KEY"] not in page.words


@needs_part("doctor")
def test_security_tells_of_the_own_department_and_of_no_other(admin):
    make_staff(Role.ADMIN, agency=make_agency(name="Elsewhere Police"), password_hash="hash")
    make_second_factor(admin.member)

    page = admin.get("/staff/papers/security")

    assert "Elsewhere Police" not in page.words
    told = definitions(page)
    assert admin.member.agency.name in told["complaints role (fault)"]
    assert told["second factor (ok)"] == "All who must have one do."


@needs_part("doctor")
def test_what_is_in_english_alone_says_so_on_a_page_in_spanish(plain_visitor):
    sign_in(plain_visitor, Role.ADMIN, language=Language.SPANISH)

    security = plain_visitor.get("/staff/papers/security")
    assert security.one("html")["lang"] == "es"
    english = [each.one("h2").words for each in security.select("section[lang=en]")]
    assert len(english) == 1
    accessibility = plain_visitor.get("/staff/papers/accessibility")
    assert accessibility.one("h1")["lang"] == "en"
    # What the department itself wrote is counted in Spanish.
    assert len(accessibility.select("section:not([lang])")) == 2

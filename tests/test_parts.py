"""A part is heard by its folder or its package alone; a department may do without it."""

import sys
import zipfile
from subprocess import run

import pytest

from coffeecop import create_app, parts
from coffeecop.config import PROJECT
from coffeecop.db import db
from coffeecop.models import Agency, Role
from coffeecop.parts.hooks import MadeUpStaff
from coffeecop.parts.links import Snippet, Spot
from coffeecop.staff.settings import pages
from tests.factories import make_agency, sign_in
from tests.of_parts import turn_parts_off
from tests.visitor import Visitor

TEA = """
from flask import Blueprint
from sqlalchemy import literal
from coffeecop.models import Role
from coffeecop.parts import Job, Part, TodayLine
from coffeecop.parts.links import Entry
from coffeecop.staff.identity.auth import staff_only

bp = Blueprint("tea", __name__, url_prefix="/staff/tea")
brewed = []


@bp.get("")
@staff_only
def index():
    return "Tea is ready"


PART = Part(
    name="tea",
    title="Tea",
    purpose="For those who do not drink coffee",
    blueprints=[bp],
    jobs=[Job("kettle", lambda: brewed.append("cup"), 60)],
    links=[Entry("check", "tea.index", "Tea", "", tuple(Role))],
    today=[
        TodayLine(
            "check", lambda _member: literal(2), lambda n: f"{n} cups wait", "tea.index"
        )
    ],
)
"""


@pytest.fixture
def installed_tea(tmp_path, monkeypatch):
    """A package that somebody else made, installed from its wheel."""
    wheel = tmp_path / "coffeecop_tea-1.0-py3-none-any.whl"
    about = "coffeecop_tea-1.0.dist-info"
    files = {
        "coffeecop_tea.py": TEA,
        f"{about}/METADATA": "Metadata-Version: 2.1\nName: coffeecop-tea\nVersion: 1.0\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/entry_points.txt": "[coffeecop.parts]\ntea = coffeecop_tea:PART\n",
        f"{about}/RECORD": "",
    }
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    target = tmp_path / "packages"
    uv = [sys.executable, "-m", "uv", "--no-config", "pip", "install", "-q", "--no-index"]
    run([*uv, "--no-deps", "--target", target, wheel], check=True)
    monkeypatch.syspath_prepend(target)
    parts.parts.cache_clear()
    yield
    parts.parts.cache_clear()
    sys.modules.pop("coffeecop_tea", None)


@pytest.mark.slow
def test_a_package_that_somebody_installs_adds_a_page_a_job_and_a_line_on_today(
    installed_tea, app, environ
):
    with create_app(environ).app_context() as context:
        visitor = Visitor(context.app)
        sign_in(visitor, Role.OFFICER)

        assert "Tea is ready" in visitor.get("/staff/tea").words
        assert visitor.get("/staff/more").has("main a[href='/staff/tea']")
        assert "2 cups wait" in visitor.get("/staff").words
        assert [job.name for part in parts.parts() for job in part.jobs][-1] == "kettle"


def each_part():
    return [pytest.param(part, id=part.name) for part in parts.parts()]


@pytest.mark.parametrize("part", each_part())
def test_off_is_off_and_on_again_shows_what_was_there(plain_visitor, part):
    member = sign_in(plain_visitor, *Role)
    pages = [
        rule.rule
        for rule in plain_visitor.app.url_map.iter_rules()
        if rule.endpoint.split(".")[0] in {each.name for each in part.blueprints}
        and "GET" in rule.methods
        and rule.rule.startswith("/staff")
        and not rule.arguments
        # What draws a PDF takes seconds for what its page shows too.
        and not rule.rule.endswith((".pdf", ".png"))
    ]
    shown = [plain_visitor.get(page).status for page in pages]

    others = [each.name for each in parts.parts() if each is not part]
    plain_visitor.post("/staff/settings/edit/parts", on=others)

    assert db.session.get(Agency, member.agency_id).parts_off == [part.name]
    assert [plain_visitor.get(page).status for page in pages] == [404] * len(pages)
    for page in ("/staff/more", "/staff", "/staff/settings?open=parts"):
        assert not any(plain_visitor.get(page).has(f"main a[href='{each}']") for each in pages)

    plain_visitor.post("/staff/settings/edit/parts", on=[*others, part.name])
    assert [plain_visitor.get(page).status for page in pages] == shown


def test_another_department_keeps_what_this_one_turns_off(plain_visitor):
    other = make_agency()
    sign_in(plain_visitor, Role.ADMIN)

    answer = plain_visitor.post("/staff/settings/edit/parts", on=[])

    assert answer.location == "/staff/settings?open=parts"
    assert parts.parts_on(other) == list(parts.parts())


def test_parts_stand_by_their_titles(plain_visitor, monkeypatch):
    named = {"a": "Tea", "b": "Éclairs", "c": "Apples"}
    made = [parts.Part(*each, "") for each in named.items()]
    monkeypatch.setattr(pages, "parts", lambda: made)
    sign_in(plain_visitor, Role.ADMIN)

    listed = plain_visitor.get("/staff/settings?open=parts").select("main [name=on]")

    assert [box["value"] for box in listed] == ["c", "b", "a"]


@pytest.fixture
def only_tea(monkeypatch):
    """Let the only part be one that adds these."""

    def add(*links):
        tea = parts.Part("tea", "Tea", "For those who do not drink coffee", links=links)
        monkeypatch.setattr(parts, "parts", lambda: (tea,))

    return add


def test_made_up_staff_is_let_in_by_a_part_that_is_on_alone(plain_visitor, only_tea):
    only_tea(MadeUpStaff(lambda: True))
    officer = sign_in(plain_visitor, Role.OFFICER, is_demo=True)
    assert plain_visitor.get("/staff").status == 200

    turn_parts_off(officer.agency)
    assert plain_visitor.get("/staff").status == 302

    only_tea()
    sign_in(plain_visitor, Role.OFFICER, is_demo=True)
    assert plain_visitor.get("/staff").status == 302


def test_a_strip_of_a_part_stands_above_each_page(plain_visitor, only_tea):
    words = ["Tea is free today."]
    only_tea(Snippet(Spot.STRIP, words.pop), Snippet(Spot.STRIP, lambda: ""))
    sign_in(plain_visitor, Role.OFFICER)

    assert plain_visitor.get("/staff").texts(".strip") == ["Tea is free today."]
    words.append("Tea is free.")
    assert plain_visitor.get("/about").texts(".strip") == ["Tea is free."]


def test_each_part_has_what_is_asked_of_a_part():
    for folder in (PROJECT / "coffeecop/parts").glob("*/part.py"):
        assert (folder.parent / "README.md").exists()
        assert list(folder.parent.glob("tests/test_*.py"))

"""Imports point down and never in a circle; features stand apart; few modules commit."""

import ast
import re
from collections import Counter
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

from coffeecop.config import PROJECT
from coffeecop.parts import parts
from tests.count import counts, lines_of_code, lines_of_text
from tests.fixtures import MARKER, is_on_both

# From the top down; a module may import what stands in its own row or below. A longer name wins.
LAYERS = (
    ("__main__",),
    ("",),
    # Whatever stands in a folder of its own there; what the core asks them for is "parts".
    ("a part",),
    ("cli",),
    ("server",),
    ("public", "staff"),
    # What came of what several concerns say.
    ("matters",),
    ("concerns", "analysis", "mail"),
    ("web",),
    ("models",),
    ("db",),
    ("config", "engine", "parts", "signals"),
)
# What all features of a side share stands beside them, not in one of them.
SHARED_BY_PUBLIC = {"forms", "rows", "sending"}
SHARED_BY_STAFF = {
    "audit.details",
    "audit.labels",
    "concern_list",
    "identity",
    "navigation",
    "summaries",
    "tools",
}
MAY_COMMIT = (
    "cli.staff server.preparation server.worker "
    # A confirmation stands even if the form behind it fails; so does when a session was used.
    "staff.identity.auth staff.identity.confirmation "
    # A try counts even if what follows fails.
    "staff.identity.sign_in_limits "
    # Hashes the words of a receipt outside any transaction.
    "web.receipt_codes "
    # The database handle's own helper for commands.
    "db "
    # Jobs of the worker: one transaction for each mail,
    "mail.outbox mail.notifications mail.alerts "
    # and one for some concerns at a time, or one event.
    "analysis.classification analysis.details"
)
VIEWS_BY_THEMSELVES = {"public.pages", "public.mail", "staff.more"}
OF_THE_WEB = {"flask", "wtforms", "flask_wtf", "htmx_flask", "flask_babel", "werkzeug"}
OF_THE_DATABASE = {"sqlalchemy", "flask_sqlalchemy", "alembic"}
OF_A_REQUEST = {"request", "render_template", "session", "flash", "redirect", "url_for"}


@cache
def read_package(root=PROJECT / "coffeecop"):
    """Return the text of each module by its name; "" is the package itself."""
    texts = {}
    for path in root.rglob("*.py"):
        places = path.relative_to(root).with_suffix("").parts
        name = ".".join(places)
        if not name.startswith("db.migrations") and "tests" not in places:
            texts[name.removesuffix("__init__").rstrip(".")] = path.read_text()
    return texts


@cache
def nodes_of(text):
    """Return what the rules ask of a module: its imports and calls, and its classes at the top."""
    tree = ast.parse(text)
    kinds = ast.Import | ast.ImportFrom | ast.Call
    found = [node for node in ast.walk(tree) if isinstance(node, kinds)]
    return [*found, *(node for node in tree.body if isinstance(node, ast.ClassDef))]


def imports(text, modules):
    """Return which of our modules, and which names of others, a module imports anywhere in it."""
    ours, others = set(), set()
    for node in nodes_of(text):
        if isinstance(node, ast.Import):
            others |= {(alias.name, "") for alias in node.names}
        if not isinstance(node, ast.ImportFrom):
            continue
        package, _, module = (node.module or "").partition(".")
        if package != "coffeecop":
            others |= {(node.module, alias.name) for alias in node.names}
            continue
        for alias in node.names:
            inner = f"{module}.{alias.name}".lstrip(".")
            ours.add(inner if inner in modules else module)
    return ours, others


# What parts may add: the core reads these.
KINDS_OF_LINKS = {"parts.findings", "parts.links", "parts.resident_links", "parts.hooks"}


def is_of_a_part(name):
    return name.startswith("parts.") and name not in KINDS_OF_LINKS


def layer(name):
    """Return the row of LAYERS that the longest prefix of a module's name stands in."""
    parts = ["a part"] if is_of_a_part(name) else name.split(".")
    prefixes = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return next(row for prefix in prefixes for row, names in enumerate(LAYERS) if prefix in names)


def feature(name):
    """Return the feature of a module, such as staff.topics; None for what is shared."""
    if is_of_a_part(name):
        return ".".join(name.split(".")[:2])
    side, _, rest = name.partition(".")
    own = rest.split(".")[0]
    shared = {"public": SHARED_BY_PUBLIC, "staff": SHARED_BY_STAFF}.get(side)
    if shared is None or not own or own in shared or rest in shared:
        return None
    return f"{side}.{own}"


def holds_views(name):
    return feature(name) is not None and bool(
        {"views", "part", "commands"} & {*name.split(".")[1:]} or name in VIEWS_BY_THEMSELVES
    )


def faults(modules):
    """Return what breaks the rules, in words."""
    read = {name: imports(text, modules) for name, text in modules.items()}
    graph = {name: ours - {name} for name, (ours, _) in read.items()}
    found = [fault for name in graph for fault in wrong_ways(name, graph[name])]
    found += [fault for name in read for fault in knows_too_much(name, *read[name])]
    found += [
        f"{name} commits"
        for name, text in modules.items()
        if commits(text)
        and name not in MAY_COMMIT.split()
        and not holds_views(name)
        and not (name.startswith("parts.") and "jobs" in name.split("."))
    ]
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        found.append(f"a circle: {' > '.join(reversed(circle.args[1]))}")
    return found


def wrong_ways(name, ours):
    for imported in sorted(ours):
        if layer(imported) < layer(name):
            yield f"{name} imports {imported}, which is above it"
        here, there = feature(name), feature(imported)
        if is_foreign(here, there):
            yield f"{name} imports {imported} of another feature"
        if there and not here and layer(imported) == layer(name):
            yield f"{name} is shared and imports {imported} of a feature"
        if here and here == there and holds_views(imported) and not holds_views(name):
            yield f"{name} imports {imported}, which is above it"
        if name.startswith("public.") and imported.startswith("staff."):
            yield f"{name} imports {imported} of the staff's side"
        if name.startswith("staff.") and imported.startswith("public.") and there:
            yield f"{name} imports {imported} of the residents' side"


def is_foreign(here, there):
    """Return whether a feature is of no concern to a module; a part may use those of the core."""
    if here is None or here.startswith("parts."):
        return there is not None and there.startswith("parts.") and there != here
    return there is not None and there != here


def knows_too_much(name, ours, others):
    of_the_web = {what for package, what in others if package.split(".")[0] in OF_THE_WEB}
    of_the_database = {package.split(".")[0] for package, _ in others} & OF_THE_DATABASE
    package = name.split(".")[0]
    if package in ("matters", "concerns", "models", "engine") and of_the_web:
        yield f"{name} knows of the web"
    if package == "engine" and of_the_database:
        yield f"{name} knows of the database"
    forms = {module for module in ours if "forms" in module.split(".")}
    if name.endswith(("actions", "queries")) and (of_the_web & OF_A_REQUEST or forms):
        yield f"{name} knows of requests or forms"


def commits(text):
    return any(
        isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Attribute) and node.func.attr == "commit")
            or (isinstance(node.func, ast.Name) and node.func.id == "db_writes")
        )
        for node in nodes_of(text)
    )


def test_the_rules_hold():
    assert faults(read_package()) == []


# What a page shows is prepared in a module beside it.
MOST_IMPORTS_OF_A_VIEW = 8


def test_a_view_imports_few_modules_of_ours():
    modules = read_package()
    views = {name: text for name, text in modules.items() if "views" in name.split(".")}
    numbers = {name: len(imports(text, modules)[0] - {name}) for name, text in views.items()}
    assert {name for name, number in numbers.items() if number > MOST_IMPORTS_OF_A_VIEW} == set()


def test_every_exception_is_needed():
    modules = read_package()

    assert {name for name in MAY_COMMIT.split() if not commits(modules[name])} == set()


SOUND = {
    "": "from coffeecop.public.rsvps.views import bp",
    "server.production": "from coffeecop.server.preparation import prepare",
    "server.preparation": "from coffeecop.db import db\ndb.session.commit()",
    "web.rendering": "from coffeecop.models import Event",
    "models": "from coffeecop.models.event import Event",
    "models.event": "from coffeecop.db import db",
    "db": "from flask import request",
    "public.rsvps.views": "from coffeecop.public.rsvps.actions import reserve\n"
    "from coffeecop.web.rendering import render\ndb.session.commit()",
    "public.rsvps.actions": "from coffeecop.models import Event",
    "matters.verbs": "from coffeecop.concerns.verbs import answer",
    "concerns.verbs": "from coffeecop.mail.outbox import send",
    "mail.outbox": "from coffeecop.models import Event",
    "public.rsvps.forms": "from coffeecop.models import Event",
    "public.events.queries": "from coffeecop.models import Event",
    "public.surveys.views": "from coffeecop.public.surveys.views.thanks import bp",
    "public.surveys.views.thanks": "db.session.commit()",
    "staff.identity.auth": "from coffeecop.models import Event",
    "staff.topics.views": "from coffeecop.staff.identity.auth import staff_only",
    "staff.summaries.counts": "from coffeecop.models import Event",
    "parts": "import flask",
    "parts.tea.part": "from coffeecop.parts import Part\nfrom coffeecop.parts.tea.views import bp",
    "parts.tea.views": "from coffeecop.staff.identity.auth import x\ndb.session.commit()",
    "parts.tea.jobs.brewing": "from coffeecop.models import Event",
    "parts.tea.pots": "from coffeecop.models import Event",
    "parts.cake.views": "from coffeecop.public.forms.rsvp import RsvpForm",
    "engine.flags": "from coffeecop.engine.detectors.personal import find_personal\nimport numpy",
    "engine.detectors.personal": "import re",
}


def test_a_sound_package_has_no_faults():
    assert faults(SOUND) == []


@pytest.mark.parametrize(
    ("name", "line", "fault"),
    [
        ("models.event", "from coffeecop.web.rendering import render", "which is above it"),
        ("public.rsvps.actions", "from coffeecop.public.rsvps.views import bp", "which is above"),
        ("db", "def late():\n    from coffeecop.models import Event", "which is above it"),
        ("public.rsvps.views", "from coffeecop.public.events.queries import x", "another feature"),
        ("public.rsvps.views", "from coffeecop.staff.identity.auth import x", "the staff's side"),
        ("staff.topics.views", "from coffeecop.public.events.queries import x", "residents' side"),
        ("staff.summaries.counts", "from coffeecop.staff.topics.views import bp", "of a feature"),
        ("models.event", "from flask import g", "knows of the web"),
        ("concerns.verbs", "from flask import g", "knows of the web"),
        ("concerns.verbs", "from coffeecop.matters.verbs import x", "which is above it"),
        ("matters.verbs", "db.session.commit()", "matters.verbs commits"),
        ("public.rsvps.actions", "from coffeecop.concerns.verbs import x", ""),
        ("public.rsvps.actions", "from flask import request", "knows of requests or forms"),
        ("public.rsvps.actions", "from coffeecop.public.forms.rsvp import F", "requests or forms"),
        ("public.rsvps.actions", "db.session.commit()", "public.rsvps.actions commits"),
        ("public.surveys.views.thanks", "from coffeecop.public.surveys.views import b", "circle: "),
        ("public.events.queries", "with db_writes():\n    pass", "public.events.queries commits"),
        ("models.event", "from coffeecop.models import Agency", "a circle: "),
        ("public.rsvps.forms", "from coffeecop.public.rsvps.actions import x", ""),
        ("staff.topics.views", "from coffeecop.public.forms.rsvp import RsvpForm", ""),
        ("engine.detectors.personal", "from flask_babel import gettext", "knows of the web"),
        ("engine.flags", "import flask.json", "knows of the web"),
        ("engine.flags", "from sqlalchemy import select", "knows of the database"),
        ("engine.detectors.personal", "from coffeecop.engine.flags import Flag", "a circle: "),
        ("public.rsvps.actions", "from coffeecop.engine.flags import flags_of", ""),
        ("parts", "from coffeecop.parts.tea.part import PART", "of another feature"),
        ("staff.topics.views", "from coffeecop.parts.tea.views import bp", "of another feature"),
        ("parts.tea.views", "from coffeecop.parts.cake.views import bp", "of another feature"),
        ("parts.tea.views", "from coffeecop.public.rsvps.actions import x", ""),
        ("parts.tea.jobs.brewing", "db.session.commit()", ""),
        ("parts.tea.pots", "db.session.commit()", "parts.tea.pots commits"),
    ],
)
def test_each_fault_is_seen(name, line, fault):
    found = faults({**SOUND, name: f"{SOUND[name]}\n{line}"})

    assert any(fault in each for each in found) if fault else found == []


def test_each_class_has_a_name_of_its_own():
    names = Counter(
        node.name
        for text in read_package().values()
        for node in nodes_of(text)
        if isinstance(node, ast.ClassDef)
    )
    assert [name for name, number in names.items() if number > 1] == []


INCLUDED = re.compile(r"{%-?\s*(?:include|extends|from|import)\s+\"([^\"]+)\"")
# What only a view may do, or decide.
NOT_FOR_TEMPLATES = re.compile(r"\brequest\.endpoint\b|\bdb\.|\bnew_\w+_form\(|\bunseen_flags\(")


def template_faults(templates):
    """Return which templates use another feature's, or do what only a view may."""
    for name, text in templates.items():
        here = template_feature(name)
        for used in INCLUDED.findall(text):
            there = template_feature(used)
            if there and there != here:
                yield f"{name} uses {used} of another feature"
        for found in NOT_FOR_TEMPLATES.findall(text):
            yield f"{name} does what only a view may: {found}"


def template_feature(name):
    """Return the feature of a template, such as staff/topics; None for what features share."""
    parts = name.split("/")
    is_feature = len(parts) > 2 and parts[0] in ("public", "staff") and parts[1] != "partials"
    return "/".join(parts[:2]) if is_feature else None


def read_templates(root=PROJECT / "templates"):
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_templates_use_none_of_another_feature_and_ask_nothing():
    assert list(template_faults(read_templates())) == []


# What is so is decided in Python; how it looks, here. It falls, as templates are prepared.
MOST_BRANCHES_PER_100_LINES = 10.33
BRANCH = re.compile(r"{%-?\s*(?:if|elif|for)\b")


@pytest.mark.slow  # Of the whole: a copy without a part has other shares.
def test_templates_decide_little():
    folders = (PROJECT / "templates", PROJECT / "coffeecop" / "parts")
    texts = [path.read_text() for folder in folders for path in folder.rglob("*.html")]
    branches = sum(len(BRANCH.findall(text)) for text in texts)
    lines = sum(len(text.splitlines()) for text in texts)

    assert 100 * branches / lines <= MOST_BRANCHES_PER_100_LINES


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{% include "public/rsvps/show.html" %}', "of another feature"),
        ('{% include "public/partials/rsvp_form.html" %}', ""),
        ('{% from "macros/forms.html" import field %}', ""),
        ("{% if request.endpoint == 'x' %}", "only a view may"),
        ("{% set form = new_rsvp_form() %}", "only a view may"),
    ],
)
def test_each_fault_of_a_template_is_seen(text, fault):
    found = list(template_faults({"public/events/index.html": text}))

    assert any(fault in each for each in found) if fault else found == []


# Names of parts that are also values of the core's columns, or tables of migrations.
VALUES_OF_COLUMNS = {"arrivals", "capture", "records", "referrals"}
MIGRATIONS = PROJECT / "coffeecop" / "db" / "migrations"


def test_the_core_names_no_part():
    """Delete a folder of a part, and nothing is left that asks for it."""
    inside = [path for path in (PROJECT / "coffeecop" / "parts").iterdir() if path.is_dir()]
    texts = {
        path: path.read_text()
        for folder, pattern in (("coffeecop", "*.py"), ("templates", "*.html"), ("tests", "*.py"))
        for path in (PROJECT / folder).rglob(pattern)
        # The migrations of all tables stand in one chain.
        if not {*inside, MIGRATIONS} & {*path.parents} and path != Path(__file__)
    }
    names = {part.name for part in parts()} or {"no part"}
    # Of modules; of pages and templates; alone.
    named = re.compile(
        rf"coffeecop\.parts\.(?!\*|(findings|links|resident_links|hooks)\b)\w|(?<!data-stores=)[\"']({'|'.join(names)})[./]"
        rf"|[\"']({'|'.join(names - VALUES_OF_COLUMNS)})[\"']"
    )
    assert [str(path) for path, text in texts.items() if named.search(text)] == []


AT_THE_TOP = (
    "app.py coffeecop templates static translations tests benchmarks docs instance Makefile "
    "README.md CHANGELOG.md LICENSE pyproject.toml CONTRIBUTING.md requirements.txt "
    "requirements.lock SECURITY.md deploy conftest.py"
)


def test_the_top_folder_holds_only_what_convention_puts_there():
    shown = {path.name for path in Path(PROJECT).iterdir() if not path.name.startswith(".")}

    made = {"test-results", "__pycache__", "coffeecop.cdx.json"}
    assert shown - made <= {*AT_THE_TOP.split()}


def test_the_package_is_small_enough_to_be_seen_at_once():
    package = PROJECT / "coffeecop"
    entries = {path.name for path in package.iterdir() if not path.name.startswith("__")}
    long = [path for path in package.rglob("*.py") if len(path.read_text().splitlines()) > 300]

    assert len(entries) <= 16
    apart = {"migrations", "tests"}
    assert [path for path in long if not apart & {*path.relative_to(package).parts}] == []


# What needs more raises a number here and says why: growth is a decision. See `make count`.
BUDGET = {
    # The core fell by 6,800: what a department may live without is a part, and parts that know
    # nothing of each other say more. What somebody adds to a concern, or writes in a survey, is
    # judged as what is sent first: 60 lines.
    "lines of coffeecop": 44_592,
    "lines of the core": 26_872,
    # A town from an empty installation: 380 lines. Each part proves what off means.
    "lines of tests": 48_845,
    "templates": 289,
    "files of models": 26,
    "floors of models": 7,
}


@pytest.mark.slow
def test_nothing_grows_beyond_its_budget():
    counted = counts()
    over = {name: counted[name] for name, most in BUDGET.items() if counted[name] > most}
    assert over == {}


# Unless its part.py says why more of it cannot be two.
MOST_LINES_OF_A_PART = 1_000


def test_no_part_grows_beyond_what_one_reads_at_once():
    sizes = {
        part.name: lines_of_code(f"coffeecop/parts/{part.name}", leaves_out={"tests"})
        for part in parts()
    }
    most = {name: most_lines(name) for name in sizes}
    assert {name: lines for name, lines in sizes.items() if lines > most[name]} == {}


def most_lines(name):
    module = f"coffeecop.parts.{name}.part"
    return getattr(import_module(module), "MOST_LINES", MOST_LINES_OF_A_PART)


def test_blank_lines_comments_and_docstrings_are_not_counted():
    code = ['"""What it is."""', "", "# Why.", "def f():", '    """Say it', '    twice."""']
    code += ['    text = """kept', '    kept"""  # For f.', "    return text", "", "x = 1  # One"]

    assert lines_of_text("\n".join(code)) == 5


# Who waits for whom, and what a test says of one database: on these, another may differ.
NEEDS_BOTH = {"run_concurrently", "post_all", "is_locked", "locks_at", "database_name"}
# What is in these files or folders is about statements, so all of it is marked.
OF_STATEMENTS = {"analysis", "summaries", "test_races.py", "test_search.py", "test_full.py"}


def unmarked(path, text):
    """Yield what a database could change, though PostgreSQL is not asked."""
    tree = ast.parse(text)
    marks = [node for node in tree.body if isinstance(node, ast.Assign)]
    if any(MARKER in ast.unparse(node) for node in marks) or is_on_both(path):
        return
    if OF_STATEMENTS & {*path.parts}:
        yield f"{path} is about statements"
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef):
            continue
        used = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        used |= {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}
        is_marked = any(MARKER in ast.unparse(each) for each in node.decorator_list)
        if used & NEEDS_BOTH and not is_marked:
            yield f"{path}: {node.name}"


def test_postgresql_is_asked_wherever_it_could_answer_otherwise():
    tests = PROJECT / "tests"
    found = [
        fault
        for path in sorted(tests.rglob("test_*.py"))
        for fault in unmarked(path, path.read_text())
    ]
    assert found == []


@pytest.mark.parametrize(
    ("path", "text", "is_fault"),
    [
        ("web/test_x.py", "def test_x(locks_at): pass", True),
        ("web/test_x.py", "@pytest.mark.both_databases\ndef test_x(locks_at): pass", False),
        ("web/test_x.py", "@pytest.fixture\ndef sent(): run_concurrently()", True),
        ("web/test_x.py", "pytestmark = pytest.mark.both_databases\ndef f(): post_all()", False),
        ("web/test_x.py", "def test_x(visitor): pass", False),
        ("web/test_search.py", "def test_x(visitor): pass", True),
        ("staff/summaries/test_x.py", "def test_x(visitor): pass", True),
        ("models/test_x.py", "def test_x(locks_at): pass", False),
    ],
)
def test_a_missing_mark_is_seen(path, text, is_fault):
    assert bool(list(unmarked(PROJECT / "tests" / path, text))) is is_fault

"""Imports point down and never in a circle; features stand apart; few modules commit."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from coffeecop.config import PROJECT

# From the top down. What is in no list is what all features share.
START = {"server": 0, "periodic": 1, "": 2, "cli": 3, "prepare": 3}
VIEWS, FEATURES, SHARED, MODELS, DB, CONFIG, ENGINES = range(4, 11)
# Text in, findings out: they know nothing of the app, so anybody may ask them.
ENGINE_PACKAGES = {"readers", "topics"}
# The one door between features: who is signed in, and what they may do.
SHARED_BY_FEATURES = {"staff.auth"}
MAY_COMMIT = {
    *("cli", "prepare", "periodic"),
    # The database handle's own helper for commands.
    "db",
    # Tasks of the periodic process: one transaction for each mail.
    *("outbox", "notices"),
    # And one for some concerns at a time, or one event.
    *("suggestions", "findings"),
    # Lets other writers in while it hashes, which is slow on purpose.
    "concerns.receipts",
}
OF_THE_WEB = {"flask", "wtforms", "flask_wtf", "htmx_flask", "flask_babel", "werkzeug"}
OF_THE_DATABASE = {"sqlalchemy", "flask_sqlalchemy", "alembic"}
OF_A_REQUEST = {"request", "render_template", "session", "flash", "redirect", "url_for"}


def read_package(root=PROJECT / "coffeecop"):
    """Return the text of each module by its name; "" is the package itself."""
    texts = {}
    for path in root.rglob("*.py"):
        name = ".".join(path.relative_to(root).with_suffix("").parts)
        if not name.startswith("migrations"):
            texts[name.removesuffix("__init__").rstrip(".")] = path.read_text()
    return texts


def imports(text, modules):
    """Return which of our modules, and which names of others, a module imports anywhere in it."""
    ours, others = set(), set()
    for node in ast.walk(ast.parse(text)):
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


def feature(name, modules):
    """Return the feature that a module belongs to; None for what is shared."""
    package = name.split(".")[0]
    is_package = any(module.startswith(f"{package}.") for module in modules)
    return package if is_package and package not in {"models", *ENGINE_PACKAGES} else None


def level(name, modules):
    if name in START:
        return START[name]
    if name in ("db", "config"):
        return DB if name == "db" else CONFIG
    package = name.split(".")[0]
    if package in ENGINE_PACKAGES:
        return ENGINES
    if package == "models":
        return MODELS
    if feature(name, modules) is None and name != "demo":
        return SHARED
    return VIEWS if holds_views(name) else FEATURES


def holds_views(name):
    """Tell whether a module is a feature's views, or one of several that hold them."""
    return "views" in name.split(".")


def faults(modules):
    """Return what breaks the rules, in words."""
    read = {name: imports(text, modules) for name, text in modules.items()}
    graph = {name: ours - {name} for name, (ours, _) in read.items()}
    found = [fault for name in graph for fault in wrong_ways(name, graph[name], modules)]
    found += [fault for name in read for fault in knows_too_much(name, *read[name], modules)]
    found += [
        f"{name} commits"
        for name, text in modules.items()
        if commits(text) and name not in MAY_COMMIT and not holds_views(name)
    ]
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        found.append(f"a circle: {' > '.join(reversed(circle.args[1]))}")
    return found


def wrong_ways(name, ours, modules):
    for imported in sorted(ours):
        if level(imported, modules) < level(name, modules):
            yield f"{name} imports {imported}, which is above it"
        here, there = feature(name, modules), feature(imported, modules)
        if here and there and here != there and imported not in SHARED_BY_FEATURES:
            yield f"{name} imports {imported} of another feature"


def knows_too_much(name, ours, others, modules):
    of_the_web = {what for package, what in others if package.split(".")[0] in OF_THE_WEB}
    of_the_database = {package.split(".")[0] for package, _ in others} & OF_THE_DATABASE
    if level(name, modules) in (MODELS, ENGINES) and of_the_web:
        yield f"{name} knows of the web"
    if level(name, modules) == ENGINES and of_the_database:
        yield f"{name} knows of the database"
    forms = {module for module in ours if module.endswith("forms")}
    if name.endswith((".actions", ".queries")) and (of_the_web & OF_A_REQUEST or forms):
        yield f"{name} knows of requests or forms"


def commits(text):
    return any(
        isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Attribute) and node.func.attr == "commit")
            or (isinstance(node.func, ast.Name) and node.func.id == "db_writes")
        )
        for node in ast.walk(ast.parse(text))
    )


def test_the_rules_hold():
    assert faults(read_package()) == []


def test_every_exception_is_needed():
    modules = read_package()

    assert {name for name in MAY_COMMIT if not commits(modules[name])} == set()


SOUND = {
    "": "from coffeecop.rsvps.views import bp",
    "server": "from coffeecop.prepare import prepare",
    "prepare": "from coffeecop.db import db\ndb.session.commit()",
    "web": "from coffeecop.models import Event",
    "models": "from coffeecop.models.event import Event",
    "models.event": "from coffeecop.db import db",
    "db": "from flask import request",
    "rsvps.views": "from coffeecop.rsvps.actions import reserve\nfrom coffeecop.web import render\n"
    "from coffeecop.staff.auth import staff_only\ndb.session.commit()",
    "rsvps.actions": "from coffeecop.models import Event",
    "rsvps.forms": "from coffeecop.models import Event",
    "events.queries": "from coffeecop.models import Event",
    "surveys.views": "from coffeecop.surveys.views.thanking import bp",
    "surveys.views.thanking": "from coffeecop.web import render\ndb.session.commit()",
    "staff.auth": "from coffeecop.models import Event",
    "topics.flags": "from coffeecop.readers.personal import find_personal\nimport numpy",
    "readers.personal": "import re",
}


def test_a_sound_package_has_no_faults():
    assert faults(SOUND) == []


@pytest.mark.parametrize(
    ("name", "line", "fault"),
    [
        ("models.event", "from coffeecop.web import render", "which is above it"),
        ("web", "from coffeecop.rsvps import views", "rsvps.views, which is above it"),
        ("rsvps.actions", "from coffeecop.rsvps.views import bp", "which is above it"),
        ("db", "def late():\n    from coffeecop.models import Event", "which is above it"),
        ("rsvps.views", "from coffeecop import create_app", "which is above it"),
        ("prepare", "from coffeecop.server import serve", "which is above it"),
        ("rsvps.views", "from coffeecop.events.queries import past", "of another feature"),
        ("models.event", "from flask import g", "knows of the web"),
        ("models.event", "from wtforms.validators import Length", "knows of the web"),
        ("rsvps.actions", "from flask import request", "knows of requests or forms"),
        ("rsvps.actions", "from coffeecop.rsvps.forms import F", "knows of requests or forms"),
        ("rsvps.actions", "db.session.commit()", "rsvps.actions commits"),
        ("rsvps.forms", "from coffeecop.surveys.views.thanking import bp", "which is above it"),
        ("surveys.views.thanking", "from coffeecop import create_app", "which is above it"),
        ("surveys.views.thanking", "from coffeecop.surveys.views import bp", "a circle: "),
        ("events.queries", "with db_writes():\n    pass", "events.queries commits"),
        ("models.event", "from coffeecop.models import Agency", "a circle: "),
        ("rsvps.forms", "from coffeecop.rsvps.actions import x", ""),
        ("topics.flags", "from coffeecop.models import Topic", "which is above it"),
        ("topics.flags", "from coffeecop.db import db", "which is above it"),
        ("topics.flags", "from coffeecop.config import PROJECT", "which is above it"),
        ("readers.personal", "from coffeecop.rsvps.views import bp", "which is above it"),
        ("readers.personal", "from flask_babel import gettext", "knows of the web"),
        ("topics.flags", "import flask.json", "knows of the web"),
        ("topics.flags", "from sqlalchemy import select", "knows of the database"),
        ("readers.personal", "from coffeecop.topics.flags import Flag", "a circle: "),
        ("rsvps.actions", "from coffeecop.topics.flags import flags_of", ""),
        ("models.event", "from coffeecop.readers.personal import find_personal", ""),
    ],
)
def test_each_fault_is_seen(name, line, fault):
    found = faults({**SOUND, name: f"{SOUND[name]}\n{line}"})

    assert any(fault in each for each in found) if fault else found == []


def test_the_top_folder_holds_only_what_convention_puts_there():
    shown = {path.name for path in Path(PROJECT).iterdir() if not path.name.startswith(".")}

    assert shown - {"test-results", "__pycache__"} <= {
        *("app.py", "coffeecop", "templates", "static", "translations", "tests", "benchmarks"),
        *("docs", "instance", "Makefile", "README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml"),
        "requirements.txt",
    }

"""`python -m benchmarks.mutations [NAME ...]`: does the suite notice when the code is broken?

Each mutation exchanges one piece of text in a copy of the project and runs the tests that should
fail. It is an error where the text is not found exactly once: then the code has moved on.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parent.parent
LEFT_OUT = (".git", ".venv", "instance", "__pycache__", "*.mo", ".*_cache", "test-results")

FORMS = "tests/attack/test_forms.py -k half_the_fields"
PHOTOS = "tests/attack/test_photos.py -k tampered"
ANY_SEQUENCE = "tests/concerns/test_state_machine.py -k any_sequence_of_verbs"


@dataclass
class Mutation:
    name: str
    file: str
    old: str
    new: str
    tests: str


MUTATIONS = [
    Mutation(
        "permission: any role will do",
        "coffeecop/staff/identity/auth.py",
        "if not g.staff_member.has_any(*roles):",
        "if not roles:",
        "tests/staff/test_access.py -k each_role",
    ),
    Mutation(
        "permission: another agency's rows are found",
        "coffeecop/staff/identity/auth.py",
        "id=row_id, agency_id=g.staff_member.agency_id",
        "id=row_id",
        "tests/attack/test_departments.py -k stays",
    ),
    Mutation(
        "permission: a draft is public",
        "coffeecop/public/rows.py",
        'bindparam("slug"), Event.status != EventStatus.DRAFT',
        'bindparam("slug")',
        "tests/public/events/test_views.py -k draft",
    ),
    Mutation(
        "permission: officers see complaints",
        "coffeecop/staff/concern_list/filters.py",
        "        yield in_event_stream()",
        "        yield is_in()",
        "tests/staff/concerns/test_index.py -k about_an_officer",
    ),
    Mutation(
        "permission: another site may post",
        "coffeecop/web/security.py",
        "if origin is not None and origin !=",
        "if origin is None and origin !=",
        "tests/web/test_security.py -k another_site",
    ),
    Mutation(
        "constraint: an event may end as it starts",
        "coffeecop/migrations/versions/0026_schema_of_1_0.py",
        "'ends_at > starts_at'",
        "'ends_at >= starts_at'",
        "tests/models/test_constraints.py",
    ),
    Mutation(
        "constraint: SQLite ignores foreign keys",
        "coffeecop/db/__init__.py",
        '"foreign_keys = ON"',
        '"foreign_keys = OFF"',
        "tests/models/test_constraints.py",
    ),
    Mutation(
        "constraint: a migration on SQLite deletes the children",
        "coffeecop/migrations/env.py",
        '"PRAGMA foreign_keys = OFF"',
        '"PRAGMA foreign_keys = ON"',
        "tests/test_migrations.py -k keep_every_row",
    ),
    Mutation(
        "race: the last seat is not looked at",
        "coffeecop/models/event/waitlist.py",
        '| (Event.seats_taken + bindparam("seats") <= Event.capacity)',
        "| (Event.seats_taken >= 0)",
        "tests/public/rsvps/test_races.py -k 64_parties",
    ),
    Mutation(
        "race: writers do not stand in line",
        "coffeecop/db/__init__.py",
        "return _command_writes.get() or",
        "return False and",
        "tests/test_db.py -k writers_at_once",
    ),
    Mutation(
        "race: a double tap makes two",
        "coffeecop/models/keys.py",
        'kind.form_key_hash == bindparam("key_hash")',
        'kind.form_key_hash != bindparam("key_hash")',
        "tests/public/rsvps/test_races.py -k one_form_sent",
    ),
    Mutation(
        "concerns: undo overwrites what changed since",
        "coffeecop/concerns/undo.py",
        "    if any(values.get(name) != value for name, value in item.after.items()):",
        "    if not values:",
        ANY_SEQUENCE,
    ),
    Mutation(
        "concerns: what leaves keeps what hangs below it",
        "coffeecop/concerns/leaving.py",
        "    for each in [concern, *concern.merged_concerns]:\n        separate_from_main",
        "    for each in [concern]:\n        separate_from_main",
        ANY_SEQUENCE,
    ),
    Mutation(
        "concerns: who is merged waits for nothing",
        "coffeecop/concerns/states.py",
        "for each in (concern, *concern.merged_concerns) if each.asked_at",
        "for each in (concern,) if each.asked_at",
        ANY_SEQUENCE,
    ),
    Mutation(
        "race: themes are not locked",
        "coffeecop/analysis/clustering.py",
        """
        .with_for_update()
        .execution_options(populate_existing=True)""",
        """
        .execution_options(populate_existing=True)""",
        "tests/analysis/test_clustering.py --database postgresql -k replaced",
    ),
    Mutation(
        "race: the topic list may change while concerns are read",
        "coffeecop/analysis/classification_results.py",
        "current.get(each.agency_id) == versions[each.agency_id]",
        "current",
        "tests/analysis/test_classification.py -k while_concerns_are_read",
    ),
    Mutation(
        "writing: a GET may write",
        "coffeecop/db/__init__.py",
        '"ON" if _is_reading() else "OFF"',
        '"OFF"',
        "tests/test_db.py -k reading_cannot_write",
    ),
    Mutation(
        "escaping: a resident's words are HTML",
        "templates/public/concerns/thread.html",
        "{{ concern.body }}",
        "{{ concern.body | safe }}",
        "tests/public/concerns/test_views.py -k hostile",
    ),
    Mutation(
        "policy: inline scripts run",
        "coffeecop/web/security.py",
        "script-src 'self';",
        "script-src 'self' 'unsafe-inline';",
        "tests/journeys/test_harness.py -k faults",
    ),
    Mutation(
        "policy: the style sheet in the page is not allowed",
        "coffeecop/web/security.py",
        "style-src 'self' {style};",
        "style-src 'self';",
        "tests/web/test_assets.py -k brings_its_style",
    ),
    Mutation(
        "session: a shared computer has no idle limit",
        "coffeecop/staff/identity/auth.py",
        "is_shared = found is not None and not found.is_own_device",
        "is_shared = False",
        "tests/staff/accounts/test_sign_in.py",
    ),
    Mutation(
        "search: what was erased stays in the index",
        "coffeecop/db/search_index.py",
        "('secure-delete', 1)",
        "('secure-delete', 0)",
        "tests/staff/concerns/test_search.py",
    ),
    Mutation(
        "list: the next concern is sought after the answer",
        "coffeecop/staff/concerns/views/show.py",
        """
    found = listing(filter_or_404())
    try:
        _take_steps(concern, form)""",
        """
    try:
        _take_steps(concern, form)
        found = listing(filter_or_404())""",
        "tests/staff/concerns/test_show.py tests/staff/concerns/test_thread.py",
    ),
    Mutation(
        "guess: a chosen kind gives way",
        "coffeecop/public/forms/concern.py",
        "return bool(self.kind.data) and",
        "return False and",
        "tests/public/concerns/test_guesses.py",
    ),
    Mutation(
        "attack: a number of 400 digits is compared",
        "coffeecop/web/forms.py",
        "is_too_long = any(len(text) > MOST_DIGITS for text in valuelist)",
        "is_too_long = False",
        FORMS,
    ),
    Mutation(
        "attack: another department's place is taken for a promise",
        "coffeecop/staff/promises/queries.py",
        "venues = select(Venue).where(Venue.agency_id == agency_id)",
        "venues = select(Venue)",
        "tests/attack/test_forms.py -k another_department",
    ),
    Mutation(
        "attack: a refused form is stored",
        "coffeecop/staff/accounts/views/account.py",
        "    form = AccountForm()\n    if not",
        """    form = AccountForm()
    g.staff_member.name = (form.name.data or "x")[:9]
    db.session.commit()
    if not""",
        FORMS,
    ),
    Mutation(
        "attack: a photo with broken metadata breaks the page",
        "coffeecop/web/photos.py",
        "    except Exception as error:",
        "    except OSError as error:",
        PHOTOS,
    ),
    Mutation(
        "attack: a photo keeps its place",
        "coffeecop/web/photos.py",
        'pixels.save(file, "JPEG", quality=quality,',
        'pixels.save(file, "JPEG", exif=seen.getexif(), quality=quality,',
        PHOTOS,
    ),
    Mutation(
        "attack: another department's concerns are picked",
        "coffeecop/staff/concern_list/picks.py",
        ".where(Concern.id.in_(ids), Event.agency_id == agency_id,",
        ".where(Concern.id.in_(ids),",
        "tests/attack/test_departments.py -k private_text",
    ),
    Mutation(
        "language: one sentence is not translated",
        "translations/es/LC_MESSAGES/messages.po",
        'msgstr "Confirmar que voy"',
        'msgstr ""',
        "tests/test_translations.py",
    ),
    Mutation(
        "language: the link leads to the same language",
        "coffeecop/web/i18n.py",
        '(request.view_args or {}), "language": language}',
        "(request.view_args or {})}",
        "tests/attack/test_addresses.py -k other_language",
    ),
    Mutation(
        "cache: a query is kept for everyone",
        "coffeecop/web/response_cache.py",
        'if request.method != "GET" or request.query_string or wants_fragment():',
        'if request.method != "GET" or wants_fragment():',
        "tests/web/test_response_cache.py",
    ),
    Mutation(
        "privacy: small counts are hidden, and their sum tells them",
        "coffeecop/staff/events/report/figures.py",
        "if total >= LARGEST_SMALL * len(few) + SMALLEST_SHOWN * number:",
        "if total >= 0:",
        "tests/staff/events/report/test_figures.py",
    ),
    Mutation(
        "mail: who stopped the mail gets more",
        "coffeecop/models/event/attendance.py",
        "if self.contact and self.unsubscribed_at is None else None",
        "if self.contact else None",
        "tests/mail/test_notifications.py",
    ),
    Mutation(
        "fragment: an import outside the block",
        "templates/staff/settings/edit.html",
        "{% block form %}\n    {% from",
        "{% from",
        "tests/web/test_sweep.py",
    ),
    Mutation(
        "first hour: the first form is sent by htmx",
        "templates/macros/forms.html",
        '{% macro page_form(url, id) %}\n  <form id="{{ id }}"\n        method="post"',
        '{% macro page_form(url, id) %}\n  <form id="{{ id }}"\n        method="get"',
        "tests/journeys/test_first_hour.py",
    ),
    Mutation(
        "focus: it stays where it was",
        "static/app.js",
        "    focus?.focus();\n",
        "",
        "tests/journeys/test_every_state.py -k own_rsvp",
    ),
    Mutation(
        "draft: nothing is kept in the tab",
        "static/offline.js",
        "if (given || fields.some(changed))",
        "if (false)",
        "tests/journeys/test_bad_phone.py -k reload",
    ),
    Mutation(
        "contrast: grey on white",
        "static/css/base.css",
        "  --muted: #5a6270;",
        "  --muted: #a0a4aa;",
        "tests/test_palette.py -k told_apart",
    ),
]


def copy_of_the_project(folder: str) -> Path:
    copy = Path(folder) / "project"
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
    (copy / "instance").mkdir()
    (copy / ".venv").symlink_to((PROJECT / ".venv").resolve())
    return copy


def passes(project: Path, tests: str) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    return not subprocess.run(
        [*command, *tests.split()], cwd=project, capture_output=True
    ).returncode


def is_caught(mutation: Mutation, project: Path) -> bool:
    path = project / mutation.file
    sound = path.read_text()
    if sound.count(mutation.old) != 1:
        sys.exit(f"{mutation.file}: found {sound.count(mutation.old)} times: {mutation.old}")
    path.write_text(sound.replace(mutation.old, mutation.new))
    try:
        return not passes(project, mutation.tests)
    finally:
        path.write_text(sound)


def main(wanted: list[str]) -> None:
    chosen = [each for each in MUTATIONS if not wanted or each.name in wanted]
    survived = 0
    with tempfile.TemporaryDirectory(prefix="coffeecop-mutations-") as folder:
        project = copy_of_the_project(folder)
        for mutation in chosen:
            if not passes(project, mutation.tests):
                sys.exit(f"the tests fail without a mutation: {mutation.tests}")
            caught = is_caught(mutation, project)
            survived += not caught
            print(f"{'caught  ' if caught else 'SURVIVED'}  {mutation.name}", flush=True)
    print(f"{len(chosen) - survived} of {len(chosen)} caught")
    sys.exit(bool(survived))


if __name__ == "__main__":
    main(sys.argv[1:])

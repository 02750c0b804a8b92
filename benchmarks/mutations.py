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
        '.where(Event.slug == bindparam("slug"), Event.is_public)',
        '.where(Event.slug == bindparam("slug"))',
        "tests/public/events/test_views.py -k draft",
    ),
    Mutation(
        "permission: officers see complaints",
        "coffeecop/staff/concern_list/filters.py",
        "if chosen.urgent else in_event_stream()",
        "if chosen.urgent else is_in()",
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
        "coffeecop/models/event/__init__.py",
        '"ends_at > starts_at"',
        '"ends_at >= starts_at"',
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
        "coffeecop/db/migrations/env.py",
        '"PRAGMA foreign_keys = OFF"',
        '"PRAGMA foreign_keys = ON"',
        "tests/test_migrations.py -k keeps_every_row",
    ),
    Mutation(
        "race: the last seat is not looked at",
        "coffeecop/models/event/seats.py",
        '| (Event.seats_taken + bindparam("seats") <= Event.capacity)',
        "| (Event.seats_taken >= 0)",
        "tests/public/rsvps/test_races.py -k many_parties",
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
        "tests/public/rsvps/test_races.py --database postgresql -k one_form_sent",
    ),
    Mutation(
        "concerns: undo overwrites what changed since",
        "coffeecop/concerns/undo.py",
        "    if any(values.get(name) != value for name, value in item.after.items()):",
        "    if not values:",
        "tests/concerns/test_undo.py",
    ),
    Mutation(
        "concerns: what leaves stays with the partner",
        "coffeecop/concerns/states.py",
        "    left_stream.send(concern)\n",
        "",
        "coffeecop/parts/referrals/tests/test_verbs.py -k no_longer_the_partners",
    ),
    Mutation(
        "concerns: a second no is lost",
        "coffeecop/concerns/residents.py",
        "if concern.better is better and concern.better_stands:",
        "if concern.better is better:",
        "tests/public/concerns/test_coming_back.py",
    ),
    Mutation(
        "concerns: the reason goes when it is hidden",
        "coffeecop/concerns/states.py",
        "    if state not in _KEEP_REASON:",
        "    if state is not ConcernState.DECLINED:",
        "tests/concerns/test_proved_bugs.py",
    ),
    Mutation(
        "concerns: undo of hiding shows it as it came in",
        "coffeecop/concerns/undo.py",
        """        enter(concern, state, by=_person(before["state_by_id"]))
        concern.state_at = _moment(before["state_at"])
""",
        "        pass\n",
        "tests/concerns/test_proved_bugs.py -k brings_the_state_back",
    ),
    Mutation(
        "concerns: who loses the complaints role keeps complaints",
        "coffeecop/staff/accounts/actions.py",
        "if Role.COMPLAINTS in member.roles - set(roles):",
        "if False:",
        "tests/staff/accounts/test_people.py -k loses_the_complaints_role",
    ),
    Mutation(
        "card: undo destroys what a colleague wrote",
        "coffeecop/parts/print_kit/cards/queries.py",
        "        and not _has_entry_of_another(concern)\n",
        "",
        "coffeecop/parts/print_kit/tests/cards/test_corrections.py -k somebody_has_worked_with",
    ),
    Mutation(
        "event: what has taken place is cancelled",
        "coffeecop/models/event/__init__.py",
        "        if self.is_over:\n            raise IsOver",
        "        if False:\n            raise IsOver",
        "tests/staff/events/test_publication.py -k page_left_open",
    ),
    Mutation(
        "records: one schedule that fails stops all",
        "coffeecop/parts/records/jobs/destroying.py",
        '            logger.exception("the schedule of a department failed",',
        '            raise\n            logger.exception("the schedule of a department failed",',
        "coffeecop/parts/records/tests/test_destruction.py -k stops_no_other",
    ),
    Mutation(
        "mail: who confirmed an address is a stranger again",
        "coffeecop/mail/recipients.py",
        "        db.session.add(ConfirmedMailbox(key=key))",
        "        pass",
        "tests/mail/test_recipients.py -k mail_is_gone",
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
        "coffeecop/staff/concerns/views/answer.py",
        "return show_next(concern, found, what_was_done(",
        "return show_next(concern, chosen_list(), what_was_done(",
        "tests/staff/concerns/test_show.py tests/staff/concerns/test_answer.py",
    ),
    Mutation(
        "stop: no answer says that the connection ends",
        "coffeecop/server/web_server.py",
        'self.server_state.default_headers.append((b"connection", b"close"))',
        "pass",
        "tests/server/test_web_server.py -k answers_what_has_begun",
    ),
    Mutation(
        "stop: who has connected and not asked yet is cut off",
        "coffeecop/server/web_server.py",
        "await asyncio.sleep(SECONDS_OF_GRACE)",
        "pass",
        "tests/server/test_web_server.py -k has_just_connected",
    ),
    Mutation(
        "stop: a body that does not come whole is waited for",
        "coffeecop/server/web_server.py",
        "self.requests.stop_reading(SECONDS_FOR_BODIES)",
        "pass",
        "tests/server/test_web_server.py -k gives_up_a_body",
    ),
    Mutation(
        "body: a photo's limit holds for strangers",
        "coffeecop/server/whole_requests.py",
        'if not session or "token" not in session:',
        "if False:",
        "tests/server/test_web_server.py -k not_kept_for_who",
    ),
    Mutation(
        "body: what is too large is kept until its end",
        "coffeecop/server/whole_requests.py",
        "if max(size, declared) <= limit:",
        "if True:",
        "tests/server/test_web_server.py -k too_large_is_kept",
    ),
    Mutation(
        "body: many may send as much as they like",
        "coffeecop/server/whole_requests.py",
        "if self.bytes_kept > MOST_KEPT and size > ALWAYS_KEPT:",
        "if False:",
        "tests/server/test_web_server.py -k many_send_much",
    ),
    Mutation(
        "mail: a tag makes another mailbox",
        "coffeecop/mail/recipients.py",
        'name[:1] + name[1:].partition("+")[0]',
        "name",
        "tests/mail/test_recipients.py -k however_its_address",
    ),
    Mutation(
        "mail: a domain gets as much as is asked for",
        "coffeecop/mail/recipients.py",
        "return (db.session.scalar(lately) or 0) < MOST_MAILS_TO_A_DOMAIN",
        "return True",
        "tests/mail/test_recipients.py -k domain",
    ),
    Mutation(
        "mail: a sender asks for as much as they like",
        "coffeecop/mail/recipients.py",
        'return count(MAILS_OF_SENDER, "mails", sender_key()) or',
        "return True or",
        "tests/mail/test_recipients.py -k sender",
    ),
    Mutation(
        "door: any code will do",
        "coffeecop/public/forms/door.py",
        "return hmac.compare_digest(typed.encode(), door_code(self.event).encode())",
        "return True",
        "coffeecop/parts/arrivals/tests/test_door.py -k code_of_the_day",
    ),
    Mutation(
        "door: one sender shuts the page for all",
        "coffeecop/public/forms/door.py",
        'count(PEOPLE_OF_SENDER, "door", sender_key(), cost=self.size)',
        'count(PEOPLE_OF_SENDER, "door", cost=self.size)',
        "coffeecop/parts/arrivals/tests/test_door.py -k keeps_nobody_else_out",
    ),
    Mutation(
        "receipt: right words are turned away while others guess",
        "coffeecop/web/receipt_codes.py",
        "if not places.acquire(blocking=False):",
        "if True:",
        "tests/public/concerns/test_receipts.py -k right_words",
    ),
    Mutation(
        "code: guesses are not slowed from everywhere",
        "coffeecop/staff/identity/sign_in_limits.py",
        'return _too_many("code", email, WRONG_CODES_OF_ACCOUNT)',
        'return _too_many("code", email, "")',
        "tests/staff/accounts/test_sign_in_code.py -k limited_from_everywhere",
    ),
    Mutation(
        "code: guesses of others keep the owner out",
        "coffeecop/staff/identity/sign_in_limits.py",
        "if browser := _known_browser(email):",
        "if browser := None:",
        "tests/staff/accounts/test_sign_in_code.py -k do_not_lock_out",
    ),
    Mutation(
        "code: a mailed code opens no new browser",
        "coffeecop/staff/identity/sign_in_limits.py",
        "for periods in range(MAILED_CODES_ACCEPTED)",
        "for periods in ()",
        "tests/staff/accounts/test_sign_in_code.py -k by_a_mailed_code",
    ),
    Mutation(
        "sign-in: each process counts by itself",
        "coffeecop/staff/identity/sign_in_limits.py",
        'return _too_many("account", email, FAILURES_OF_ACCOUNT)',
        'return not count(TRIES_OF_ACCOUNT, "account", email)',
        "tests/staff/accounts/test_sign_in.py -k counted_together",
    ),
    Mutation(
        "record: a root may be removed",
        "docs/verify_record.py",
        "        *root_chain_faults(record),\n",
        "",
        "coffeecop/parts/public_record/tests/test_verifier.py -k 116_ways",
    ),
    Mutation(
        "record: what is nested deeply is a traceback",
        "docs/verify_record.py",
        "AttributeError, RecursionError,",
        "AttributeError,",
        "coffeecop/parts/public_record/tests/test_verifier.py -k said_to_be_none",
    ),
    Mutation(
        "race: six who hold the same at once take no turns",
        "coffeecop/parts/records/models/holds.py",
        "    # Two of one form take turns.\n    lock_agency(by.agency_id)\n",
        "",
        "tests/web/test_sweep.py --database postgresql -k by_six",
    ),
    Mutation(
        "backup: it is not encrypted",
        "coffeecop/parts/backups/commands/backup.py",
        "encrypt(plain, draft, key)",
        "plain.replace(draft)",
        "coffeecop/parts/backups/tests/test_backup_key.py -k opens_with_the_paper",
    ),
    Mutation(
        "backup: it lies in the clear beside the encrypted one",
        "coffeecop/parts/backups/commands/backup.py",
        'plain = folder / "backup" if key else draft',
        'plain = file.with_suffix(".plain") if key else draft',
        "coffeecop/parts/backups/tests/test_backup_key.py -k opens_with_the_paper",
    ),
    Mutation(
        "backup: nothing is rehearsed",
        "coffeecop/parts/backups/commands/backup.py",
        "if not _is_rehearsal_due(dump):",
        "if dump:",
        "coffeecop/parts/backups/tests/test_elsewhere.py -k each_month",
    ),
    Mutation(
        "backup: none goes elsewhere",
        "coffeecop/parts/backups/commands/backup.py",
        "place.put(file, file.name if backups_in([file.name]) else dated_file(file.parent).name)",
        "pass",
        "coffeecop/parts/backups/tests/test_elsewhere.py -k can_be_fetched",
    ),
    Mutation(
        "backup: one lives for ever",
        "coffeecop/parts/backups/commands/backup.py",
        "for name in [*removed, *drafts_left(names, now())]:",
        "for name in ():",
        "coffeecop/parts/backups/tests/test_elsewhere.py -k keeps_by_the_rule",
    ),
    Mutation(
        "duty: a phone shows what was written",
        "coffeecop/parts/duty/messages.py",
        "        return _notification(subject_of(news), lines, _page(news))",
        """        lines += db.session.scalars(select(Concern.body))
        return _notification(subject_of(news), lines, _page(news))""",
        "coffeecop/parts/duty/tests/test_alerts.py -k phone_of_who_is_on_duty",
    ),
    Mutation(
        "duty: a card in Teams shows where it is",
        "coffeecop/parts/duty/messages.py",
        "for name, value in facts]",
        """for name, value in facts]
    rows += [{"title": "", "value": db.session.scalar(select(Event.title_en))}]""",
        "coffeecop/parts/duty/tests/test_alerts.py -k card_in_teams",
    ),
    Mutation(
        "duty: a card tells of complaints",
        "coffeecop/parts/duty/waking.py",
        "ON_CARDS = {ANSWER: SETTLING, FLAG: SETTLING}",
        "ON_CARDS = {ANSWER: SETTLING, FLAG: SETTLING, FLAG_OF_COMPLAINT: SETTLING}",
        "coffeecop/parts/duty/tests/test_alerts.py -k says_nothing_of_complaints",
    ),
    Mutation(
        "duty: danger in a complaint rings nobody",
        "coffeecop/parts/duty/waking.py",
        "if first is None or is_kept_back:",
        "if first is None:",
        "coffeecop/parts/duty/tests/test_alerts.py -k rings_whoever_may",
    ),
    Mutation(
        "attack: a number of 400 digits is compared",
        "coffeecop/web/forms.py",
        "is_too_long = any(len(text) > MOST_DIGITS for text in valuelist)",
        "is_too_long = False",
        "tests/web/test_form_numbers.py",
    ),
    Mutation(
        "attack: another department's place is taken for a promise",
        "coffeecop/staff/matters/queries.py",
        "own = select(Venue).where(Venue.agency_id == member.agency_id)",
        "own = select(Venue)",
        "tests/attack/test_forms.py -k another_department",
    ),
    Mutation(
        "attack: a refused form is stored",
        "coffeecop/staff/accounts/views/account.py",
        "    form = AccountForm().or_show(",
        """    form = AccountForm()
    g.staff_member.name = (form.name.data or "x")[:9]
    db.session.commit()
    form.or_show(""",
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
        'msgstr "Prometer"',
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
        "coffeecop/parts/reports/figures.py",
        "if total >= LARGEST_SMALL * len(few) + SMALLEST_SHOWN * number:",
        "if total >= 0:",
        "coffeecop/parts/reports/tests/test_figures.py",
    ),
    Mutation(
        "mail: who stopped the mail gets more",
        "coffeecop/models/event/attendance.py",
        "if self.contact and self.unsubscribed_at is None else None",
        "if self.contact else None",
        "tests/mail/test_unsubscribe.py",
    ),
    Mutation(
        "fragment: an import outside the block",
        "templates/staff/settings/edit.html",
        "{% block form %}\n    {% from",
        "{% from",
        "tests/web/test_sweep.py -k whole_and_as_a_fragment",
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
        "if (given || fieldsOf(form).some(changed))",
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
    Mutation(
        "receipts: guessers fill the limit of all",
        "coffeecop/web/receipt_codes.py",
        "    with _place(_at_once) if many_guess else nullcontext():",
        "    with _place(_line) if many_guess else nullcontext():",
        "tests/public/concerns/test_receipts.py -k six_guessers",
    ),
    Mutation(
        "receipts: whoever has many addresses has all threads hash",
        "coffeecop/web/receipt_codes.py",
        "    with _place(_at_once) if many_guess else nullcontext():",
        "    with nullcontext():",
        "tests/public/concerns/test_receipts.py -k few_guesses",
    ),
    Mutation(
        "backup: what a killed one left stays in the clear",
        "coffeecop/parts/backups/operations.py",
        "    if (instance / WORKING_FOLDER).exists():",
        "    if False:",
        "coffeecop/parts/backups/tests/test_operations.py",
    ),
    Mutation(
        "backup: the copy of one that runs is taken away",
        "coffeecop/parts/backups/operations.py",
        "with suppress(Refused), only_one(instance), working_folder(instance):",
        "with suppress(Refused), working_folder(instance):",
        "coffeecop/parts/backups/tests/test_operations.py",
    ),
    Mutation(
        "server: a body has two sizes",
        "coffeecop/server/whole_requests.py",
        'if {"CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING"} <= environ.keys():',
        "if False:",
        "tests/server/test_web_server.py -k two_sizes",
    ),
    Mutation(
        "server: a body waits for the head to be acknowledged",
        "coffeecop/server/web_server.py",
        "socket.TCP_NODELAY, 1)",
        "socket.TCP_NODELAY, 0)",
        "tests/server/test_web_server.py -k acknowledge",
    ),
    Mutation(
        "server: writers that wait keep all threads",
        "coffeecop/server/whole_requests.py",
        "MOST_WRITERS = SERVER_THREADS * 3 // 4",
        "MOST_WRITERS = SERVER_THREADS * 3",
        "tests/test_db.py -k ten_writers",
    ),
    Mutation(
        "server: a writer without a place waits for ever",
        "coffeecop/server/whole_requests.py",
        "async with asyncio.timeout(BUSY_SECONDS):",
        "async with asyncio.timeout(None):",
        "tests/test_db.py -k without_a_place",
    ),
    Mutation(
        "disk: it is full, and the server is ready",
        "coffeecop/db/disk.py",
        "            file.write(bytes(ROOM_TO_WRITE))",
        "            file.write(bytes(0))",
        "tests/server/test_startup.py -k disk_it_is",
    ),
    Mutation(
        "disk: nothing is said of a form that was not recorded",
        "coffeecop/web/errors.py",
        "sends and not may_be_recorded(error)",
        "not sends",
        "tests/test_db.py -k trouble",
    ),
    Mutation(
        "seal: what waits on a tablet opens at every address",
        "coffeecop/parts/tablet/sealing.py",
        "rest[NONCE_LENGTH:], address.encode())",
        "rest[NONCE_LENGTH:], None)",
        "coffeecop/parts/tablet/tests/test_waited.py",
    ),
    Mutation(
        "holds: a matter about a held concern goes",
        "coffeecop/parts/records/holding.py",
        "Matter.id.in_(_WITH_CONCERNS.correlate(None))",
        "Matter.id.is_(None)",
        "coffeecop/parts/records/tests/test_held_events.py -k reaches_nothing",
    ),
    Mutation(
        "holds: the log of a held event's concerns goes",
        "coffeecop/parts/records/holding.py",
        "for model, held in _HELD.items()",
        "for model, held in [(Event, _EVENTS)]",
        "coffeecop/parts/records/tests/test_held_events.py -k reaches_nothing",
    ),
    Mutation(
        "packs: a label keeps a name",
        "coffeecop/parts/records/requests/redacting.py",
        "label=redact(each.label, redactions),",
        "label=each.label,",
        "coffeecop/parts/records/tests/requests/test_taking_out.py -k label",
    ),
    Mutation(
        "packs: what quotes a concern keeps the words",
        "coffeecop/parts/records/requests/statement.py",
        "shared[each.item.ref])]",
        "())]",
        "coffeecop/parts/records/tests/requests/test_taking_out.py -k all_that_quotes",
    ),
    Mutation(
        "packs: what looks alike stays unseen",
        "coffeecop/parts/records/requests/views.py",
        "and not form.stays.data and",
        "and form.stays.data and",
        "coffeecop/parts/records/tests/requests/test_taking_out.py -k somebody_has_seen",
    ),
    Mutation(
        "packs: a complaint that nobody searched for is in it",
        "coffeecop/parts/records/models/requests.py",
        ".where(RecordsRequest.covers_complaints)",
        "",
        "coffeecop/parts/records/tests/requests/test_pack.py -k beyond",
    ),
    Mutation(
        "packs: another one than was made",
        "coffeecop/parts/records/requests/pack.py",
        "db.session.get(RequestPack, (request.id, number))",
        "db.session.scalar(select(RequestPack).order_by(RequestPack.number.desc()))",
        "coffeecop/parts/records/tests/requests/test_pack.py -k whoever_downloads",
    ),
    Mutation(
        "packs: a copy of what was destroyed stays",
        "coffeecop/parts/records/jobs/destroying.py",
        "    forget_packs(series, numbers)\n",
        "",
        "coffeecop/parts/records/tests/test_destruction.py -k no_copy",
    ),
    Mutation(
        "requests: who asked outlives the request",
        "coffeecop/parts/records/jobs/destroying.py",
        "    execute_bulk(delete(Hold).where(Hold.id.in_(hold_ids)))\n",
        "",
        "coffeecop/parts/records/tests/test_destruction.py -k who_asked",
    ),
    Mutation(
        "papers: another department is named",
        "coffeecop/parts/doctor/checks/__init__.py",
        "+ check_complaints_role(own)",
        "+ check_complaints_role()",
        "coffeecop/parts/papers/tests/test_papers.py -k no_other",
    ),
    Mutation(
        "papers: a clerk is refused",
        "coffeecop/parts/papers/views.py",
        '@bp.get("")\n@only_for(Role.ADMIN, Role.RECORDS)',
        '@bp.get("")\n@only_for(Role.ADMIN)',
        "coffeecop/parts/papers/tests/test_papers.py -k keeps_the_records",
    ),
    Mutation(
        "records: the log is said to be sent",
        "coffeecop/parts/records/kinds.py",
        "for each in OF_LOG]",
        "for each in OF_LOG[1:]]",
        "coffeecop/parts/records/tests/test_schedule.py -k nobody_sends",
    ),
    Mutation(
        "flags: what should be read first alerts somebody",
        "coffeecop/mail/alerts.py",
        "is_open = ConcernFlag.seen_at.is_(None), ConcernFlag.level == FlagLevel.NOW",
        "is_open = (ConcernFlag.seen_at.is_(None),)",
        "tests/mail/test_alerts.py -k read_first",
    ),
    Mutation(
        "flags: what should be read first is red",
        "coffeecop/models/concern/__init__.py",
        "any(flag.level is FlagLevel.NOW for flag in self.open_flags)",
        "bool(self.open_flags)",
        "tests/staff/today/test_index.py -k without_red",
    ),
    Mutation(
        "complaint: what tells of danger is hidden from officers",
        "coffeecop/concerns/arriving.py",
        "return names_police(text) and not tells_of_danger(text)",
        "return names_police(text)",
        "tests/concerns/test_arriving.py",
    ),
    Mutation(
        'complaint: whoever writes of "he" is hidden from officers',
        "coffeecop/concerns/arriving.py",
        "return names_police(text) and not tells_of_danger(text)",
        "return not tells_of_danger(text)",
        "tests/concerns/test_arriving.py",
    ),
    Mutation(
        "talked about: before the event has begun",
        "coffeecop/concerns/states.py",
        "state is ConcernState.TALKED_ABOUT and not concern.event.has_begun",
        "False",
        "tests/concerns/test_states.py",
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

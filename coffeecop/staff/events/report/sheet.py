"""The report in words: one sheet, the same for one event and for several."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.models import EventLine, Promise, PromisePhoto
from coffeecop.staff.events.report import one_event, season
from coffeecop.staff.events.report.promised import Promised
from coffeecop.staff.events.report.queries import Report
from coffeecop.staff.events.report.tables import Table, promise_state, tables
from coffeecop.staff.events.report.told import Told
from coffeecop.web.came_of_it import Pair
from coffeecop.web.i18n import calendar_day, current_language, local_day, localized, text_language
from coffeecop.web.promises_shown import closed_on, is_overdue

# So that one sheet holds them in their longest words.
MOST_PROMISES, MOST_DONE = 4, 2
# The letters of the lines that open it; the first one is there in any case.
LONGEST_STORY = 200


@dataclass(frozen=True)
class Done:
    """A promise, or what staff wrote that they did, each text with its language."""

    words: str
    language: str
    asked: str = ""
    state: str = ""
    tone: str = ""
    when: str = ""
    note: str = ""
    note_language: str = ""
    photo: PromisePhoto | None = None

    @property
    def photo_url(self) -> str:
        if not self.photo:
            return ""
        promise_id, digest = self.photo.promise_id, self.photo.digest
        return url_for("matters.former_photo", language="en", number=promise_id, digest=digest)


@dataclass(frozen=True)
class Sheet:
    told: Told
    lines: Sequence[EventLine]
    promises: Sequence[Done]
    promises_note: str
    done_heading: str
    done: Sequence[Done]
    # On the page that says how it was counted, and those of the files.
    shown: Sequence[Table]
    tables: Sequence[Table]
    method: Sequence[str]


def sheet_of(reports: Sequence[Report], promised: Promised) -> Sheet:
    """Return what is said of events in their order."""
    lines = [line for report in reports for line in report.lines]
    found = tables(reports, promised.promises)
    opening = _opening(lines)
    shown = [season.events_table(reports)] if len(reports) > 1 else found
    return Sheet(
        told=season.told(reports) if len(reports) > 1 else one_event.told(reports[0]),
        lines=opening,
        promises=[_promise(each) for each in promised.promises[:MOST_PROMISES]],
        promises_note=_promises_note(promised),
        done_heading=_done_heading(promised),
        done=_done(promised),
        shown=[each for each in shown if _says_more(each, opening, promised)],
        tables=found,
        method=list(_method()),
    )


def _opening(lines: Sequence[EventLine]) -> list[EventLine]:
    both = sum(len(line.body or "") for line in lines[:2])
    return list(lines[: 2 if both <= LONGEST_STORY else 1])


def _says_more(table: Table, opening: Sequence[EventLine], promised: Promised) -> bool:
    """Return whether a table has what the sheet has not."""
    match table.key:
        case "topics":
            return False
        case "lines":
            return len(table.rows) > len(opening)
        case "promises":
            return len(promised.promises) > MOST_PROMISES
    return True


def _promise(promise: Promise) -> Done:
    update = promise.updates[-1] if promise.updates else None
    source, name = (update, "body") if promise.is_open else (promise, "outcome")
    return Done(
        localized(promise, "public"),
        text_language(promise, "public"),
        state=promise_state(promise),
        tone=_tone(promise),
        when=_when(promise),
        note=localized(source, name) if source else "",
        note_language=text_language(source, name) if source else current_language(),
        photo=promise.photo if promise.is_kept else None,
    )


def _tone(promise: Promise) -> str:
    if promise.is_open:
        return "error" if is_overdue(promise) else "info"
    return "success" if promise.is_kept else "neutral"


def _when(promise: Promise) -> str:
    closed = closed_on(promise)
    if closed:
        return _("since %(day)s", day=calendar_day(closed)) if promise.is_kept else ""
    due = calendar_day(promise.due_on)
    return _("was due %(day)s", day=due) if is_overdue(promise) else _("by %(day)s", day=due)


def _promises_note(promised: Promised) -> str:
    """Return what the sheet does not name, with numbers that are no secret of anybody."""
    made, kept, still_open, overdue, _dropped = promised.counts
    if not made:
        return _("No promise was made.")
    if made == len(promised.promises) <= MOST_PROMISES:
        return ""
    sentence = ngettext(
        "%(num)s promise was made: %(kept)s kept, %(open)s still open.",
        "%(num)s promises were made: %(kept)s kept, %(open)s still open.",
        made,
        kept=kept,
        open=still_open,
    )
    late = ngettext("%(num)s of them is late.", "%(num)s of them are late.", overdue)
    return f"{sentence} {late}" if overdue else sentence


def _done_heading(promised: Promised) -> str:
    if not promised.last:
        return _("What was done")
    day = local_day(promised.last.starts_at, promised.last)
    return _("What was done since the last time, %(day)s", day=day)


def _done(promised: Promised) -> list[Done]:
    # What answers nothing that people said comes last.
    written = [_pair(each) for each in sorted(promised.written, key=lambda pair: not pair.asked)]
    return [*map(_promise, promised.kept_since), *written][:MOST_DONE]


def _pair(pair: Pair) -> Done:
    return Done(pair.did, pair.language, asked=pair.asked[:1].upper() + pair.asked[1:])


def _method() -> Iterator[str]:
    yield _(
        "The report counts concerns, not people. “Most” is all but four at most, “several” is "
        "five or more, “a few” is two to four. What one person alone raised is not named. "
        "Of fewer than ten concerns no number is told by topic, of fewer than five no topic at all."
    )
    yield _(
        "Other numbers below five are hidden, with enough others that nobody can work them out. "
        "A range holds the true share 19 times in 20 (Wilson, 1927), if those who wrote are like "
        "those who did not. Often they are not: this report cannot say what people think who did "
        "not come."
    )
    yield _(
        "Nothing about a person is stored. A language is that of the text; an area is that of a "
        "place in it. Neither says who somebody is or where they live. The half of the answers "
        "counts those who still wait (Kaplan and Meier, 1958)."
    )

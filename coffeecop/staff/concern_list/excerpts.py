"""What of a text matches the words of a search, marked."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup, escape

from coffeecop.engine.kindred import places_of
from coffeecop.engine.text import Span, placed_tokens
from coffeecop.models import Concern
from coffeecop.staff.concern_list.search import Wanted, exact_words, kindred_words
from coffeecop.web.concern_labels import Note

LENGTH = 200
# A match that begins later would not be among the lines that a list shows.
LATEST_START, BEFORE = 60, 30
MOST_NAMED = 3


class Excerpt(NamedTuple):
    text: Markup
    # Instead of the words that were sought.
    similar: str = ""
    # Has neither the words nor any like them.
    is_by_meaning: bool = False

    @property
    def note(self) -> Note | None:
        """Return why it was found, if not by the words that are marked."""
        if self.is_by_meaning:
            return Note(_("Similar in meaning"), "strong")
        if "<mark>" not in self.text:
            return Note(_("Found in the place or the messages"), "strong")
        return Note(_("Similar: %(words)s", words=self.similar), "strong") if self.similar else None


def excerpts(
    concerns: Iterable[Concern],
    words: str,
    *,
    exact_ids: Collection[int],
    sentences: Mapping[int, str],
) -> dict[int, Excerpt]:
    """Return by concern what of it matches a search; `sentences` of those that do by meaning."""
    if not words:
        return {}
    exact, kindred = exact_words(words), kindred_words(words)
    found = {}
    for each in concerns:
        if each.id in exact_ids:
            found[each.id] = Excerpt(_marked(each.body, _spans(each.body, exact)))
        elif each.id in sentences:
            found[each.id] = _by_meaning(each.body, sentences[each.id])
        else:
            found[each.id] = _by_kindred(each.body, kindred)
    return found


def _by_kindred(body: str, wanted: Wanted) -> Excerpt:
    spans = _spans(body, wanted)
    named = dict.fromkeys(body[start:end].casefold() for start, end in spans)
    return Excerpt(_marked(body, spans), ", ".join([*named][:MOST_NAMED]))


def _by_meaning(body: str, sentence: str) -> Excerpt:
    start = body.find(sentence) if sentence else -1
    spans = [(start, start + len(sentence))] if start >= 0 else []
    return Excerpt(_marked(body, spans), is_by_meaning=True)


def _spans(body: str, wanted: Wanted) -> list[Span]:
    placed = placed_tokens(body)
    words = [word for word, _place in placed]
    places = places_of([phrase for each in wanted for phrase in each], words)
    return [(placed[start][1][0], placed[end - 1][1][1]) for start, end in places]


def _marked(body: str, spans: Iterable[Span]) -> Markup:
    """Return the beginning of a text, or its part around the first span, with the spans marked."""
    spans = sorted(spans)
    begin = _beginning(body, spans[0][0]) if spans else 0
    end = len(body) if len(body) - begin <= LENGTH else body.rfind(" ", begin, begin + LENGTH)
    end = end if end > begin else begin + LENGTH
    parts, place = [escape("…" if begin else "")], begin
    for start, stop in spans:
        if place <= start < end:
            stop = min(stop, end)
            parts += [escape(body[place:start]), Markup("<mark>{}</mark>").format(body[start:stop])]
            place = stop
    return Markup().join([*parts, escape(body[place:end]), "…" if end < len(body) else ""])


def _beginning(body: str, first: int) -> int:
    return 0 if first <= LATEST_START else body.find(" ", first - BEFORE, first) + 1 or first

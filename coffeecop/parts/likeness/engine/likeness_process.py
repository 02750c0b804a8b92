"""Compare texts in a short-lived process: numpy and the encoder stay out of the web server.

The question is one JSON line, and each text to compare is another: its id, body and stored vector.
"""

import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any

from coffeecop.engine import own_process

if TYPE_CHECKING:
    from coffeecop.engine.encoder import FloatArray

# A person waits for it, and has what the words find without it.
TIMEOUT = 10
LOCK_TIMEOUT = 3
MOST_FOUND = 1000
# Of so many the sentence is named that is nearest to the words.
MOST_QUOTED = 25


class NotCompared(Exception):
    """Too many wait, the process timed out or crashed, or there is no encoder for the words."""


@dataclass(frozen=True)
class Question:
    """Ids of texts to compare others with, and of some that are not meant.

    With `words`, texts are sought that mean the same; `like` are then those that have the words.
    """

    like: tuple[int, ...]
    unlike: tuple[int, ...] = ()
    words: str = ""


@dataclass(frozen=True)
class Candidate:
    id: int
    body: str
    vector: bytes | None


def compare(question: Question, candidates: Iterable[Candidate]) -> dict[int, str]:
    """Return by id what is nearest to the words in each candidate that is alike, or "".

    The most alike is first. Raises NotCompared.
    """
    found = ask(__name__, asdict(question), candidates)
    if found is None:
        raise NotCompared("there is no encoder")
    return dict(found)


def ask(module: str, question: Any, candidates: Iterable[Candidate]) -> Any:
    """Return what a module answers in a process of its own. Raises NotCompared."""
    lines = chain([json.dumps(question) + "\n"], _lines_of(candidates))
    try:
        return json.loads(own_process.run(module, lines, seconds=TIMEOUT, patience=LOCK_TIMEOUT))
    except own_process.ProcessFailed as error:
        raise NotCompared from error


def _lines_of(candidates: Iterable[Candidate]) -> Iterator[str]:
    for each in candidates:
        vector = each.vector and b64encode(each.vector).decode()
        yield json.dumps([each.id, each.body, vector]) + "\n"


def read(lines: Iterable[str]) -> tuple[list[int], list[str], "FloatArray"]:
    """Return ids, bodies and vectors; zeros, which mean nothing in particular, where none is."""
    from coffeecop.engine.encoder import DIMENSIONS, unpack

    ids, bodies, vectors = [], [], bytearray()
    for line in lines:
        concern_id, body, vector = json.loads(line)
        ids.append(concern_id)
        bodies.append(body)
        vectors += b64decode(vector) if vector else bytes(2 * DIMENSIONS)
    return ids, bodies, unpack(bytes(vectors)).reshape(len(ids), DIMENSIONS)


def answer(lines: Iterable[str]) -> str:
    # Imported here because only this process needs numpy and the encoder.
    from coffeecop.engine.encoder import encode
    from coffeecop.parts.likeness.engine.likeness import alike, close_in_meaning, nearest_sentences

    lines = iter(lines)
    question = json.loads(next(lines))
    ids, bodies, meanings = read(lines)
    places = {each: place for place, each in enumerate(ids)}
    like, unlike = (
        [places[each] for each in question[name] if each in places] for name in ("like", "unlike")
    )
    if question["words"]:
        meant = encode([question["words"]])
        if meant is None:
            return "null"
        found = close_in_meaning(bodies, meanings, question["words"], meant[0], like)[:MOST_FOUND]
        quoted = [bodies[place] for place, _ in found[:MOST_QUOTED]]
        sentences = nearest_sentences(quoted, meant[0])
    else:
        found = alike(bodies, meanings, like, unlike)[:MOST_FOUND] if like else []
        sentences = []
    ids_found = [ids[place] for place, _ in found]
    return json.dumps([*zip_longest(ids_found, sentences, fillvalue="")])


if __name__ == "__main__":
    sys.stdout.write(answer(sys.stdin))

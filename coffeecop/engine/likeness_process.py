"""Compare texts in a short-lived process: numpy and the encoder stay out of the web server.

The question is one JSON line, and each text to compare is another: its id, body and stored vector.
"""

import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from coffeecop.engine import own_process

TIMEOUT = 30
LOCK_TIMEOUT = 5
MOST_FOUND = 1000


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


def compare(question: Question, candidates: Iterable[Candidate]) -> list[int]:
    """Return the ids of the candidates that are alike, the most alike first. Raises NotCompared."""
    try:
        found: list[int] | None = json.loads(run(_lines(question, candidates)))
    except own_process.ProcessFailed as error:
        raise NotCompared from error
    if found is None:
        raise NotCompared("there is no encoder")
    return found


def run(lines: Iterable[str]) -> str:
    """Answer in a new process. Raises ProcessFailed."""
    module = "coffeecop.engine.likeness_process"
    return own_process.run(module, lines, seconds=TIMEOUT, patience=LOCK_TIMEOUT)


def _lines(question: Question, candidates: Iterable[Candidate]) -> Iterator[str]:
    yield json.dumps(asdict(question)) + "\n"
    for each in candidates:
        vector = each.vector and b64encode(each.vector).decode()
        # Words are compared by meaning alone.
        yield json.dumps([each.id, "" if question.words else each.body, vector]) + "\n"


def answer(lines: Iterable[str]) -> str:
    # Imported here because only this process needs numpy and the encoder.
    from coffeecop.engine.encoder import DIMENSIONS, encode, unpack
    from coffeecop.engine.likeness import alike, close_in_meaning

    lines = iter(lines)
    question = json.loads(next(lines))
    ids, bodies, vectors = [], [], bytearray()
    for line in lines:
        concern_id, body, vector = json.loads(line)
        ids.append(concern_id)
        bodies.append(body)
        # Zeros mean nothing in particular.
        vectors += b64decode(vector) if vector else bytes(2 * DIMENSIONS)
    meanings = unpack(bytes(vectors)).reshape(len(ids), DIMENSIONS)
    places = {each: place for place, each in enumerate(ids)}
    like, unlike = (
        [places[each] for each in question[name] if each in places] for name in ("like", "unlike")
    )
    if question["words"]:
        words = encode([question["words"]])
        if words is None:
            return "null"
        found = close_in_meaning(meanings, words[0], like)
    else:
        found = alike(bodies, meanings, like, unlike) if like else []
    return json.dumps([ids[place] for place, _ in found[:MOST_FOUND]])


if __name__ == "__main__":
    sys.stdout.write(answer(sys.stdin))

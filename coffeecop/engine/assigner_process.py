"""Assign topics in a short-lived process, for requests that need an answer immediately."""

import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from coffeecop.engine import own_process
from coffeecop.engine.examples import Example, Text, TopicText

TIMEOUT = 30
LOCK_TIMEOUT = 10


class AssignmentFailed(Exception):
    """The lock or the process timed out, or the process crashed."""


@dataclass(frozen=True)
class Task:
    """Texts to assign, the topics to choose from, and the texts to learn from."""

    topics: Sequence[TopicText]
    examples: Sequence[Example]
    texts: Sequence[Text]
    unsorted: Sequence[Text] = ()


def assign(tasks: Sequence[Task]) -> list[list[dict[int, float]]]:
    """Return for each text of each task its topics with probabilities. Raises AssignmentFailed."""
    question = json.dumps([asdict(task) for task in tasks], default=_as_json)
    answer = json.loads(run(question))
    # Keys of JSON objects are strings.
    return [[{int(each): topics[each] for each in topics} for topics in texts] for texts in answer]


def run(question: str) -> str:
    """Answer a JSON request in a new process and return JSON. Raises AssignmentFailed."""
    try:
        return own_process.run(
            "coffeecop.engine.assigner_process",
            [question],
            seconds=TIMEOUT,
            patience=LOCK_TIMEOUT,
        )
    except own_process.ProcessFailed as error:
        raise AssignmentFailed from error


def answer(question: str) -> str:
    return json.dumps([_answer_task(task) for task in json.loads(question)])


def _answer_task(task: dict[str, Any]) -> list[dict[int, float]]:
    # Imported here because only this process needs numpy and the encoder.
    from coffeecop.engine.assigning import Assigner, with_vectors

    if not task["texts"]:
        return []
    topics = [TopicText(**topic) for topic in task["topics"]]
    examples = [
        Example(_text(each["text"]), frozenset(each["topic_ids"]), each["weight"])
        for each in task["examples"]
    ]
    unsorted = with_vectors([_text(each) for each in task["unsorted"]])
    return Assigner(topics, examples, unsorted).likely([_text(each) for each in task["texts"]])


def _as_json(value: Any) -> Any:
    return b64encode(value).decode() if isinstance(value, bytes) else sorted(value)


def _text(fields: dict[str, Any]) -> Text:
    vector = fields["vector"]
    return Text(fields["body"], fields["language"], b64decode(vector) if vector else None)


if __name__ == "__main__":
    sys.stdout.write(answer(sys.stdin.read()))

"""Sentences about the starter topics as residents would write them, made up."""

import functools
import json
from pathlib import Path

from coffeecop.models.topics import STARTER_TOPICS, Topic

STARTER_TOLD = Path(__file__).with_name("starter_told.json")


def told_about(topic: Topic) -> tuple[str, ...]:
    """Return the sentences of a starter topic; none once it has other names."""
    return _told_by_names().get((topic.key, topic.name_en, topic.name_es), ())


@functools.cache
def _told_by_names() -> dict[tuple[str, str, str], tuple[str, ...]]:
    told = json.loads(STARTER_TOLD.read_text("utf-8"))
    return {
        (each["key"], each["name_en"], each["name_es"]): (
            *told[each["key"]]["en"],
            *told[each["key"]]["es"],
        )
        for each in json.loads(STARTER_TOPICS.read_text("utf-8"))
    }

"""Hints, not errors, and suggestions that the topic form shows about keywords."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from coffeecop.analysis.training_data import examples_of, topic_texts
from coffeecop.engine.keywords import suggest_keywords
from coffeecop.engine.text import fold_line
from coffeecop.models import Language, Topic


def missing_keywords(keywords: Iterable[str], others: Iterable[str]) -> str:
    """Return those of `others` that are not among the keywords, separated by commas."""
    known = {fold_line(keyword) for keyword in keywords}
    return ", ".join(each for each in others if fold_line(each) not in known)


def shared_keywords(keywords: Sequence[str], others: Sequence[Topic]) -> dict[str, list[Topic]]:
    """Return the keywords that other topics also have, with these topics."""
    owners: dict[str, dict[int, Topic]] = defaultdict(dict)
    for topic in others:
        for keyword in (*topic.keywords_en.splitlines(), *topic.keywords_es.splitlines()):
            owners[fold_line(keyword)][topic.id] = topic
    return {
        keyword: [*owners[fold_line(keyword)].values()]
        for keyword in keywords
        if fold_line(keyword) in owners
    }


def suggested_keywords(topic: Topic) -> dict[Language, list[str]]:
    """Return words that distinguish this topic in the texts that people assigned to it."""
    (text,) = topic_texts([topic])
    examples = examples_of(topic.agency_id)
    return {
        language: suggest_keywords(
            text, [example for example in examples if example.text.language == language]
        )
        for language in Language
    }

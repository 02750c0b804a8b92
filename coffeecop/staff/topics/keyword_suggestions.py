from coffeecop.analysis.training_data import examples_of, topic_texts
from coffeecop.engine.keywords import suggest_keywords
from coffeecop.models import Language, Topic


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

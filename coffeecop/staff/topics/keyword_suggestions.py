from coffeecop.models import Language, Topic


def keywords_to_offer(topic: Topic) -> dict[Language, list[str]]:
    """Return words that tell this topic from the others in the texts that people sorted."""
    # Not above: these bring numpy, which the pages of residents can do without.
    from coffeecop.analysis.training_data import examples_of, topic_texts
    from coffeecop.engine.keywords import suggest_keywords

    (text,) = topic_texts([topic])
    examples = examples_of(topic.agency_id)
    return {
        language: suggest_keywords(
            text, [example for example in examples if example.text.language == language]
        )
        for language in Language
    }

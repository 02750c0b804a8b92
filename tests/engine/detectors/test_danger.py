from coffeecop.engine.detectors.danger import MAX_WORDS, lexicon, units_of


def texts(body):
    return [unit.text for unit in units_of(body)]


def test_sentences_are_read_alone_and_with_their_neighbours():
    assert texts("One. Two? Three!") == ["One.", "Two?", "Three!", "One. Two?", "Two? Three!"] + [
        "One. Two? Three!"
    ]


def test_a_text_without_full_stops_is_read_in_parts():
    assert all(len(text.split()) <= 2 * MAX_WORDS for text in texts("word " * 500))


def test_words_stand_for_concepts_that_are_near_each_other():
    features = lexicon().features("My husband hits me")

    assert {"PARTNER", "HIT", "HIT PARTNER", "husband", "husband hits"} <= features


def test_what_happens_now_differs_from_what_did():
    assert "HIT_NOW" in lexicon().features("he is hitting her")
    assert "HIT_BEFORE" in lexicon().features("la golpearon")


def test_variants_of_a_phrase_are_known():
    for text in ("he has his hands around my neck", "hands around her throat"):
        assert "HIT" in lexicon().features(text)


def test_a_year_is_past_and_a_question_is_one():
    assert {"PAST", "QUESTION"} <= lexicon().features("Was there a fire in 2019?")

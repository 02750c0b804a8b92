"""How much each example counts, and which are learnt from where there are too many."""

import pytest

from coffeecop.engine import examples as limits
from coffeecop.engine.assigning import LEAST, MOST, weights_of
from coffeecop.engine.examples import Example, Text, spread_over_topics

SPEEDING, DOGS, LAMPS = 1, 2, 3


def example(*topic_ids, weight=1.0):
    return Example(Text("words"), frozenset(topic_ids), weight)


def weights(*examples):
    return [float(each) for each in weights_of(examples, [SPEEDING, DOGS, LAMPS])]


def test_an_example_counts_less_the_more_its_topic_has():
    speeding, dogs = [example(SPEEDING)] * 8, [example(DOGS)] * 2

    found = weights(*speeding, *dogs)

    assert found[0] == found[7]
    assert sum(found[:8]) == pytest.approx(sum(found[8:]), rel=0.05)


def test_examples_count_little_while_they_are_few():
    one = weights(example(DOGS))[0]
    many = weights(*[example(SPEEDING), example(DOGS), example(LAMPS)] * 100)[0]

    assert one == pytest.approx(LEAST)
    assert many == pytest.approx(MOST)


def test_where_all_topics_have_the_same_number_none_is_held_back():
    ten = [example(topic) for topic in (SPEEDING, DOGS, LAMPS) for _ in range(10)]

    assert len(set(weights(*ten))) == 1
    assert weights_of(ten, [DOGS]).dtype == "float32"
    assert weights(*ten)[0] == pytest.approx(10 / 120)


def test_what_residents_chose_is_counted_by_topic_like_what_staff_chose():
    chosen = [example(SPEEDING, weight=0.5)] * 12
    corrected = [example(DOGS)] * 3

    found = weights(*chosen, *corrected)

    assert found[0] < found[-1] / 2
    assert sum(found[:12]) == pytest.approx(sum(found[12:]))


def test_a_text_of_two_topics_counts_as_one_of_the_rarer():
    found = weights(*[example(SPEEDING)] * 9, example(SPEEDING, LAMPS), example(LAMPS))

    assert found[9] == found[10]


def test_texts_that_fit_no_topic_are_weighed_like_a_topic():
    nowhere = weights(*[example()] * 8, example(DOGS))

    assert nowhere[0] == pytest.approx(nowhere[-1] / 8, rel=0.25)


def test_of_ten_thousand_corrections_rare_topics_keep_all_and_common_ones_the_newest():
    topics = [{LAMPS} if place in (17, 5_000, 9_999) else {SPEEDING} for place in range(10_000)]

    chosen = spread_over_topics(topics)

    assert len(chosen) == limits.MOST_EXAMPLES
    assert {17, 5_000, 9_999} <= set(chosen)
    assert set(chosen) - {5_000, 9_999} == set(range(limits.MOST_EXAMPLES - 2))


def test_few_corrections_are_all_kept_in_their_order_and_each_once():
    assert spread_over_topics([{DOGS}, set(), {DOGS, LAMPS}]) == [0, 1, 2]
    assert spread_over_topics([{DOGS, LAMPS}, {DOGS}, {LAMPS}, set()], most=3) == [0, 1, 3]

"""Decide whether two counts differ, or whether chance alone explains it."""

import enum
from functools import lru_cache
from math import comb, exp, lgamma

# Of 20 pairs of events with nothing changed, at most one is said to have a change, whatever the
# number of topics compared: each of 2n tests gets its part (Bonferroni). So of each change that is
# reported the probability exceeds .99.
CHANCE_PER_PAIR = 0.05
MOST_CHANCE = 0.01
# Fewer are a few people.
LEAST_DIFFERENCE = 3
# With fewer expected, none at all is no surprise.
LEAST_EXPECTED = 5


class TopicChange(enum.StrEnum):
    NEW = "new"
    MORE = "more"
    SAME = "same"
    FEWER = "fewer"
    GONE = "gone"


def change_of(
    now: int, of_now: int, then: int, of_then: int, *, topics: int, is_final: bool = False
) -> TopicChange:
    """Compare a topic at two events: its concerns, and all with a topic, now and then.

    `topics` is how many are compared. `is_final`: the event is over and every topic was confirmed.
    """
    if abs(now - then) < LEAST_DIFFERENCE:
        return TopicChange.SAME
    enough = min(MOST_CHANCE, CHANCE_PER_PAIR / (2 * max(topics, 1)))
    if now > then and chance_of(now, of_now, then, of_then) < enough:
        return TopicChange.MORE if then else TopicChange.NEW
    if now < then and chance_of(then, of_then, now, of_now) < enough:
        is_missed = is_final and not now and then * of_now >= LEAST_EXPECTED * of_then
        return TopicChange.GONE if is_missed else TopicChange.FEWER
    return TopicChange.SAME


@lru_cache(maxsize=1 << 12)
def chance_of(more: int, of_more: int, fewer: int, of_fewer: int) -> float:
    """Return the probability that chance alone makes a difference at least so large.

    One-sided exact test of two shares: Fisher 1935, "The Logic of Inductive Inference". It is also
    the posterior probability that the first share is not larger, under a prior that favors no
    difference: Altham 1969, "Exact Bayesian Analysis of a 2 x 2 Contingency Table".
    """
    both, of_both = more + fewer, of_more + of_fewer
    ways = sum(
        comb(of_more, number) * comb(of_fewer, both - number)
        for number in range(more, min(both, of_more) + 1)
    )
    return ways / comb(of_both, both)


# So often a test says that something changed where nothing did.
LEVEL = 0.05
# Two tables that are equally likely may differ by so much in their logarithms.
ROUNDING = 1e-7


def may_be_chance(before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Return whether chance alone explains two counts, each so many of so many.

    Fisher's exact test, two-sided, at 95 % (R. A. Fisher, "On the Interpretation of Chi Squared
    from Contingency Tables", Journal of the Royal Statistical Society 85, 1922): the probability of
    all tables with the same sums that are as unlikely as this one. It takes what was counted as
    independent: cars in a row are less than that, so it errs towards saying that something changed.
    """
    (first, all_first), (second, all_second) = before, after
    hits = first + second
    # As logarithms: the numbers of ways themselves are too large for thousands of cars.
    ways = [
        _ways(all_first, each) + _ways(all_second, hits - each)
        for each in range(max(0, hits - all_second), min(all_first, hits) + 1)
    ]
    seen, most = _ways(all_first, first) + _ways(all_second, second), max(ways)
    as_unlikely = sum(exp(each - most) for each in ways if each <= seen + ROUNDING)
    return as_unlikely > LEVEL * sum(exp(each - most) for each in ways)


def _ways(number: int, chosen: int) -> float:
    """Return the logarithm of the number of ways to choose so many of so many."""
    return lgamma(number + 1) - lgamma(chosen + 1) - lgamma(number - chosen + 1)

"""Whether two counts, such as of cars over a limit before and after, may differ by chance alone."""

from math import exp, lgamma

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

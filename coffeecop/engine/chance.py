"""Whether two counts, such as of cars over a limit before and after, may differ by chance alone."""

from math import comb

# So often a test says that something changed where nothing did.
LEVEL = 0.05


def may_be_chance(before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Return whether chance alone explains two counts, each so many of so many.

    Fisher's exact test, two-sided, at 95 % (R. A. Fisher, "On the Interpretation of Chi Squared
    from Contingency Tables", Journal of the Royal Statistical Society 85, 1922): the probability of
    all tables with the same sums that are as unlikely as this one. It takes what was counted as
    independent: cars in a row are less than that, so it errs towards saying that something changed.
    """
    (first, all_first), (second, all_second) = before, after
    hits = first + second
    ways = [
        comb(all_first, each) * comb(all_second, hits - each)
        for each in range(max(0, hits - all_second), min(all_first, hits) + 1)
    ]
    seen = comb(all_first, first) * comb(all_second, second)
    as_unlikely = sum(each for each in ways if each <= seen)
    return as_unlikely > LEVEL * sum(ways)

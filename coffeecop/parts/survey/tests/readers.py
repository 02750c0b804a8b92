from coffeecop.parts.survey.answers import results_of


def numbers_of(event):
    """Return what staff read of the answers, without comments, which are destroyed."""
    return results_of(event)[:2]


NUMBERS = [numbers_of]

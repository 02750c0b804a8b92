"""Probability thresholds, from 0 to 1, for the output of `engine.assigning`."""

# Pages call a topic of this probability "very likely": more than 9 of 10 are right.
VERY_LIKELY = 0.85
# Minimum probability to assign a topic. Pages call it "likely": about 7 of 10 are right.
ASSIGN = 0.5
# Minimum probability to suggest a topic to a person.
OFFER = 0.3

"""How likely a topic must be for what. Probabilities of `engine.assigning`, from 0 to 1."""

# Pages call a topic of this probability "very likely".
VERY_LIKELY = 0.75
# From here on the program assigns a topic,
ASSIGN = 0.5
# and from here on it offers one to a person.
OFFER = 0.3
# An event whose likeliest topics fall below this on average fits the topic list badly.
FAIR_FIT = 0.6
# A text that fits a topic as well as this belongs to no theme.
COVERED = 0.97

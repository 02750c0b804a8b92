"""Find the keywords of topics in texts, and suggest some from the texts that people assigned."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from coffeecop.engine.examples import Example, TopicText
from coffeecop.engine.language import SMALL_SINGULARS
from coffeecop.engine.text import read_lists, singular, tokens


def meant_words(text: str, *, with_names: bool = False) -> list[str]:
    """Return the folded words of a text that are no names, and mean what they mean alone.

    Cedar Park and ice cream are left out.
    """
    names, phrases = _patterns()
    said = text if with_names else names.sub(" ", text)
    return phrases.sub(" ", " ".join(tokens(said))).split()


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lists = read_lists("elsewhere.toml")
    phrases = "|".join(lists["en"] + lists["es"])
    return re.compile("|".join(lists["names"])), re.compile(rf"\b(?:{phrases})\b")


# Weight added for each further word of a keyword.
EXTRA_WORD_WEIGHT = 0.3
MAX_KEYWORDS = 8
# A word must occur in this many of the topic's texts; a rarer one may be a name.
MIN_TEXTS = 3
# Minimum z-score of the log odds.
MIN_Z_SCORE = 1.96
# A keyword is left out if more than this share of the texts with it are of other topics.
MAX_SHARE_OF_OTHERS = 0.34

_WORD = re.compile(r"[^\W\d_]+")


class KeywordIndex:
    """Finds each topic's keywords in texts: whole words, singular or plural."""

    def __init__(self, keywords: Sequence[Sequence[str]]) -> None:
        """Index the keywords of each topic. A keyword of several topics weighs less for each."""
        lists = [{tuple(map(singular, tokens(each))) for each in several} for several in keywords]
        owners = Counter(keyword for several in lists for keyword in several)
        self._by_first: dict[str, list[tuple[tuple[str, ...], int, float]]] = defaultdict(list)
        for topic, several in enumerate(lists):
            for keyword in sorted(several - {()}):
                weight = (1 + EXTRA_WORD_WEIGHT * (len(keyword) - 1)) / owners[keyword]
                self._by_first[keyword[0]].append((keyword, topic, weight))

    def weights(self, text: str) -> dict[int, float]:
        """Return by topic the weight of its keywords in a text, each counted once.

        A word alone counts where it is no part of a name; a phrase such as "Cedar Park" does there.
        """
        meant, said = (
            [singular(word) for word in meant_words(text, with_names=with_names)]
            for with_names in (False, True)
        )
        hits = {
            (keyword, topic): weight
            for words, is_phrase in ((meant, False), (said, True))
            for start, word in enumerate(words)
            for keyword, topic, weight in self._by_first.get(word, ())
            if is_phrase == (len(keyword) > 1)
            and tuple(words[start : start + len(keyword)]) == keyword
        }
        weights: dict[int, float] = defaultdict(float)
        for (_, topic), weight in hits.items():
            weights[topic] += weight
        return weights


def suggest_keywords(topic: TopicText, examples: Sequence[Example]) -> list[str]:
    """Return at most eight words or word pairs in their most common written form, best first.

    Ranked by the z-score of the log odds between the topic's texts and all others, with all texts
    as the prior (Monroe, Colaresi and Quinn 2008, "Fightin' Words"). Keywords that the topic
    already has, in singular or plural, are excluded.
    """
    own, others = Counter[str](), Counter[str]()
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for example in examples:
        phrases = _phrases(example.text.body)
        (own if topic.id in example.topic_ids else others).update(phrases.keys())
        for phrase, form in phrases.items():
            written[phrase][form] += 1
    known = {_normalize(words) for words in (*topic.names, *topic.keywords)}
    weights = {
        phrase: _z_scores(phrase, own, others)
        for phrase, times in own.items()
        if times >= MIN_TEXTS
        and others[phrase] <= MAX_SHARE_OF_OTHERS * (times + others[phrase])
        and phrase not in known
    }
    chosen: list[str] = []
    taken: set[str] = set()
    for phrase in sorted(weights, key=lambda each: (-weights[each], -len(each), each)):
        if weights[phrase] < MIN_Z_SCORE or len(chosen) == MAX_KEYWORDS:
            break
        if not taken & set(phrase.split()):
            taken |= set(phrase.split())
            forms = written[phrase]
            chosen.append(min(forms, key=lambda form: (-forms[form], form)))
    return chosen


def _phrases(text: str) -> dict[str, str]:
    """Map normalized words and word pairs, without stop words, to their written form."""
    words = [(_normalize(word), word) for word in _WORD.findall(text.casefold())]
    found = {key: word for key, word in words if _is_content_word(key)}
    for (key, word), (next_key, next_word) in pairwise(words):
        if _is_content_word(key) and _is_content_word(next_key) and key != next_key:
            found[f"{key} {next_key}"] = f"{word} {next_word}"
    return found


def _is_content_word(word: str) -> bool:
    return len(word) > 2 and word not in SMALL_SINGULARS


def _normalize(phrase: str) -> str:
    return " ".join(singular(word) for word in tokens(phrase))


def _z_scores(phrase: str, own: Counter[str], others: Counter[str]) -> float:
    ours, all_ours = own[phrase], own.total()
    theirs, all_theirs = others[phrase], others.total()
    share = (ours + theirs) / (all_ours + all_theirs)
    # The prior has the weight of a tenth of the texts.
    prior = 0.1 * share * (all_ours + all_theirs)
    rest = 0.1 * (all_ours + all_theirs)
    odds = math.log((ours + prior) / (all_ours + rest - ours - prior))
    odds -= math.log((theirs + prior) / max(all_theirs + rest - theirs - prior, 0.5))
    return odds / math.sqrt(1 / (ours + prior) + 1 / (theirs + prior))

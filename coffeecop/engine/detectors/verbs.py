"""The forms of a verb that tell of what somebody else does or did, in English and Spanish.

Spanish forms are without accents. What only the writer or "you" would do is left out.
"""

import re

ONE_SYLLABLE = re.compile(r"[^aeiou]+[aeiou][^aeiouwxy]")
PRONOUNS = ("me", "nos", "le", "les", "lo", "los", "la", "las", "te", "se")

# After the stem; then that of the gerund.
ENDINGS = {
    "ar": ("o a an aba aban aron ara aran ase asen e en", "and"),
    "er": ("io e en ia ian ieron iera ieran iese iesen a an", "iend"),
    "ir": ("io e en ia ian ieron iera ieran iese iesen a an", "iend"),
}
# Before an e the sound of the stem is kept by another letter.
BEFORE_E = {"g": "gu", "c": "qu", "z": "c"}


def english_forms(verb: str) -> set[str]:
    """Return the verb with -s, -ed and -ing; irregular forms are not known."""
    if verb.endswith("e"):
        return {verb, verb + "s", verb + "d", verb.removesuffix("e") + "ing"}
    if verb.endswith("y") and verb[-2] not in "aeo":
        stem = verb.removesuffix("y")
        return {verb, stem + "ies", stem + "ied", verb + "ing"}
    stem = verb + verb[-1] if ONE_SYLLABLE.fullmatch(verb) else verb
    plural = "es" if re.search(r"(?:s|x|z|ch|sh)$", verb) else "s"
    return {verb, verb + plural, stem + "ed", stem + "ing"}


def spanish_forms(infinitive: str) -> set[str]:
    """Return the third persons, the infinitive and the gerund, bare and with pronouns."""
    stem, theme = infinitive[:-2], infinitive[-2:]
    endings, gerund = ENDINGS[theme]
    forms = {_join(stem, ending, theme) for ending in endings.split()}
    forms |= {infinitive, f"{stem}{gerund}o"}
    return forms | {
        f"{whole}{pronoun}" for whole in (infinitive, f"{stem}{gerund}o") for pronoun in PRONOUNS
    }


def _join(stem: str, ending: str, theme: str) -> str:
    if theme == "ar" and ending[0] == "e" and stem[-1] in BEFORE_E:
        stem = stem[:-1] + BEFORE_E[stem[-1]]
    return stem + ending

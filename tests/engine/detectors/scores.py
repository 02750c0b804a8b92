"""How well a reader does on a set of texts: how much of what is there it finds, and how much of
what it finds is there."""

from collections import Counter


class Scores:
    """Counts for each kind and language; `any` in either place adds them up."""

    def __init__(self, title):
        self.title = title
        self.found, self.missed, self.wrong = Counter(), Counter(), Counter()
        self.mistakes = []

    def note(self, text, *, language, wanted, got):
        for counter, things in (
            (self.found, wanted & got),
            (self.missed, wanted - got),
            (self.wrong, got - wanted),
        ):
            for thing in things:
                kind = thing[0] if isinstance(thing, tuple) else thing
                for row in ((kind, language), (kind, "both"), ("all", language), ("all", "both")):
                    counter[row] += 1
        if wanted != got:
            self.mistakes.append(f"{text}\n  wanted {sorted(wanted)}, got {sorted(got)}")

    def recall(self, kind, language="both"):
        row = kind, language
        return self.found[row] / max(1, self.found[row] + self.missed[row])

    def precision(self, kind, language="both"):
        row = kind, language
        return self.found[row] / max(1, self.found[row] + self.wrong[row])

    def __str__(self):
        return "\n".join([self.table(), *self.mistakes])

    def table(self):
        lines = [self.title, f"{'':20}{'':6}{'number':>8}{'recall':>8}{'precision':>11}"]
        for kind, language in sorted(self.found | self.missed | self.wrong):
            number = self.found[kind, language] + self.missed[kind, language]
            recall, precision = self.recall(kind, language), self.precision(kind, language)
            lines.append(f"{kind:20}{language:6}{number:8}{recall:8.2f}{precision:11.2f}")
        return "\n".join(lines)

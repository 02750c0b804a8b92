"""`python -m benchmarks.details DIR`: private details found in ordinary texts of residents.

DIR holds files `NAME.dev.jsonl` as for `make topics`. Names are printed with the words around them.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from coffeecop.engine.detectors.names import find_names
from coffeecop.engine.detectors.personal import find_personal

AROUND = 40


def main() -> int:
    lines = [
        line for path in sorted(Path(sys.argv[1]).glob("*.dev.jsonl")) for line in path.open("rb")
    ]
    found = Counter()
    for line in lines:
        text = json.loads(line)["text"]
        details = find_personal(text)
        found.update(str(each.kind) for each in details)
        for start, end in find_names(text):
            if not any(start < each.end and each.start < end for each in details):
                found["name"] += 1
                around = text[max(0, start - AROUND) : end + AROUND]
                print(f"{text[start:end]:28}{' '.join(around.split())}")
    for kind, number in found.most_common():
        print(f"{kind:12}{number:6}{1000 * number / len(lines):8.1f} of 1,000")
    return 0


if __name__ == "__main__":
    sys.exit(main())

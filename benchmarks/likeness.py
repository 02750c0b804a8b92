"""`python -m benchmarks.likeness`: what likeness and the search by meaning cost.

Up to 20,000 texts with a vector each are compared. Prints seconds, and the most megabytes that
the short-lived process and this one ever had.
"""

import random
import resource
import struct
import tempfile
import time

from flask_migrate import upgrade

from coffeecop import create_app
from coffeecop.db import db, db_writes
from coffeecop.engine.examples import encoder_name
from coffeecop.models import Concern, ConcernVector, Language, Phase
from coffeecop.parts.likeness import search
from tests.factories import make_event, make_staff

NUMBERS = (1_000, 5_000, 20_000)
WORDS = [
    "street",
    "light",
    "dark",
    "speeding",
    "cars",
    "school",
    "music",
    "night",
    "trash",
    "alley",
    "bikes",
    "park",
    "dog",
    "noise",
]


def main():
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"INSTANCE_PATH": folder, "LOG_LEVEL": "ERROR"})
        with app.app_context():
            upgrade()
            event, member = make_event(), make_staff()
            present = 0
            print(f"{'concerns':>9}{'':22}{'seconds':>9}{'CPU':>7}{'MB there':>10}{'MB here':>9}")
            for number in NUMBERS:
                add(event, present, number)
                present = number
                first = db.session.scalar(db.select(Concern.id).limit(1))
                for name, ask in (
                    ("more like this", lambda first=first: search.alike([first], [], member)),
                    ("search by meaning", lambda: search.close_in_meaning("loud music", member)),
                ):
                    search._compared.cache_clear()
                    print(f"{number:>9}  {name:20}{measured(ask)}", flush=True)


def add(event, start, end):
    with db_writes():
        for n in range(start, end):
            picked = [WORDS[(n * step) % len(WORDS)] for step in (1, 3, 5, 7, 11)]
            body = f"There is {' and '.join(picked)} near number {n} every night, please help us."
            concern = Concern(
                event_id=event.id, body=body, phase=Phase.BEFORE, language=Language.ENGLISH
            )
            db.session.add(concern)
            db.session.flush()
            vector = struct.pack("<512e", *(random.gauss(0, 0.044) for _ in range(512)))
            db.session.add(
                ConcernVector(concern_id=concern.id, encoder=encoder_name(), vector=vector)
            )


def measured(ask):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    found = ask()
    took = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    here = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    note = "  not compared" if found.is_unknown else ""
    return f"{took:>9.1f}{cpu:>7.1f}{after.ru_maxrss / 1024:>10.0f}{here:>9.0f}{note}"


if __name__ == "__main__":
    main()

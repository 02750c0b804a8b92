"""Rooms whose stories have names: what people wrote about an event, and which story each tells."""

import csv
import random
import re
from dataclasses import dataclass, replace
from pathlib import Path

FOLDER = Path(__file__).parent
TOPICS = FOLDER.parent / "topics"
ROOM = re.compile(r"## room: ([^,]*)")
NAME = re.compile(r"(?:# story )?(\d+): ([^|]+) \| ([^|]+?)(?: \| .*)?$")
TEXT = re.compile(r"(?:en|es) ([\d,]+): (.+)")
# Texts of other towns that bring a room to the rate of life: one in twenty tells a story.
OTHERS = 140


@dataclass(frozen=True)
class Room:
    """`namings` are several people's names for all stories: by story its name and second line."""

    name: str
    bodies: tuple[str, ...]
    stories: tuple[frozenset[int], ...]
    namings: tuple[dict[int, tuple[str, str]], ...]


def chosen_on():
    return _named(TOPICS / "rooms.txt")


def told_of():
    return _named(TOPICS / "rooms.held.txt")


def fresh():
    return [
        replace(room, namings=_namings(names)) for room, names in _read(FOLDER / "rooms.held.txt")
    ]


def at_the_rate_of_life(room):
    """Return the room with texts of other towns, which tell none of its stories."""
    with (TOPICS / "told.tsv").open(encoding="utf-8", newline="") as lines:
        told = [row[3] for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]
    chance = random.Random(room.name)  # noqa: S311 - the same at each run
    texts = [*zip(room.bodies, room.stories, strict=True)]
    texts += [(body, frozenset()) for body in chance.sample(told, OTHERS)]
    chance.shuffle(texts)
    bodies, stories = zip(*texts, strict=True)
    return replace(room, bodies=bodies, stories=stories)


def _named(path):
    """Return the rooms of a file whose names stand in names.txt."""
    names = {room.name: names for room, names in _read(FOLDER / "names.txt")}
    return [replace(room, namings=_namings(names[room.name])) for room, _ in _read(path)]


def _namings(names):
    """Return namings of all stories: the first name of each, then the second if there is one."""
    stories = sorted({story for story, _, _ in names})
    named = {story: [lines for own, *lines in names if own == story] for story in stories}
    return tuple(
        dict(zip(stories, several, strict=True)) for several in zip(*named.values(), strict=True)
    )


def _read(path):
    rooms = []
    for line in path.read_text("utf-8").splitlines():
        if found := ROOM.match(line):
            rooms.append((found[1].strip(), [], [], []))
        elif rooms and (found := NAME.match(line)):
            rooms[-1][3].append((int(found[1]), found[2], found[3]))
        elif rooms and (found := TEXT.match(line)):
            rooms[-1][1].append(found[2])
            rooms[-1][2].append(frozenset(map(int, found[1].split(","))) - {0})
    return [
        (Room(name, tuple(bodies), tuple(stories), ()), names)
        for name, bodies, stories, names in rooms
    ]

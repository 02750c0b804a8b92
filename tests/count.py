"""How much there is of everything: `make count`. tests/test_architecture.py has the budget."""

import ast
import re
from functools import cache
from graphlib import TopologicalSorter

from coffeecop import models  # noqa: F401 - it brings the tables
from coffeecop.config import PROJECT
from coffeecop.db import db
from coffeecop.parts import parts

WITH_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def lines_of_code(*folders, leaves_out=()):
    """Count lines, without those that are blank, a comment or a docstring."""
    return sum(
        lines_of_text(path.read_text())
        for folder in folders
        for path in PROJECT.glob(f"{folder}/**/*.py")
        if not {*path.relative_to(PROJECT).parts} & {*leaves_out}
    )


@cache
def lines_of_text(text):
    docstrings, strings = set(), set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, WITH_DOCSTRING) and ast.get_docstring(node, clean=False) is not None:
            docstrings |= lines_of_node(node.body[0])
        elif isinstance(node, ast.Constant | ast.JoinedStr) and node.end_lineno > node.lineno:
            strings |= lines_of_node(node)
    code = {
        number
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#")
    }
    return len((code | strings) - docstrings)


def lines_of_node(node):
    return set(range(node.lineno, node.end_lineno + 1))


def number_of_files(folder, pattern):
    return len(list((PROJECT / folder).rglob(pattern)))


def floors(package):
    """Return how high the modules of a package stand on each other; a folder is one module."""
    below = {}
    for path in package.rglob("*.py"):
        noun = path.relative_to(package).with_suffix("").parts[0]
        text = path.read_text()
        used = re.findall(rf"^from coffeecop\.{package.name}\.(\w+)", text, re.MULTILINE)
        below[noun] = below.get(noun, set()) | {*used} - {noun}
    del below["__init__"]
    height = {}
    for noun in TopologicalSorter(below).static_order():
        height[noun] = 1 + max((height[each] for each in below[noun]), default=0)
    return max(height.values())


def words_of_documents():
    texts = [path.read_text() for path in (*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md"))]
    return sum(len(re.findall(r"\w+(?:['’-]\w+)*", text)) for text in texts)


def packages():
    """Return the lines of each package, the largest first."""
    folders = [path for path in (PROJECT / "coffeecop").iterdir() if any(path.glob("*.py"))]
    counted = [(lines_of_code(f"coffeecop/{folder.name}"), folder.name) for folder in folders]
    return {name: lines for lines, name in sorted(counted, reverse=True)}


def counts():
    parts()  # Their tables are known once they are imported.
    return {
        "lines of coffeecop": lines_of_code("coffeecop", leaves_out={"tests"}),
        "lines of the core": lines_of_code("coffeecop", leaves_out={"tests", "parts"}),
        "lines of tests": lines_of_code("tests", "coffeecop/parts/*/tests"),
        "templates": sum(
            number_of_files(folder, "*.html") for folder in ("templates", "coffeecop/parts")
        ),
        "files of coffeecop": number_of_files("coffeecop", "*.py"),
        "files of models": number_of_files("coffeecop/models", "*.py"),
        "floors of models": floors(PROJECT / "coffeecop" / "models"),
        "tables": len(db.metadata.tables),
        "words of documents": words_of_documents(),
    }


if __name__ == "__main__":
    for name, number in {**packages(), **counts()}.items():
        print(f"{number:7,} {name}")  # noqa: T201 - what the command is for

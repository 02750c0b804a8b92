"""Delete the folder of a part and everything else still runs: tried in a copy of the project."""

import os
import shutil
import sys
from subprocess import run

import pytest

from coffeecop.config import PROJECT
from tests.of_parts import FOLDERS

pytestmark = pytest.mark.slow

# The words of a part stay in the catalogue.
NOT_ASKED = "test_every_sentence_is_used"


def copy_without(folders, copy):
    """Copy what is under version control, and what is compiled of it, but these folders."""
    listed = run(["git", "ls-files", "-z"], cwd=PROJECT, check=True, capture_output=True)
    for name in listed.stdout.decode().rstrip("\0").split("\0"):
        path = PROJECT / name
        if path.exists() and not {*folders} & {*path.parents}:
            for each in (path, *path.parent.glob(f"__pycache__/{path.stem}.*.pyc")):
                target = copy / each.relative_to(PROJECT)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(each, target)


def passes(copy, *arguments):
    asked = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    # It is no worker of this run, whose databases have other tables.
    env = {name: value for name, value in os.environ.items() if "XDIST" not in name}
    done = run(asked, cwd=copy, env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A copy without any part."""
    copy = tmp_path_factory.mktemp("bare")
    copy_without(FOLDERS, copy)
    return copy


@pytest.mark.parametrize("folders", ["residents or other", "not residents and not other"])
def test_the_core_starts_upgrades_and_shows_each_page_without_any_part(bare, folders):
    page = "tests/web/test_sweep.py::test_every_page_answers_on_an_empty_database"
    passes(bare, page, "-k", f"administrator and ({folders})", "-m", "not exhaustive")


def test_the_core_has_only_its_own_routes_and_entries_without_any_part(bare):
    passes(bare, "tests/test_routes.py", "tests/test_parts.py", "tests/staff/test_more.py")


@pytest.mark.exhaustive
@pytest.mark.parametrize("folders", [FOLDERS, *([folder] for folder in FOLDERS)], ids=str)
def test_the_fast_suite_passes_without_a_part(tmp_path, folders):
    copy_without(folders, tmp_path)

    left_out = [f"--ignore=tests/{each}" for each in ("journeys", "deploy")]
    left_out += ["--ignore=tests/analysis", "--ignore=tests/engine", f"--ignore={__file__}"]
    passes(tmp_path, *left_out, "-m", "not slow", "-k", f"not {NOT_ASKED}")

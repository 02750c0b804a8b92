"""The locks say what requirements.txt says, with hashes; so does the bill of materials."""

import json
import re
import subprocess
import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from coffeecop.config import PROJECT

# Of the parts that are there.
OF_PARTS = [
    str(path.relative_to(PROJECT))
    for path in sorted(PROJECT.glob("coffeecop/parts/*/requirements.txt"))
]
OF_THE_APP = {"requirements.lock": ["requirements.txt"]} | {
    list_.replace(".txt", ".lock"): [list_] for list_ in OF_PARTS
}
LOCKS = {
    **OF_THE_APP,
    "deploy/requirements-pdf.lock": ["deploy/requirements-pdf.txt"],
    "deploy/requirements-backups.lock": ["deploy/requirements-backups.txt"],
    "tests/requirements.lock": [
        "requirements.txt",
        *OF_PARTS,
        "deploy/requirements-pdf.txt",
        "deploy/requirements-backups.txt",
        "tests/requirements.txt",
    ],
}


def listed(file):
    """Return the requirements of a list, without comments and names of other lists."""
    lines = [line.partition(" #")[0].strip() for line in (PROJECT / file).read_text().splitlines()]
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-r "))]


def locked(lock):
    """Return each requirement of a lock with its hashes."""
    text = re.sub(r"^ *#.*\n", "", (PROJECT / lock).read_text(), flags=re.MULTILINE)
    for entry in text.replace("\\\n", "").splitlines():
        requirement, *hashes = re.split(r" +--hash=", entry.strip())
        yield Requirement(requirement), hashes


def versions(requirements):
    return {(canonicalize_name(each.name), str(each.specifier)) for each in requirements}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_every_pin_of_its_lists(lock):
    pins = versions(each for file in LOCKS[lock] for each in listed(file))

    assert pins
    assert pins - versions(requirement for requirement, _ in locked(lock)) == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_entry_of_a_lock_names_one_version_and_its_hashes(lock):
    for requirement, hashes in locked(lock):
        assert re.fullmatch(r"==[\w.]+", str(requirement.specifier)), requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes), requirement


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_registry_and_no_folder_of_who_made_it(lock):
    text = (PROJECT / lock).read_text()

    assert "://" not in text
    assert re.findall(r"^-.*", text, re.MULTILINE) == []
    assert re.findall(r"(?<=\s)/\S+", text) == []


def test_the_tests_use_the_versions_that_are_shipped():
    *shipped, tested = (versions(each for each, _ in locked(lock)) for lock in LOCKS)

    assert set().union(*shipped) - tested == set()


def test_who_did_not_wait_for_14_days_is_in_a_lock():
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["uv"]
    names = {name for name, _ in versions(each for each, _ in locked("tests/requirements.lock"))}

    assert settings["exclude-newer"] == "14 days"
    assert set(settings["exclude-newer-package"]) - names == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    "check", ["--no-validate", pytest.param("--validate", marks=pytest.mark.exhaustive)]
)
def test_the_bill_of_materials_is_valid_and_names_every_package(tmp_path, check):
    """As `make sbom`, which checks what it writes against the schema of CycloneDX, for seconds."""
    file = tmp_path / "bill.json"
    shipped = {str(each): hashes for lock in OF_THE_APP for each, hashes in locked(lock)}
    entries = [" --hash=".join([name, *hashes]) for name, hashes in shipped.items()]
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", "-", check, "-v", "-o", file]
    written = subprocess.run(
        command, input="\n".join(entries), cwd=PROJECT, capture_output=True, text=True, check=True
    )

    assert ("Validating result" in written.stderr) is (check == "--validate")
    bill = json.loads(file.read_text())
    named = {(each["name"], f"=={each['version']}") for each in bill["components"]}
    assert bill["bomFormat"] == "CycloneDX"
    assert named == versions(map(Requirement, shipped))

"""The attack itself: a build with a fault put back is caught."""

import pytest

from benchmarks.mutations import MUTATIONS, copy_of_the_project, is_caught

FAULTS = {each.name: each for each in MUTATIONS if each.name.startswith("attack: ")}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return copy_of_the_project(tmp_path_factory.mktemp("faulty"))


@pytest.mark.slow
@pytest.mark.exhaustive
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_that_is_put_back_is_caught(project, name):
    assert is_caught(FAULTS[name], project)

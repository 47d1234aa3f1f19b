"""What is installed is what was pinned, under licences that an office may use; how locks look, test_house.py holds."""

import pytest

from tests.house.dependencies import LOCKS, RUNTIME, Part, installed, locked

PARTS = tuple(installed())


def test_whatever_is_installed_stands_in_a_lock():
    assert len(PARTS) > 50
    assert {part.name for part in PARTS} <= set(locked(*LOCKS))


@pytest.mark.parametrize("lock", LOCKS)
def test_with_the_version_that_each_lock_pins(lock):
    pinned = locked(lock)

    assert {part.name: part.version for part in PARTS if pinned.get(part.name, part.version) != part.version} == {}


def test_no_part_that_the_bot_runs_on_forbids_it():
    runtime = locked(*RUNTIME)
    running = [part for part in PARTS if part.name in runtime]

    assert len(running) > 30
    assert {part.name: f"{part.licence}: {part.objection}" for part in running if part.objection} == {}


@pytest.mark.parametrize(
    ("licence", "objection"),
    [
        ("MIT", ""),
        ("BSD-3-Clause", ""),
        ("LGPL-3.0-only", ""),
        ("GNU Lesser General Public License v3 (LGPLv3)", ""),
        ("MIT OR GPL-3.0-only", ""),
        ("GPL-3.0-only", "forbids"),
        ("GNU General Public License v3 (GPLv3)", "forbids"),
        ("AGPL-3.0-or-later", "forbids"),
        ("Free for non-commercial use", "forbids"),
        ("", "says nothing of a licence"),
        ("Licence of the house", "is not known here"),
    ],
)
def test_licences_are_told_apart(licence, objection):
    assert Part("part", "1", licence).objection == objection

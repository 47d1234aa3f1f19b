"""The archive is searched as people remember things: a year, a word of the title, a number."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sop.events import MaklumatId, Predecessor
from sop.finding import is_about
from sop.steps import Action
from tests.sop.office import BAGUS, WIB, course_to


@pytest.mark.parametrize(
    ("words", "fits"),
    [
        ("2027", True),
        ("MKL-2027-001", True),
        ("mkl-2027-001", True),
        ("pelayanan informasi", True),
        ("informasi PELAYANAN", True),
        ("12/PP.07-ND", True),
        ("2026", False),
        ("pelayanan 2026", False),
        ("pemilu", False),
        ("", False),
        (" \u200b ", False),
    ],
)
def test_each_word_stands_in_what_it_is_known_by(words, fits):
    m = course_to("step 3, numbered").m
    known = replace(m, title="Maklumat Pelayanan Informasi Publik Tahun 2027")

    assert is_about(known, words, WIB) is fits


@pytest.mark.parametrize(
    ("words", "fits"),
    [("2028", True), ("pelayanan 2028", True), ("45/PY.01-BA", True), ("MKL-2026-003", True), ("2029", False)],
)
def test_the_year_of_its_publication_its_minutes_and_what_it_replaces_lead_to_it_too(words, fits):
    course = course_to("step 6")
    course.does(BAGUS, Action.SET_MINUTES, value="45/PY.01-BA/3313/2027")
    before = Predecessor(maklumat=MaklumatId(3), control_number="MKL-2026-003")
    new_year = datetime(2027, 12, 31, 17, 30, tzinfo=UTC)
    assert course.m.publication is not None
    known = replace(course.m, replaces=before, publication=replace(course.m.publication, at=new_year))
    known = replace(known, title="Maklumat Pelayanan Informasi Publik")

    assert is_about(known, words, WIB) is fits

"""The archive is searched as people remember things: a year, a word of the title, a number."""

from dataclasses import replace

import pytest

from sop.finding import is_about
from tests.sop.office import course_to


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

    assert is_about(known, words) is fits

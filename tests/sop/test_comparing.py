"""The final text beside the approved version: the same words are the same, however they came onto the paper."""

import time

import pytest

from sop.comparing import MOST_WORDS, Place, differences, keys, same_text

APPROVED = """MAKLUMAT PELAYANAN
1.\tmelayani dengan sopan, adil, dan terus-menerus;
2.\ttidak memungut biaya; dan
Karanganyar, …… Januari 2027
"""


@pytest.mark.parametrize(
    "same",
    [
        """Maklumat Pelayanan\r
1. melayani dengan sopan, adil,\r
dan terus-\r
menerus;\r
2. tidak memungut biaya; dan\r
Karanganyar, ...... Januari 2027\f""",
        """MAKLUMAT PELAYANAN melayani dengan sopan, adil, dan terus\u00admenerus; tidak memu\u0002
ngut biaya; dan Karanganyar, ____ Januari 2027""",
        """- 1 -
MAKLUMAT PELAYANAN
a) melayani dengan sopan, adil, dan terus\u2011menerus;
\f\u2022 tidak memungut biaya; dan
Karanganyar,    Januari 2027
Halaman 2 dari 2\f""",
    ],
    ids=["broken into lines", "hyphens of a printer", "pages and points"],
)
def test_how_it_is_set_is_no_matter(same):
    assert same_text(APPROVED, same)
    assert differences(APPROVED, same) == ()


def test_ligatures_and_marks_are_their_letters():
    assert keys("ﬁnal “sama” – naskah") == keys('final "sama" naskah')


def test_what_was_taken_and_put_is_shown_in_its_own_words():
    final = APPROVED.replace("adil", "cepat").replace("……", "26") + "Ketua,\nYanto Wibowo"

    assert differences(APPROVED, final) == (
        Place("adil,", "cepat,"),
        Place("", "26"),
        Place("", "Ketua, Yanto Wibowo"),
    )
    assert not same_text(APPROVED, final)


@pytest.mark.parametrize("other", ["pukul 15.30", "pukul 16.00 WIB", "pukul", "pukul 16.00\n17"])
def test_a_number_that_differs_is_a_difference(other):
    assert differences("pukul 16.00", other)


def test_a_page_may_hold_nothing_but_a_number_that_is_not_its_own():
    assert not same_text("Biaya\n5\f", "Biaya\n7\f")


def test_texts_made_to_last_do_not():
    before, after = ("a b " * MOST_WORDS, "b c a " * MOST_WORDS)
    began = time.monotonic()

    (place,) = differences(before, after)

    assert place.taken.startswith("a b")
    assert differences("x y z w " * (MOST_WORDS // 4), "y x w z " * (MOST_WORDS // 4))
    assert time.monotonic() - began < 5

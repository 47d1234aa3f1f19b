"""The final text beside the approved version: the same words are the same, however they came onto the paper."""

import time

import pytest

from sop.comparing import (
    MOST_KEPT,
    MOST_WORDS,
    NEIGHBOURS_LIMIT,
    Likeness,
    Place,
    compare,
    differences,
    keys,
    same_text,
)

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
        Place("adil,", "cepat,", before="… melayani dengan sopan,", after="dan terus-menerus; tidak …"),
        Place("", "26", before="… biaya; dan Karanganyar,", after="Januari 2027"),
        Place("", "Ketua, Yanto Wibowo", before="… Januari 2027"),
    )
    assert not same_text(APPROVED, final)


def test_a_place_stands_between_words_that_both_texts_have():
    long = "z" * NEIGHBOURS_LIMIT

    assert differences("a b c d e f", "a X c d Y f") == (
        Place("b", "X", before="a", after="c d …"),
        Place("e", "Y", before="… c d", after="f"),
    )
    assert differences(f"x {long}z b {long} y", f"x {long}z {long} y") == (
        Place("b", "", before="…", after=f"{long} …"),
    )
    assert differences("b", "c") == (Place("b", "c"),)
    (whole,) = differences(f"a {'b ' * MOST_WORDS} c d", f"a {'e ' * (MOST_WORDS + 1)} c d")
    assert (whole.before, whole.after) == ("a", "c d")


@pytest.mark.parametrize("other", ["pukul 15.30", "pukul 16.00 WIB", "pukul", "pukul 16.00\n17"])
def test_a_number_that_differs_is_a_difference(other):
    assert differences("pukul 16.00", other)


def test_an_honorific_is_no_label():
    assert differences("Ketua,\nYanto", "Ketua,\nH. Yanto") == (Place("", "H.", before="Ketua,", after="Yanto"),)


def test_a_page_may_hold_nothing_but_a_number_that_is_not_its_own():
    assert not same_text("Biaya\n5\f", "Biaya\n7\f")


def test_the_same_words_are_the_same_text():
    found = compare(APPROVED, APPROVED.upper(), 2)

    assert (found.version, found.likeness, found.places, found.count) == (2, Likeness.SAME, (), 0)


def test_a_few_places_are_kept_and_the_others_counted():
    before = "\n".join(f"butir{n} sama" for n in range(30))

    found = compare(before, before.replace("butir", "x" * 400), 1)

    assert (found.likeness, found.count, len(found.places)) == (Likeness.DIFFERENT, 30, MOST_KEPT)
    assert found.places[0].taken == "butir0"
    assert len(found.places[0].put) == 300


@pytest.mark.parametrize(
    ("approved", "final", "likeness"),
    [
        (APPROVED, "", Likeness.FINAL_UNREAD),
        (APPROVED, " \f - \f", Likeness.FINAL_UNREAD),
        (APPROVED, "Dipindai dengan", Likeness.FINAL_UNREAD),
        ("", "", Likeness.FINAL_UNREAD),
        ("", APPROVED, Likeness.APPROVED_UNREAD),
        ("Dipindai", APPROVED, Likeness.APPROVED_UNREAD),
    ],
)
def test_a_scan_cannot_be_compared_nor_can_a_stamp_on_one(approved, final, likeness):
    assert compare(approved, final, 1).likeness is likeness


def test_texts_made_to_last_do_not():
    before, after = ("a b " * MOST_WORDS, "b c a " * MOST_WORDS)
    began = time.monotonic()

    (place,) = differences(before, after)

    assert place.taken.startswith("a b")
    assert differences("x y z w " * (MOST_WORDS // 4), "y x w z " * (MOST_WORDS // 4))
    assert time.monotonic() - began < 5

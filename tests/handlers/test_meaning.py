"""What a message may be meant to be: offered is only what somebody who sends it may mean."""

from dataclasses import replace

import pytest

from handlers.attachments import Brought
from handlers.meaning import is_courtesy, is_number_alone, mentioned, named_in, offered_by, possible
from handlers.weighing import names_another
from sop.items import Item
from sop.steps import Action
from tests.handlers.screens.stage import brought, view_of
from tests.sop.office import BAGUS, DIMAS, ENDAH, LINK


@pytest.mark.parametrize("reader", [DIMAS, ENDAH, BAGUS])
@pytest.mark.parametrize(("words", "undoes"), [(LINK, False), ("Lembar itu untuk surat lain.", True)])
def test_an_address_alone_does_not_undo_a_recorded_decision_on_paper(reader, words, undoes):
    view = view_of(brought("step 3, written recorded"), reader)

    assert (Action.REJECT_WRITTEN in possible(view, offered_by(view), Brought(Item(words)))) is undoes


def test_a_nomor_kendali_is_read_however_it_is_written():
    text = "Bukan MKL-2027-001, melainkan mkl 2027 2 atau MKL/2027/0003; lihat juga MKL\u20112027\u2011002."

    assert mentioned(text) == ("MKL-2027-001", "MKL-2027-002", "MKL-2027-003")
    assert mentioned("MKL-2027-001_03_disposisi_v2.pdf dan MKL_2027_004") == ("MKL-2027-001", "MKL-2027-004")
    assert mentioned("MKL2027001, mkl-2027002") == ("MKL-2027-001", "MKL-2027-002")
    assert mentioned("Maklumat 2027 butir 3, MKL 2027. 3 butir, XMKL-2027-001") == ()


@pytest.mark.parametrize(
    ("words", "thanks"),
    [
        *(
            (said, True)
            for said in ("Terima kasih banyak", "Baik, terima kasih Pak", "Siap, Bu", "Mantap", "", "\U0001f64f")
        ),
        *((said, False) for said in ("Baik, tetapi jam layanan salah", "Kembali", "Setuju", "Sekali lagi ditinjau")),
    ],
)
def test_thanks_are_told_from_what_is_to_be_recorded(words, thanks):
    assert is_courtesy(Brought(Item(words))) is thanks


@pytest.mark.parametrize(("words", "alone"), [(" mkl-2027-2 ", True), ("MKL-2027-002 saja", False), ("2", False)])
def test_a_number_alone_is_told_from_words_with_one(words, alone):
    assert is_number_alone(words) is alone


def views(*titles):
    of = view_of(brought("step 3"), BAGUS)
    return [
        replace(of, maklumat=replace(of.maklumat, id=place, control_number=f"MKL-2027-{place:03}", title=title))
        for place, title in enumerate(titles, 1)
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Untuk maklumat pelayanan informasi!", [1]),
        ("Maklumat Pelayanan Informasi Publik Tahun 2028", [2]),
        ("MKL-2027-003", [3]),
        ("MKL-2027-003: Maklumat Pelayanan Informasi", [1, 3]),
        ("MKL-2027-002, Maklumat Pelayanan Informasi Publik Tahun 2028", [2]),
        ("Layanan Publik", [3]),
        ("Publik", []),
        ("Bukan MKL-2027-001, melainkan MKL-2027-002", [1, 2]),
    ],
)
def test_named_is_what_bears_the_number_or_the_whole_title(text, named):
    titles = ("Maklumat Pelayanan Informasi", "Maklumat Pelayanan Informasi Publik Tahun 2028", "Layanan Publik")

    assert [view.maklumat.id for view in named_in(text, views(*titles))] == named


def test_beside_a_number_a_title_that_two_bear_says_nothing():
    two = views("Maklumat Pelayanan Informasi", "Maklumat Pelayanan Informasi")

    assert [v.maklumat.id for v in named_in("MKL-2027-002 Maklumat Pelayanan Informasi", two)] == [2]
    assert [v.maklumat.id for v in named_in("Maklumat Pelayanan Informasi", two)] == [1, 2]


@pytest.mark.parametrize(("words", "another"), [("mkl 2027 1", False), ("mkl 2027 77", True), ("tanpa nomor", False)])
def test_another_number_than_its_own_is_noticed_also_one_that_nobody_bears(words, another):
    (view,) = views("Maklumat Pelayanan Informasi")

    assert names_another(view, Brought(Item(words))) is another

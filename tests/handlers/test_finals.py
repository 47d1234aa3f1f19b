"""What is asked and told of a final text that was held against the approved version."""

from dataclasses import replace

import pytest

from handlers import finals
from handlers.callbacks import Verb, decode
from handlers.screens.cards import card, news
from handlers.screens.finals import clause, confirm, found, places
from handlers.screens.histories import history
from sop.comparing import MOST_KEPT, NEIGHBOURS_LIMIT, PLACE_LIMIT, Comparison, Likeness, Place
from sop.items import KeptFile
from sop.steps import Action
from tests.handlers.screens.stage import FORBIDDEN, brought, entries, parsed, shown, view_of
from tests.sop.office import BAGUS, DIMAS, SRI, WAHYU, document

DIFFERENT = Comparison(
    version=1,
    likeness=Likeness.DIFFERENT,
    places=(
        Place("adil,", "cepat,"),
        Place("", "26"),
        Place("dan <pengaduan>", ""),
        Place("", "Ketua"),
        Place("a", "b"),
    ),
    count=7,
)
PDF, DOC = document(70), KeptFile(sha256="70" * 32, name="final.doc", media_type="application/msword", size=1)


def given(comparison: Comparison, scene: str = "step 5"):
    course = brought(scene)
    course.does(DIMAS, Action.GIVE_FINAL, file=PDF, comparison=comparison)
    return course


def test_the_drafter_is_asked_with_what_differs_and_nothing_is_recorded_yet():
    screen = confirm(view_of(brought("step 5"), WAHYU), PDF, DIFFERENT)

    assert (
        parsed(screen.text)
        == """\
Naskah final (draf-70.pdf)
Maklumat Pelayanan Informasi Publik Tahun 2027 (MKL-2027-001)

Isi naskah final berbeda dengan versi 1 yang disetujui pada 7 (tujuh) tempat. Tanggal, nomor, dan blok tanda tangan \
lazim ditambahkan.

Perbedaan dengan versi 1:
1. semula: adil,
    menjadi: cepat,
2. ditambahkan: 26
3. dihapus: dan <pengaduan>
4. ditambahkan: Ketua
… dan 3 (tiga) perbedaan lain

Apabila isi lainnya juga berubah, mohon menekan Batal, kemudian Ganti naskah pada kartu. Naskah ini belum dicatat."""
    )
    (aside,), (use,) = screen.rows
    assert (aside.label, use.label) == ("Batal", "Ya, gunakan naskah ini")
    tap = decode(use.data.replace("{prompt}", "7"))
    assert (tap.verb, tap.action, tap.prompt) == (Verb.CHOOSE, Action.GIVE_FINAL, "7")
    assert finals.CONFIRM not in set(Action), "a purpose of its own, so that nobody takes it for the act"


def test_a_place_is_read_between_its_neighbours_and_the_history_has_every_one_that_is_kept():
    no_longer = Place("tidak", "", before="… petugas", after="memungut biaya …")
    others = tuple(Place(f"kata{n}", f"lain{n}", before="… a", after="b …") for n in range(MOST_KEPT - 1))
    course = given(replace(DIFFERENT, places=(no_longer, *others), count=12), "step 4")
    view = view_of(course, WAHYU)

    on_card = shown(card(view, None, now=course.now))
    kept = shown(history(view, entries(course.journal), course.now))

    assert "1. semula: … petugas tidak memungut biaya …\n    menjadi: … petugas memungut biaya …" in on_card
    assert "… dan 8 (delapan) perbedaan lain" in on_card
    assert all(f"semula: … a kata{n} b …\n    menjadi: … a lain{n} b …" in kept for n in range(MOST_KEPT - 1))
    assert "… dan 2 (dua) perbedaan lain" in kept


def test_it_fits_into_one_message_however_long_the_places_are():
    beside = {"before": "… " + "a" * NEIGHBOURS_LIMIT, "after": "b" * NEIGHBOURS_LIMIT + " …"}
    long = Place("k" * PLACE_LIMIT, "m" * PLACE_LIMIT, **beside)
    widest = Comparison(version=1, likeness=Likeness.DIFFERENT, places=(long,) * 10, count=900)

    assert len(parsed(confirm(view_of(brought("step 4"), SRI), PDF, widest).text)) < 1_600


@pytest.mark.parametrize("likeness", Likeness)
@pytest.mark.parametrize("file", [PDF, DOC])
def test_every_finding_has_its_words(likeness, file):
    comparison = Comparison(version=3, likeness=likeness, count=2)

    for told in (found(comparison, file), clause(comparison)):
        assert not FORBIDDEN.search(told)
        assert "versi 3" in told or likeness is Likeness.FINAL_UNREAD
    assert places(comparison) == ()


def test_whoever_affirms_sees_what_differs_on_every_card_until_then():
    course = given(DIFFERENT, "step 4")
    for view in (view_of(course, WAHYU), view_of(course, SRI)):
        for event in (course.journal[-1], None):
            text = shown(card(view, event, now=course.now))
            assert "semula: adil,\n    menjadi: cepat," in text
            assert "[Isi naskah final sama]" in text
    assert "semula" not in shown(card(view_of(course, BAGUS), None, now=course.now))

    course.does(WAHYU, Action.AFFIRM_FINAL)

    assert "semula" not in shown(card(view_of(course, SRI), None, now=course.now))


@pytest.mark.parametrize(
    ("likeness", "said"),
    [
        (Likeness.SAME, "Isi naskah final sama dengan versi 1 yang disetujui."),
        (Likeness.FINAL_UNREAD, "Mohon dibaca sendiri. Isinya dinyatakan sama dengan versi 1 yang disetujui."),
        (Likeness.APPROVED_UNREAD, "Mohon dibaca sendiri. Isinya dinyatakan sama dengan versi 1 yang disetujui."),
        (Likeness.DIFFERENT, "Perbedaan tersebut dinyatakan tidak mengubah isi yang disetujui."),
    ],
)
def test_the_receipt_says_what_was_found_and_what_is_affirmed_by_giving_it(likeness, said):
    course = brought("step 4")
    course.does(WAHYU, Action.GIVE_FINAL, file=PDF, comparison=replace(DIFFERENT, likeness=likeness))
    (receipt,) = news(view_of(course, WAHYU), course.journal[-1], now=course.now)

    assert f"{said}\n" in receipt.text


def test_the_history_keeps_what_was_found():
    course = given(DIFFERENT)

    told = shown(history(view_of(course, BAGUS), entries(course.journal), course.now))

    assert "(draf-70.pdf); isinya berbeda dengan versi 1 pada 7 (tujuh) tempat." in told
    assert "dihapus: dan &lt;pengaduan&gt;" in told


def test_an_entry_from_before_texts_were_compared_is_told_as_ever():
    course = brought("step 5, final unaffirmed")

    assert "(draf-70.pdf).\n" in f"{shown(history(view_of(course, BAGUS), entries(course.journal), course.now))}\n"

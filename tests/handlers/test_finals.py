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
from sop.roles import Role, Standing
from sop.steps import Action
from tests.handlers.screens.stage import FORBIDDEN, brought, entries, last_told, parsed, shown, view_of
from tests.sop.office import BAGUS, DIMAS, JOKO, LINK, SRI, WAHYU, document, relieved

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

    assert "(<code>draf-70.pdf</code>); isinya berbeda dengan versi 1 pada 7 (tujuh) tempat." in told
    assert "dihapus: dan &lt;pengaduan&gt;" in told


def test_an_entry_from_before_texts_were_compared_is_told_as_ever():
    course = brought("step 5, final unaffirmed")

    told = shown(history(view_of(course, BAGUS), entries(course.journal), course.now))
    assert "(<code>draf-70.pdf</code>).\n" in f"{told}\n"


DIFFERS = "Isi naskah final berbeda dengan versi 1 yang disetujui pada 7 (tujuh) tempat."
DECLARED = "Perbedaan tersebut dinyatakan tidak mengubah isi yang disetujui."
LOOK = "Mohon berkenan memeriksa naskah final"


def test_who_approved_and_the_other_drafter_read_who_affirmed_what_differs_and_what_they_can_do():
    course = brought("step 4")
    course.does(WAHYU, Action.GIVE_FINAL, file=PDF, comparison=DIFFERENT)
    told = {who: shown(screens) for who, screens in last_told(course).items()}

    for who in (BAGUS, SRI):
        assert f"Naskah final diunggah oleh Bapak Wahyu selaku PPID. {DIFFERS}" in told[who]
        assert DECLARED in told[who]
        assert "semula: adil,\n    menjadi: cepat," in told[who]
        assert "[Lihat draf] [Riwayat]" in told[who]
        assert "Tidak ada yang perlu" not in told[who]
    assert (
        f"{LOOK}; apabila isinya tidak sesuai dengan yang Bapak setujui, mohon menekan <b>Batalkan keputusan</b>."
        in told[BAGUS]
    )
    assert "[Batalkan keputusan]" in told[BAGUS]
    ways = "<b>Unggah naskah final</b>, <b>Ganti naskah</b>, atau <b>Tahan</b>"
    assert f"{LOOK}; apabila isinya tidak sesuai, mohon menekan {ways}." in told[SRI]
    assert LOOK not in shown(card(view_of(course, WAHYU), None, now=course.now)), "he has said that it may be used"


def test_where_he_has_no_button_left_a_komisioner_is_told_whom_to_turn_to():
    turned_to = "mohon memberitahukannya kepada Atasan PPID dan PPID, yang dapat menekan <b>Ganti naskah</b>."
    course = given(DIFFERENT, "step 4")
    course.does(SRI, Action.ORDER)
    assert turned_to in shown(last_told(course)[BAGUS])

    course = brought("step 4")
    course.office = relieved(BAGUS, Role.KOMISIONER, JOKO, Standing.WAKIL)
    course.does(WAHYU, Action.GIVE_FINAL, file=PDF, comparison=DIFFERENT)
    assert turned_to in shown(last_told(course)[JOKO])
    assert DIFFERS in shown(last_told(course)[BAGUS])

    course = given(DIFFERENT, "step 5, on paper")
    course.does(WAHYU, Action.AFFIRM_FINAL)
    told = shown(last_told(course)[BAGUS])
    assert f"{LOOK}. Apabila tidak sesuai dengan keputusan Bapak, mohon menekan <b>Keberatan</b>" in told
    assert "[Keberatan]" in told

    course = brought("step 5")
    course.does(DIMAS, Action.GIVE_FINAL, file=PDF, comparison=DIFFERENT)
    course.does(DIMAS, Action.PUBLISH, value=LINK)
    course.does(WAHYU, Action.AFFIRM_FINAL)
    told = shown(last_told(course)[BAGUS])
    assert f"{LOOK}; apabila isinya tidak sesuai" in told
    assert "Ganti naskah" not in told, "there is no such button any more"
    assert LOOK not in shown(card(view_of(course, BAGUS), None, now=course.now)), "said once"


@pytest.mark.parametrize("giver", [WAHYU, DIMAS])
def test_whoever_publishes_reads_with_the_order_and_ever_after_that_the_text_differs(giver):
    course = brought("step 4")
    course.does(giver, Action.GIVE_FINAL, file=PDF, comparison=DIFFERENT)
    course.does(SRI, Action.ORDER)

    ordered = shown(last_told(course)[DIMAS])
    assert f"Berkas terlampir. Yang dipublikasikan adalah naskah final. {DIFFERS}" in ordered
    assert DECLARED in ordered
    assert "semula: adil,\n    menjadi: cepat," in ordered
    assert f"Yang dipublikasikan adalah naskah final. {DIFFERS}" in shown(last_told(course)[WAHYU])
    by = "Bapak Wahyu" if giver == WAHYU else "Ibu Sri Lestari"
    line = (
        f"Naskah final: isinya berbeda dengan versi 1 pada 7 (tujuh) tempat; digunakan atas pernyataan {by}\nLangkah 5"
    )
    assert line not in ordered, "not twice on one card"
    assert all(line in shown(card(view_of(course, who), None, now=course.now)) for who in (DIMAS, SRI, WAHYU, BAGUS))


def test_one_that_could_not_be_compared_is_told_as_such():
    course = brought("step 4")
    unread = Comparison(version=1, likeness=Likeness.FINAL_UNREAD)
    course.does(WAHYU, Action.GIVE_FINAL, file=PDF, comparison=unread)

    assert "isinya tidak dapat dibandingkan. Mohon dibaca sendiri. Isinya dinyatakan sama dengan versi 1" in shown(
        last_told(course)[BAGUS]
    )


def test_one_that_was_found_the_same_adds_no_word_to_any_card():
    course = brought("step 4")
    course.does(WAHYU, Action.GIVE_FINAL, file=PDF, comparison=Comparison(version=1, likeness=Likeness.SAME))
    cards = [shown(card(view_of(course, who), None, now=course.now)) for who in (BAGUS, SRI)]
    course.does(SRI, Action.ORDER)
    cards += [shown(last_told(course)[DIMAS]), shown(card(view_of(course, DIMAS), None, now=course.now))]

    for text in cards:
        assert "Naskah final:" not in text
        assert "naskah final." not in text
        assert LOOK not in text


def test_a_card_that_told_of_an_earlier_text_says_how_the_later_one_stands():
    course = brought("step 5")
    course.does(DIMAS, Action.GIVE_FINAL, file=PDF, comparison=replace(DIFFERENT, count=2))
    course.does(WAHYU, Action.AFFIRM_FINAL)
    affirmed = course.journal[-1]
    course.does(SRI, Action.GIVE_FINAL, file=replace(PDF, sha256="e" * 64), comparison=DIFFERENT)

    redrawn = shown(card(view_of(course, BAGUS), affirmed, now=course.now, redrawn=True))

    assert DIFFERS not in redrawn
    assert "pada 7 (tujuh) tempat; digunakan atas pernyataan Ibu Sri Lestari" in redrawn

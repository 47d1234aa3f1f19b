"""What officials read of the bot's look at the published page: on the card, a week later, and in the history."""

import pytest

from handlers.screens.cards import card, news
from handlers.screens.histories import history
from handlers.screens.published import found
from sop.commands import RecordLook
from sop.looks import Finding, Hindrance, Look
from sop.rules import Rules
from sop.steps import Action
from tests.handlers.screens.stage import FORBIDDEN, brought, entries, parsed, shown, told, view_of
from tests.handlers.screens.test_cards import text
from tests.handlers.screens.test_wording import LIMIT, ours
from tests.sop.office import CALENDAR, DIMAS, ENDAH, EVERYBODY, LINK, WAHYU, office

SAME, TEXT, OTHER, GONE = Finding
SHA = "ab" * 32
EVERY = tuple(
    Look(finding=finding, link=LINK, expected=SHA, hindrance=hindrance, status=404, address=f"{LINK}/x.pdf", sha256=SHA)
    for finding in Finding
    for hindrance in (Hindrance if not finding.is_good else (Hindrance.NONE,))
)


def after(*findings, confirmed=False, **more):
    course = brought("step 6")
    for finding in findings:
        look = Look(finding=finding, link=LINK, expected=SHA, **more)
        course.gives(None, RecordLook(maklumat=course.m.id, visit=course.m.visit.number, look=look))
        if confirmed and course.m.publication.confirmed is None:
            course.does(ENDAH, Action.CONFIRM_LIVE)
    return course


def read(course, reader=ENDAH):
    return shown(card(view_of(course, reader), None, now=course.now))


def test_the_card_of_a_page_that_shows_the_very_file():
    assert read(after(SAME)) == text(
        """
        Yth. Bapak/Ibu Endah,
        Terakhir (18-01-2027 10.07): Maklumat dinyatakan <b>terpublikasi</b> pada laman e-PPID oleh Sdr. Dimas
            selaku Pelaksana (operator).

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b>
        MKL-2027-001 · versi 1
        Langkah 6 dari 6 · Terpublikasi
        ●●●●●●
        Terpublikasi: Senin, 18 Januari 2027 pukul 10.07 WIB
        Tautan: https://karanganyarkabppid.kpu.go.id/maklumat
        Diperiksa otomatis (18-01-2027 10.08): berkas pada laman <b>sama</b> dengan naskah yang disetujui
            (SHA-256 sama).

        Tidak ada yang perlu Bapak/Ibu lakukan saat ini.
        [Sudah tayang] [Belum tayang]
        [Lihat draf] [Riwayat]
        """
    )


def test_the_card_that_asks_to_look_because_the_bot_could_not():
    course = after(OTHER)
    (notice,) = course.last.notices

    assert shown(told(course, notice)) == text(
        """
        Yth. Bapak/Ibu Endah,
        Laman diperiksa otomatis: laman dapat dibuka, tetapi naskahnya <b>belum dapat dikenali</b>.

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b>
        MKL-2027-001 · versi 1
        Langkah 6 dari 6 · Terpublikasi
        ●●●●●◉
        Terpublikasi: Senin, 18 Januari 2027 pukul 10.07 WIB
        Tautan: https://karanganyarkabppid.kpu.go.id/maklumat
        Menunggu: Bapak/Ibu Endah selaku E PPID

        Mohon berkenan memeriksa laman tersebut, kemudian menekan <b>Sudah tayang</b> atau <b>Belum tayang</b>.
        [Sudah tayang] [Belum tayang]
        [Lihat draf] [Riwayat]
        """
    )


def test_whoever_is_told_next_week_that_it_is_gone():
    course = after(SAME, GONE, confirmed=True, hindrance=Hindrance.REFUSED, status=404)
    (notice,) = [notice for notice in course.last.notices if notice.to == DIMAS]

    assert shown(told(course, notice)) == text(
        """
        Yth. Sdr. Dimas,
        Laman diperiksa otomatis: laman <b>belum dapat dibuka</b> (jawaban situs: 404) pada Senin, 18 Januari 2027
            pukul 10.10 WIB. Mohon berkenan memeriksa laman tersebut. Bila laman memang bermasalah, mohon
            memperbaikinya.

        Tautan: https://karanganyarkabppid.kpu.go.id/maklumat

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b> (MKL-2027-001)
        """
    )


@pytest.mark.parametrize(
    ("hindrance", "said"),
    [
        (Hindrance.NONE, "isi laman <b>telah berubah</b> dan naskah yang disetujui tidak dapat dikenali lagi"),
        (Hindrance.SLOW, "naskah pada laman <b>tidak dapat dikenali lagi</b> karena situs terlalu lama menjawab"),
    ],
)
def test_a_page_that_was_right_is_no_longer_and_whoever_is_told_reads_what_to_do(hindrance, said):
    course = after(SAME, OTHER, confirmed=True, hindrance=hindrance)
    (notice,) = [notice for notice in course.last.notices if notice.to == ENDAH]

    news_told = " ".join(shown(told(course, notice)).split())

    assert said in news_told
    assert "mohon menghubungi Sdr. Dimas untuk memperbaikinya" in news_told
    assert "Diperiksa otomatis: naskah tidak dapat dikenali lagi." in read(course)
    assert said in shown(history(view_of(course, WAHYU), entries(course.journal), course.now))


def test_what_is_told_late_of_a_page_that_was_taken_back_names_nobody_to_call():
    course = after(SAME, OTHER)
    looked = course.journal[-1]
    course.does(ENDAH, Action.REPORT_NOT_LIVE, words="Keliru")

    assert "memperbaikinya" not in news(view_of(course, WAHYU), looked, now=course.now)[0].text


def test_until_it_was_looked_at_the_card_says_whether_it_will_be():
    by_hand, by_itself = brought("step 6"), brought("step 6", office(rules=Rules(CALENDAR, checks_pages=True)))

    assert "Tanpa pemeriksaan otomatis; laman diperiksa langsung." in read(by_hand)
    assert "Laman sedang diperiksa otomatis." in read(by_itself)


def test_who_looked_himself_is_named_beside_what_was_found():
    course = after(SAME, confirmed=True)

    assert "Sudah tayang: diperiksa oleh Bapak/Ibu Endah" in read(course)
    assert "Diperiksa otomatis" in read(course)


def test_without_a_look_a_page_that_was_confirmed_is_as_it_was():
    course = brought("step 6")
    course.does(ENDAH, Action.CONFIRM_LIVE)

    assert "otomatis" not in read(course)


def test_the_history_keeps_the_evidence():
    look = Look(finding=SAME, link=LINK, expected=SHA, status=200, address=f"{LINK}/naskah.pdf", sha256=SHA)
    course = brought("step 6")
    course.gives(None, RecordLook(maklumat=course.m.id, visit=course.m.visit.number, look=look))

    kept = shown(history(view_of(course, WAHYU), entries(course.journal), course.now))

    assert kept.endswith(
        f"Laman diperiksa otomatis: berkas pada laman <b>sama</b> dengan naskah yang disetujui (SHA-256 sama).\n\n"
        f"Tautan: {LINK}\nDitemukan pada: {LINK}/naskah.pdf\nJawaban situs: 200\n"
        f"SHA-256 yang diterima: <code>{SHA}</code>"
    )


@pytest.mark.parametrize("look", EVERY, ids=lambda look: f"{look.finding} {look.hindrance}")
def test_every_finding_is_short_and_kept_in_the_register(look):
    course = brought("step 6")
    course.gives(None, RecordLook(maklumat=course.m.id, visit=course.m.visit.number, look=look))
    event = course.journal[-1]
    for reader in EVERYBODY:
        view = view_of(course, reader)
        for pages in (card(view, None, now=course.now), card(view, event, now=course.now)):
            assert sum(len(ours(page.text)) for page in pages) <= LIMIT, pages
            assert not FORBIDDEN.search(ours(pages[0].text))
        assert parsed(news(view, event, now=course.now)[0].text)
    assert found(look)[0].islower()

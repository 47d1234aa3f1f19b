"""What people read at the main moments: whole messages with their buttons, as the procedure calls for them.

A line that is indented further continues the one above it.
"""

import textwrap
from datetime import date, time

import pytest

from handlers.screens.cards import card, confirm_approval, document_caption, news, progress, reminder
from handlers.screens.headlines import headline
from sop import events as e
from sop.items import Verdict
from sop.roles import PersonId, Role, Standing
from sop.steps import Action
from storage.outbox import Screen
from tests.handlers.screens.stage import HEAD, brought, last_told, shown, titled, told, view_of
from tests.sop.office import (
    AGUS,
    BAGUS,
    DIMAS,
    ENDAH,
    LINK,
    MONDAY,
    NUMBER,
    PHOTO,
    RATNA,
    SRI,
    WAHYU,
    Cast,
    Course,
    document,
    office,
    relieved,
)


def text(block: str) -> str:
    lines: list[str] = []
    for line in textwrap.dedent(block).strip("\n").split("\n"):
        if line.startswith("    "):
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line)
    return "\n".join(lines).strip("\n")


def told_after(
    scene: str, person: PersonId, action: Action, role: Role, words: str = "", *, reader: PersonId, **said
) -> tuple[Screen, ...]:
    """What the reader gets of an act done in a scene."""
    course = brought(scene)
    course.does(person, action, role, words, **said)
    notice = next(n for n in titled(course).last.notices if n.to == reader)
    return told(course, notice, HEAD if "journal-head" in notice.enclosures else "")


def test_the_ppid_reads_that_his_draft_arrived():
    found = told_after("fresh", WAHYU, Action.SUBMIT_DRAFT, Role.PPID, file=document(1), reader=WAHYU)

    assert shown(found) == text(
        """
        Yth. Bapak Wahyu,
        Draf <b>versi 1</b> (<code>draf-1.pdf</code>) telah diterima.

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b>
        MKL-2027-001 · versi 1
        Langkah 1 dari 6 · Penyusunan draf
        ◉○○○○○
        Menunggu: Bapak Wahyu selaku PPID dan Ibu Sri Lestari selaku Atasan PPID
        Batas waktu: Selasa, 19 Januari 2027 pukul 16.00 WIB

        Mohon berkenan memeriksa naskah, kemudian menekan <b>Paraf</b>.
        [Paraf]
        [Sedang saya periksa] [Laporkan kendala]
        [Batalkan]
        [Lihat draf] [Daftar periksa]
        [Riwayat]
        """
    )


def test_the_atasan_ppid_is_asked_for_a_paraf():
    found = told_after("draft given", WAHYU, Action.PARAF, Role.PPID, reader=SRI)

    assert shown(found) == text(
        """
        Yth. Ibu Sri Lestari,
        Draf versi 1 diparaf oleh Bapak Wahyu selaku PPID.

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b>
        MKL-2027-001 · versi 1
        Langkah 1 dari 6 · Penyusunan draf
        ◉○○○○○
        Menunggu: Ibu Sri Lestari selaku Atasan PPID
        Batas waktu: Selasa, 19 Januari 2027 pukul 16.00 WIB

        Mohon berkenan memeriksa naskah. Silakan menekan <b>Paraf dan sampaikan</b> untuk meneruskannya kepada
            Komisioner.
        [Paraf dan sampaikan]
        [Paraf]
        [Kembalikan untuk diperbaiki]
        [Sedang saya periksa] [Laporkan kendala]
        [Batalkan]
        [Lihat draf] [Daftar periksa]
        [Riwayat]
        """
    )


def test_with_both_parafs_it_is_to_be_forwarded():
    found = told_after("PPID parafed", SRI, Action.PARAF, Role.ATASAN_PPID, reader=WAHYU)

    assert shown(found) == text(
        """
        Yth. Bapak Wahyu,
        Draf versi 1 diparaf oleh Ibu Sri Lestari selaku Atasan PPID. Paraf telah lengkap.

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b>
        MKL-2027-001 · versi 1
        Langkah 2 dari 6 · Penyampaian draf
        ●◉○○○○
        Menunggu: Ibu Sri Lestari selaku Atasan PPID atau Bapak Wahyu selaku PPID
        Batas waktu: Selasa, 19 Januari 2027 pukul 16.00 WIB

        Mohon berkenan memeriksa Nota Dinas, kemudian menekan <b>Sampaikan</b>. Nomor Nota Dinas dapat diisi
            sekarang atau menyusul.
        [Sampaikan]
        [Kembalikan untuk diperbaiki]
        [Isi nomor] [Sedang saya periksa]
        [Laporkan kendala] [Batalkan]
        [Lihat draf] [Nota Dinas (DOCX)]
        [Riwayat]
        """
    )


def test_a_komisioner_is_asked_to_decide():
    found = told_after("PPID parafed", SRI, Action.PARAF_AND_FORWARD, Role.ATASAN_PPID, reader=BAGUS)

    assert shown(found) == text(
        """
        Yth. Bapak Bagus Prasetyo,
        Dengan hormat, bersama ini disampaikan draf <b>versi 1</b> beserta Nota Dinas.

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b>
        MKL-2027-001 · versi 1
        Langkah 3 dari 6 · Arahan dan persetujuan
        ●●◉○○○
        Menunggu: Bapak Bagus Prasetyo atau Ibu Ratna Dewi selaku Komisioner
        Batas waktu: Selasa, 19 Januari 2027 pukul 16.00 WIB

        Mohon arahan, koreksi, dan persetujuan Bapak. Terima kasih atas perkenan Bapak.
        [Setujui]
        [Kembalikan untuk diperbaiki]
        [Tanya] [Tambah arahan]
        [Sedang saya periksa] [Laporkan kendala]
        [Lihat draf] [Riwayat]
        """
    )


def test_a_correction_reaches_the_drafters_word_for_word():
    found = told_after(
        "step 3",
        BAGUS,
        Action.RETURN,
        Role.KOMISIONER,
        "Tambahkan kanal pengaduan.\nLihat juga jam layanan.",
        files=(PHOTO,),
        reader=WAHYU,
    )

    assert shown(found) == text(
        """
        Yth. Bapak Wahyu,
        Draf versi 1 <b>dikembalikan untuk diperbaiki</b> oleh Bapak Bagus Prasetyo selaku Komisioner.

        Koreksi, disertai 1 (satu) foto:
        <blockquote>Tambahkan kanal pengaduan.
        Lihat juga jam layanan.</blockquote>

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b>
        MKL-2027-001 · versi 1
        Langkah 1 dari 6 · Penyusunan draf
        ◉○○○○○
        Menunggu: Bapak Wahyu selaku PPID dan Ibu Sri Lestari selaku Atasan PPID
        Batas waktu: Selasa, 19 Januari 2027 pukul 16.00 WIB

        Mohon mengirim versi perbaikan (PDF, DOCX, DOC, atau ODT) melalui percakapan ini.
        [Sedang saya periksa] [Laporkan kendala]
        [Isi Berita Acara] [Batalkan]
        [Lihat draf] [Daftar periksa]
        [Riwayat]
        """
    )


def test_whoever_corrected_gets_a_receipt():
    found = told_after("step 3", BAGUS, Action.RETURN, Role.KOMISIONER, "Tambahkan kanal pengaduan.", reader=BAGUS)

    assert shown(found) == text(
        """
        Terima kasih, Bapak. Koreksi atas draf versi 1 telah dicatat pada Senin, 18 Januari 2027 pukul 10.05 WIB
            dan diteruskan kepada Atasan PPID dan PPID. Draf perbaikan akan disampaikan kembali kepada Bapak untuk
            memperoleh persetujuan.

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b> (MKL-2027-001)
        """
    )


def test_a_noted_correction_says_that_it_is_not_sent():
    found = told_after("step 3", BAGUS, Action.NOTE_CORRECTION, Role.KOMISIONER, files=(PHOTO,), reader=BAGUS)

    assert shown(found) == text(
        """
        Yth. Bapak Bagus Prasetyo,
        Koreksi telah dicatat.

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b>
        MKL-2027-001 · versi 1
        Langkah 3 dari 6 · Arahan dan persetujuan
        ●●◉○○○
        Menunggu: Bapak Bagus Prasetyo atau Ibu Ratna Dewi selaku Komisioner
        Batas waktu: Selasa, 19 Januari 2027 pukul 16.00 WIB

        Koreksi yang dicatat: 1 (satu) butir, belum dikirim. Apabila telah lengkap, mohon berkenan menekan
            <b>Kirim koreksi</b>.
        [Setujui]
        [Kirim koreksi]
        [Kembalikan untuk diperbaiki]
        [Tanya] [Tambah arahan]
        [Sedang saya periksa] [Laporkan kendala]
        [Lihat draf] [Riwayat]
        """
    )


def test_a_question_is_answered_by_a_reply():
    found = told_after("step 3", BAGUS, Action.ASK, Role.KOMISIONER, "Jam layanan hari Jumat?", reader=SRI)

    assert shown(found) == text(
        """
        Yth. Ibu Sri Lestari,
        Pertanyaan atas draf diajukan oleh Bapak Bagus Prasetyo selaku Komisioner.

        Pertanyaan:
        <blockquote>Jam layanan hari Jumat?</blockquote>

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b>
        MKL-2027-001 · versi 1
        Langkah 3 dari 6 · Arahan dan persetujuan
        ●●◉○○○
        Menunggu: Bapak Bagus Prasetyo atau Ibu Ratna Dewi selaku Komisioner
        Batas waktu: Selasa, 19 Januari 2027 pukul 16.00 WIB

        <b>Mohon membalas pesan ini untuk menjawab.</b>
        [Isi nomor] [Tarik kembali]
        [Lihat draf] [Nota Dinas (DOCX)]
        [Riwayat]
        """
    )


def test_the_order_is_asked_for_once_approved():
    found = told_after("step 3", BAGUS, Action.APPROVE, Role.KOMISIONER, reader=SRI)

    assert shown(found) == text(
        """
        Yth. Ibu Sri Lestari,
        Draf versi 1 <b>disetujui</b> oleh Bapak Bagus Prasetyo selaku Komisioner.

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b>
        MKL-2027-001 · versi 1
        Langkah 4 dari 6 · Perintah publikasi
        ●●●◉○○
        Menunggu: Ibu Sri Lestari selaku Atasan PPID atau Bapak Wahyu selaku PPID
        Batas waktu: Selasa, 19 Januari 2027 pukul 16.00 WIB

        Mohon perkenan Ibu memerintahkan publikasi. Melalui <b>Perintahkan publikasi</b> atau <b>Unggah naskah
            final</b>, isi naskah dinyatakan sama dengan versi 1 yang disetujui.
        [Perintahkan publikasi]
        [Tambah arahan] [Isi nomor]
        [Unggah naskah final] [Ganti naskah]
        [Tahan] [Sedang saya periksa]
        [Laporkan kendala] [Isi Berita Acara]
        [Batalkan]
        [Lihat draf] [Riwayat]
        """
    )


def test_whoever_approved_may_still_take_it_back():
    found = told_after("step 3", BAGUS, Action.APPROVE, Role.KOMISIONER, reader=BAGUS)

    assert shown(found) == text(
        """
        Yth. Bapak Bagus Prasetyo,
        Persetujuan Bapak atas draf versi 1 telah dicatat pada Senin, 18 Januari 2027 pukul 10.05 WIB.

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b>
        MKL-2027-001 · versi 1
        Langkah 4 dari 6 · Perintah publikasi
        ●●●◉○○
        Menunggu: Ibu Sri Lestari selaku Atasan PPID atau Bapak Wahyu selaku PPID
        Batas waktu: Selasa, 19 Januari 2027 pukul 16.00 WIB

        Tidak ada yang perlu Bapak lakukan saat ini. Persetujuan dapat dibatalkan sampai publikasi
            diperintahkan.
        [Batalkan keputusan] [Isi Berita Acara]
        [Lihat draf] [Riwayat]
        """
    )


def test_admins_keep_the_head_of_the_journal():
    found = told_after("step 3", BAGUS, Action.APPROVE, Role.KOMISIONER, reader=AGUS)

    assert shown(found) == text(
        """
        Yth. Bapak Agus,
        Draf versi 1 <b>disetujui</b> oleh Bapak Bagus Prasetyo selaku Komisioner pada Senin, 18 Januari 2027
            pukul 10.05 WIB.

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b> (MKL-2027-001)

        Sidik riwayat: <code>57:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef</code>
        """
    )


def test_the_operator_is_asked_to_publish():
    found = told_after("step 4", SRI, Action.ORDER, Role.ATASAN_PPID, reader=DIMAS)

    assert shown(found) == text(
        """
        Yth. Sdr. Dimas,
        Publikasi versi 1 <b>diperintahkan</b> oleh Ibu Sri Lestari selaku Atasan PPID. Berkas terlampir.

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b>
        MKL-2027-001 · versi 1
        Langkah 5 dari 6 · Publikasi
        ●●●●◉○
        Menunggu: Sdr. Dimas selaku Pelaksana (operator)
        Batas waktu: Selasa, 19 Januari 2027 pukul 16.00 WIB

        Mohon memublikasikan Maklumat pada laman e-PPID. Setelah tayang, mohon membalas pesan ini dengan tautan
            laman dan tangkapan layar, atau menekan <b>Tandai terpublikasi</b>.
        [Tandai terpublikasi]
        [Unggah naskah final] [Sedang saya periksa]
        [Laporkan kendala]
        [Lihat draf] [Riwayat]
        """
    )


def test_a_hold_tells_why():
    found = told_after("step 4", SRI, Action.HOLD, Role.ATASAN_PPID, "Menunggu tanda tangan Ketua.", reader=WAHYU)

    assert shown(found) == text(
        """
        Yth. Bapak Wahyu,
        Maklumat <b>ditahan</b> oleh Ibu Sri Lestari selaku Atasan PPID.

        Alasan:
        <blockquote>Menunggu tanda tangan Ketua.</blockquote>

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b>
        MKL-2027-001 · versi 1
        Langkah 4 dari 6 · Perintah publikasi
        ●●●◉○○
        Menunggu: Ibu Sri Lestari selaku Atasan PPID atau Bapak Wahyu selaku PPID
        Batas waktu: berhenti selama ditahan
        <b>Ditahan</b>

        Mohon menekan <b>Lanjutkan</b> apabila sudah dapat diteruskan. Melalui <b>Unggah naskah final</b>,
            isi naskah dinyatakan sama dengan versi 1 yang disetujui.
        [Lanjutkan]
        [Isi nomor] [Unggah naskah final]
        [Ganti naskah] [Laporkan kendala]
        [Isi Berita Acara] [Batalkan]
        [Lihat draf] [Riwayat]
        """
    )


def test_the_page_is_to_be_looked_at():
    found = told_after("step 5", DIMAS, Action.PUBLISH, Role.PELAKSANA, value=LINK, reader=ENDAH)

    assert shown(found) == text(
        """
        Yth. Bapak/Ibu Endah,
        Maklumat dinyatakan <b>terpublikasi</b> pada laman e-PPID oleh Sdr. Dimas selaku Pelaksana (operator).

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b>
        MKL-2027-001 · versi 1
        Langkah 6 dari 6 · Terpublikasi
        ●●●●●◉
        Terpublikasi: Senin, 18 Januari 2027 pukul 10.07 WIB
        Tautan: https://karanganyarkabppid.kpu.go.id/maklumat
        Tanpa pemeriksaan otomatis; laman diperiksa langsung.
        Menunggu: Bapak/Ibu Endah selaku E PPID

        Mohon berkenan memeriksa laman tersebut, kemudian menekan <b>Sudah tayang</b> atau <b>Belum tayang</b>.
        [Sudah tayang] [Belum tayang]
        [Lihat draf] [Riwayat]
        """
    )


def test_everybody_reads_that_it_is_published():
    found = told_after("step 5", DIMAS, Action.PUBLISH, Role.PELAKSANA, value=LINK, reader=BAGUS)

    assert shown(found) == text(
        """
        Yth. Bapak Bagus Prasetyo,
        Maklumat dinyatakan <b>terpublikasi</b> pada laman e-PPID oleh Sdr. Dimas selaku Pelaksana (operator)
            pada Senin, 18 Januari 2027 pukul 10.07 WIB. Terima kasih atas kerja sama Bapak.

        Tautan: https://karanganyarkabppid.kpu.go.id/maklumat

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b> (MKL-2027-001)

        Seluruh berkas elektronik tersimpan dalam Arsip (/arsip); mohon dicetak untuk arsip kantor.
        """
    )


def test_a_direction_is_receipted_as_what_it_is():
    found = told_after("step 3", BAGUS, Action.DIRECT, Role.KOMISIONER, "Segera dipublikasikan.", reader=BAGUS)

    assert shown(found) == text(
        """
        Terima kasih, Bapak. Arahan telah dicatat pada Senin, 18 Januari 2027 pukul 10.05 WIB. Arahan ini
            dituangkan dalam Lembar Disposisi. Keputusan atas draf belum dicatat.

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b> (MKL-2027-001)
        """
    )


def test_a_withdrawal_frees_the_komisioner():
    found = told_after("step 3", SRI, Action.WITHDRAW, Role.ATASAN_PPID, reader=RATNA)

    assert shown(found) == text(
        """
        Yth. Ibu Ratna Dewi,
        Draf versi 1 <b>ditarik kembali</b> oleh Ibu Sri Lestari selaku Atasan PPID pada Senin, 18 Januari 2027
            pukul 10.05 WIB. Draf tersebut tidak lagi menunggu arahan Ibu.

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b> (MKL-2027-001)
        """
    )


def test_a_card_that_was_asked_for_says_what_happened_last():
    course = brought("step 3, numbered")

    assert shown(card(view_of(course, RATNA), None, now=course.now)) == text(
        """
        Yth. Ibu Ratna Dewi,
        Terakhir (18-01-2027 10.05): Nomor Nota Dinas <b>12/PP.07-ND/3313/2027</b> dicatat oleh Ibu Sri Lestari
            selaku Atasan PPID.

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b>
        MKL-2027-001 · versi 1
        Langkah 3 dari 6 · Arahan dan persetujuan
        ●●◉○○○
        Menunggu: Bapak Bagus Prasetyo atau Ibu Ratna Dewi selaku Komisioner
        Batas waktu: Selasa, 19 Januari 2027 pukul 16.00 WIB

        Mohon arahan, koreksi, dan persetujuan Ibu. Terima kasih atas perkenan Ibu.
        [Setujui]
        [Kembalikan untuk diperbaiki]
        [Tanya] [Tambah arahan]
        [Sedang saya periksa] [Laporkan kendala]
        [Lihat draf] [Riwayat]
        """
    )


def test_the_letters_number_stands_where_it_is_known():
    course = brought("step 2")
    course.does(SRI, Action.SET_NUMBER, value=NUMBER)
    course.does(SRI, Action.FORWARD)
    (found,) = card(view_of(titled(course), BAGUS), course.journal[-2], now=course.now)

    assert "draf <b>versi 1</b> beserta Nota Dinas Nomor 12/PP.07-ND/3313/2027." in found.text


def test_a_draft_that_comes_again_is_called_so():
    course = brought("returned by a Komisioner")
    course.does(WAHYU, Action.SUBMIT_DRAFT, file=document(2))
    course.does(WAHYU, Action.PARAF)
    course.does(SRI, Action.PARAF_AND_FORWARD)
    notice = next(n for n in titled(course).last.notices if n.to == BAGUS)

    assert "disampaikan draf perbaikan <b>versi 2</b>" in told(course, notice)[0].text


def test_the_confirmation_says_in_whose_name_it_is_recorded():
    assert shown(confirm_approval(view_of(brought("step 3"), BAGUS), Role.KOMISIONER)) == text(
        """
        Bapak akan <b>menyetujui</b> draf versi 1:
        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b> (MKL-2027-001)

        Persetujuan dicatat atas nama Bagus Prasetyo, Anggota KPU Kabupaten Karanganyar, dan dituangkan dalam
            Lembar Disposisi. Apabila berkenan, Bapak dapat menambahkan arahan.
        [Tambah arahan] [Batal]
        [Ya, setujui]
        """
    )


def reminded(
    scene: str, reader: PersonId, day: int, hour: int, rung: str = "breach", *, live: bool = True
) -> tuple[Screen, ...]:
    """What the reader gets when time reaches a rung on a day of January 2027."""
    course = brought(scene)
    course.waits_until(date(2027, 1, day), time(hour, 0))
    event = e.RungReached(at=course.now, visit=course.m.visit.number, rung=rung)
    return reminder(view_of(course, reader), event, now=course.now, live=live)


def test_a_komisioner_is_reminded_with_a_request_for_leave():
    assert shown(reminded("step 3", BAGUS, 20, 9)) == text(
        """
        Yth. Bapak Bagus Prasetyo,
        Mohon izin menyampaikan, draf versi 1 telah melampaui waktu 1 (satu) hari kerja sebagaimana SOP.

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b> (MKL-2027-001)

        Mohon arahan Bapak pada kesempatan pertama. Apabila Bapak berhalangan, mohon berkenan menunjuk Anggota
            lain melalui /berhalangan atau admin.
        [Setujui]
        [Kembalikan untuk diperbaiki]
        [Tanya] [Tambah arahan]
        [Sedang saya periksa] [Laporkan kendala]
        [Lihat draf] [Riwayat]
        """
    )


def test_staff_read_how_late_it_is_without_blame():
    assert shown(reminded("step 5", DIMAS, 22, 9)) == text(
        """
        Yth. Sdr. Dimas,
        Langkah 5 (Publikasi) telah <b>melewati tenggat</b> 3 hari kerja. Tenggat: Selasa, 19 Januari 2027 pukul 16.00
            WIB.

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b> (MKL-2027-001)

        Mohon memublikasikan Maklumat pada laman e-PPID. Setelah tayang, mohon membalas pesan ini dengan tautan laman
            dan tangkapan layar, atau menekan <b>Tandai terpublikasi</b>.

        Mohon izin mengingatkan agar dapat diselesaikan, atau disampaikan kendalanya melalui <b>Laporkan kendala</b>.
        [Tandai terpublikasi]
        [Unggah naskah final] [Sedang saya periksa]
        [Laporkan kendala]
        [Lihat draf] [Riwayat]
        """
    )


def test_the_next_above_reads_a_report_that_names_step_and_holder():
    assert shown(reminded("step 3", SRI, 21, 9, "above-1", live=False)) == text(
        """
        Yth. Ibu Sri Lestari,
        Dilaporkan, langkah 3 (Arahan dan persetujuan) telah <b>melewati tenggat</b> 2 hari kerja.

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b> (MKL-2027-001)

        Menunggu: Bapak Bagus Prasetyo atau Ibu Ratna Dewi selaku Komisioner
        Batas waktu: Selasa, 19 Januari 2027 pukul 16.00 WIB

        Mohon berkenan menyampaikannya kepada yang bersangkutan. Apabila beliau berhalangan, Anggota lain dapat ditunjuk
            oleh Komisioner melalui /berhalangan, atau oleh admin dengan nomor dan pindaian suratnya; keputusan di atas
            kertas dapat dicatat oleh Pelaksana.
        [MKL-2027-001]
        """
    )


def test_a_report_of_any_other_step_asks_for_the_next_thing_to_be_done():
    (found,) = reminded("step 5", WAHYU, 25, 9, "above-1", live=False)

    assert "Mohon arahan tindak lanjut kepada yang bersangkutan. Keadaan terakhir ditampilkan melalui" in found.text


def test_a_report_says_what_speaks_for_whom_it_waits_for():
    examining = brought("step 3")
    examining.does(BAGUS, Action.EXAMINE)
    asking = brought("step 3, question open")

    def reported(course: Course) -> str:
        course.waits_until(date(2027, 1, 21), time(9))
        event = e.RungReached(at=course.now, visit=course.m.visit.number, rung="above-1", told=(SRI,))
        return reminder(view_of(course, SRI), event, now=course.now, live=False)[0].text

    assert "Sedang diperiksa oleh Bapak Bagus Prasetyo sejak 18-01-2027" in reported(examining)
    assert "Pertanyaan Bapak Bagus Prasetyo masih menunggu jawaban penyusun" in reported(asking)


def test_a_komisioner_never_reads_the_same_sentence_twice():
    (breach,) = reminded("step 3", BAGUS, 19, 16)
    (after,) = reminded("step 3", BAGUS, 20, 9, "after-1")
    (week,) = reminded("step 3", BAGUS, 25, 9, "week-2027-04")

    assert "telah melampaui waktu 1 (satu) hari kerja sebagaimana SOP." in breach.text
    assert "Mohon izin menyampaikan, draf versi 1 telah menunggu arahan Bapak selama 2 (dua) hari kerja." in after.text
    assert "telah menunggu arahan Bapak selama 5 (lima) hari kerja." in week.text


def test_a_komisioner_whose_question_is_open_is_told_whose_turn_it_is_and_what_he_may_do_still():
    (found,) = reminded("step 3, question open", BAGUS, 20, 9, "after-1")
    (beside,) = reminded("step 3, question open", RATNA, 20, 9, "after-1")

    assert "pertanyaan Bapak Bagus Prasetyo masih menunggu jawaban penyusun." in beside.text
    assert "pertanyaan Bapak masih menunggu jawaban penyusun." in found.text
    assert "Arahan atau keputusan Bapak tetap dapat diberikan tanpa menunggu jawaban." in found.text
    assert "melampaui" not in found.text


def test_at_the_moment_of_the_deadline_it_is_over():
    (found,) = reminded("step 5", DIMAS, 19, 16)

    assert "Langkah 5 (Publikasi) telah <b>melewati tenggat</b>. Tenggat: Selasa, 19 Januari 2027" in found.text
    assert "hari ini" not in found.text


def test_without_its_buttons_a_reminder_speaks_of_the_card_that_has_them():
    (in_time,) = reminded("step 5", DIMAS, 19, 9, "due-day", live=False)
    (late,) = reminded("step 5", DIMAS, 20, 9, "after-1", live=False)

    for found in (in_time, late):
        assert [button.label for row in found.rows for button in row] == ["MKL-2027-001"]
        assert "<b>Laporkan kendala</b> pada kartunya." in found.text
        assert "Keadaan terakhir ditampilkan melalui tombol di bawah ini." in found.text
        assert "Tandai terpublikasi" not in found.text


def test_on_the_due_day_it_is_today():
    (komisioner,) = reminded("step 3", RATNA, 19, 9, "due-day")
    (operator,) = reminded("step 5", DIMAS, 19, 9, "due-day")

    assert (
        "masih menunggu arahan Ibu. Waktu sesuai SOP sampai dengan <b>hari ini</b> pukul 16.00 WIB." in komisioner.text
    )
    assert "batas waktu langkah 5 (Publikasi) adalah <b>hari ini</b> pukul 16.00 WIB." in operator.text


def test_an_unsent_correction_is_recalled_with_its_button():
    assert shown(reminded("step 3, correction open", BAGUS, 18, 11, "unsent-correction:3")) == text(
        """
        Yth. Bapak Bagus Prasetyo,
        Mohon izin mengingatkan, koreksi Bapak sebanyak 1 (satu) butir telah dicatat, tetapi belum dikirim kepada
            penyusun.

        <b>Maklumat Pelayanan Informasi Publik Tahun 2027</b> (MKL-2027-001)

        Apabila koreksi telah lengkap, mohon berkenan menekan <b>Kirim koreksi</b>. Terima kasih atas perkenan Bapak.
        [Setujui]
        [Kirim koreksi]
        [Kembalikan untuk diperbaiki]
        [Tanya] [Tambah arahan]
        [Sedang saya periksa] [Laporkan kendala]
        [Lihat draf] [Riwayat]
        """
    )


def test_a_card_past_its_deadline_says_so_in_two_words():
    course = brought("step 5")
    course.waits_until(date(2027, 1, 20), time(9, 0))
    (found,) = card(view_of(course, DIMAS), None, now=course.now)

    assert "Batas waktu: Selasa, 19 Januari 2027 pukul 16.00 WIB · <b>Lewat tenggat</b>\n" in found.text


def test_step_2_says_when_nobody_could_decide():
    alone = office({Role.KOMISIONER: ()})
    (found,) = card(view_of(brought("step 2", alone), WAHYU), None, now=MONDAY)

    assert "belum ada Komisioner yang dapat memberikan keputusan" in found.text


def test_a_komisioner_who_drafted_the_version_is_told_why_others_decide():
    double = office({Role.PPID: (WAHYU,), Role.KOMISIONER: (WAHYU, RATNA)})
    (found,) = card(view_of(brought("step 3", double), WAHYU), None, now=MONDAY)

    assert "Bapak turut menyusun versi ini, sehingga keputusan atasnya diberikan oleh Komisioner lain." in found.text
    assert "Setujui" not in shown(found)


def test_step_3_says_when_nobody_is_left_to_decide():
    course = brought("step 3")
    course.office = office({Role.KOMISIONER: ()})
    (found,) = card(view_of(course, SRI), None, now=MONDAY)

    assert "Menunggu: Komisioner (belum terdaftar)" in found.text
    assert "Saat ini tidak ada Komisioner yang dapat memberikan keputusan atas versi ini." in found.text


def test_step_4_says_when_nobody_could_publish():
    alone = office({Role.PELAKSANA: ()})
    (found,) = card(view_of(brought("step 4", alone), SRI), None, now=MONDAY)

    assert "Belum ada Pelaksana (operator) yang terdaftar; mohon menghubungi admin agar didaftarkan." in found.text


def test_a_new_holder_reads_that_the_step_waits_for_him():
    course = brought("step 3")
    event = e.HoldersChanged(at=course.now, holders=(BAGUS, RATNA))
    (mine,) = card(view_of(course, RATNA), event, now=course.now)
    (other,) = card(view_of(course, WAHYU), event, now=course.now)

    assert "Sejak Senin, 18 Januari 2027 pukul 10.05 WIB, langkah 3 (Arahan dan persetujuan) menunggu Ibu." in mine.text
    assert "Langkah ini kini menunggu Bapak Bagus Prasetyo dan Ibu Ratna Dewi" in other.text


def test_where_a_reassigned_step_falls_back_its_holder_reads_so():
    course = brought("step 5")
    event = e.HoldersChanged(at=course.now, holders=(DIMAS,), fell_back_from=WAHYU)
    (mine,) = card(view_of(course, DIMAS), event, now=course.now)
    (other,) = card(view_of(course, SRI), event, now=course.now)

    assert "menunggu Saudara. Pengalihan kepada Bapak Wahyu tidak berlaku lagi." in mine.text
    assert "Pengalihan kepada Bapak Wahyu tidak berlaku lagi; langkah ini kini menunggu Sdr. Dimas" in other.text


def test_a_redrawn_card_keeps_the_correction_that_is_still_to_be_worked_in():
    course = brought("returned by a Komisioner")
    (drafter,) = card(view_of(course, WAHYU), None, now=course.now)
    (operator,) = card(view_of(course, DIMAS), None, now=course.now)

    assert "Koreksi:\n<blockquote>Tambahkan kanal pengaduan</blockquote>" in drafter.text
    assert "Tambahkan kanal pengaduan" not in operator.text


def test_a_remark_of_ours_goes_first():
    course = brought("step 3")
    (found,) = card(view_of(course, BAGUS), None, now=course.now, remark="Kartu ini disampaikan kembali.")

    assert found.text.startswith("Yth. Bapak Bagus Prasetyo,\nKartu ini disampaikan kembali.\n\nTerakhir")


def test_news_of_a_card_that_lost_its_place_tells_the_state_without_buttons():
    course = brought("step 3")
    (found,) = news(view_of(course, WAHYU), None, now=course.now)

    assert found.rows == ()
    assert found.text.startswith("Yth. Bapak Wahyu,\nTerakhir (18-01-2027 10.04): Draf versi 1 <b>disampaikan</b>")


@pytest.mark.parametrize(
    ("kind", "caption"),
    [
        ("draft", "Draf versi 1 · MKL-2027-001"),
        ("page-picture", "Draf versi 1, halaman 1 · MKL-2027-001"),
        ("nota-dinas", "Nota Dinas Nomor 12/PP.07-ND/3313/2027 · MKL-2027-001"),
        ("disposisi", "Lembar Disposisi · MKL-2027-001"),
        ("perintah", "Lembar Disposisi Publikasi · MKL-2027-001"),
        ("final", "Naskah final · MKL-2027-001"),
        ("to-publish", "Naskah untuk dipublikasikan · MKL-2027-001"),
        ("items", "Lampiran · MKL-2027-001"),
        ("", "MKL-2027-001"),
    ],
)
def test_a_document_says_what_it_is(kind, caption):
    assert document_caption(kind, view_of(brought("step 3, numbered"), BAGUS)) == caption


def test_progress_marks_what_is_done_now_and_to_come():
    scenes = ["fresh", "step 2", "step 3", "step 4", "step 5", "step 6", "step 6, confirmed"]

    shown_as = [progress(brought(scene).m) for scene in scenes]

    assert shown_as == ["◉○○○○○", "●◉○○○○", "●●◉○○○", "●●●◉○○", "●●●●◉○", "●●●●●◉", "●●●●●●"]


def test_a_komisioner_reads_that_one_person_gave_both_parafs():
    of = office({Role.ATASAN_PPID: (WAHYU,)})
    course = brought("step 2", of, cast=Cast(atasan=WAHYU))
    course.does(WAHYU, Action.FORWARD, Role.ATASAN_PPID)

    (found,) = last_told(course)[BAGUS]

    assert "Kedua paraf diberikan oleh Bapak Wahyu." in found.text


def test_a_card_of_a_returned_version_tells_nothing_of_the_parafs_on_the_next_one():
    course = brought("step 3")
    course.does(BAGUS, Action.RETURN, Role.KOMISIONER, "Nomor telepon keliru.")
    forwarded = next(event for event in course.journal if isinstance(event, e.Forwarded))
    course.does(WAHYU, Action.SUBMIT_DRAFT, Role.PPID, file=document(2))
    course.does(SRI, Action.PARAF, Role.ATASAN_PPID)

    found, _ = headline(forwarded, view_of(course, BAGUS), on_card=True)

    assert "<b>versi 1</b>" in found
    assert "paraf" not in found


def test_whose_paraf_stood_on_an_older_version_reads_that_it_does_not_go_on():
    course = brought("PPID parafed")
    course.does(DIMAS, Action.SUBMIT_DRAFT, Role.PELAKSANA, file=document(2))

    found = last_told(course)

    assert "Paraf Bapak pada versi 1 tidak berlaku untuk versi ini." in shown(found[WAHYU])
    assert "Paraf" not in found[SRI][0].text.partition("\n\n")[0]


def test_who_is_away_reads_what_to_do_where_a_paper_in_his_name_is_wrong():
    course = brought("step 3")
    course.office = relieved(BAGUS, Role.KOMISIONER, RATNA, Standing.WAKIL)
    course.does(DIMAS, Action.RECORD_WRITTEN, files=(PHOTO,), verdict=Verdict(Action.APPROVE, BAGUS))

    found = shown(last_told(course)[BAGUS])

    assert "Apabila tidak sesuai dengan keputusan Bapak, mohon menekan <b>Tidak sesuai</b>." in found
    assert "[Tidak sesuai]" in found
    assert "secara langsung" not in found
    assert "Tidak ada yang perlu" not in found


def test_the_komisioner_reads_of_his_own_decision_on_paper():
    told = last_told(brought("step 3, written recorded"))

    assert "Disposisi tertulis Bapak (draf versi 1 disetujui) dicatat oleh Sdr. Dimas" in shown(told[BAGUS])
    assert "Disposisi tertulis Bapak Bagus Prasetyo (draf versi 1 disetujui) dicatat oleh" in shown(told[RATNA])

from dataclasses import replace

import pytest

from bot.papers import Instruction, Kop, render

WORDS = {
    Instruction.APPROVE: "Setuju",
    Instruction.CORRECT: "Perbaiki dan ajukan kembali",
    Instruction.FOLLOW_UP: "Tindak lanjuti",
    Instruction.PUBLISH: "Publikasikan",
    Instruction.STUDY: "Teliti dan beri saran",
    Instruction.COORDINATE: "Koordinasikan/bicarakan",
    Instruction.PLENARY: "Bahas dalam rapat pleno",
    Instruction.FOR_INFORMATION: "Untuk diketahui",
    Instruction.FILE_AWAY: "Arsipkan",
}


def test_a_lembar_disposisi_prints_everything_that_was_filled_in(disposisi, pages):
    (page,) = pages(render(disposisi))

    for printed in (
        "KOMISI PEMILIHAN UMUM KABUPATEN KARANGANYAR LEMBAR DISPOSISI",
        "Surat dari : Plh. Sekretaris selaku Atasan PPID",
        "Nomor : 12/PP.07-ND/3313/2027",
        "Tanggal surat : 20 Januari 2027",
        "Diterima tanggal : 21 Januari 2027",
        "Nomor agenda : 145",
        "Sifat : Sangat Segera",
        "Perihal : Permohonan persetujuan draf versi 2",
        "☐ Ketua ☑ Sekretaris ☐ Kasubbag Parhumas",
        "1. Tambahkan kanal pengaduan. 2. Nyatakan kesediaan menerima sanksi.",
        "Tenggat: Jumat, 22 Januari 2027 pukul 16.30 WIB",
        "Paraf Tanggal",
        "Karanganyar, 21 Januari 2027 Anggota KPU Kabupaten Karanganyar,",
        "Bagus Prasetyo",
        "Nomor kendali MKL-2027-001",
    ):
        assert printed in page
    assert "SEKRETARIAT" not in page


def test_the_template_knows_a_box_for_every_instruction():
    assert set(WORDS) == set(Instruction)


@pytest.mark.parametrize("instruction", Instruction)
def test_only_the_box_of_the_pressed_button_is_ticked(disposisi, pages, instruction):
    (page,) = pages(render(replace(disposisi, instructions=frozenset({instruction}), forwarded_to=())))

    for other, words in WORDS.items():
        assert f"{'☑' if other is instruction else '☐'} {words}" in page


def test_an_approval_ticks_two_boxes_and_an_order_to_publish_bears_the_sekretariats_kop(disposisi, pages):
    approval = replace(disposisi, instructions=frozenset({Instruction.APPROVE, Instruction.FOLLOW_UP}))
    order = replace(disposisi, instructions=frozenset({Instruction.PUBLISH}), kop=Kop(region="Kabupaten Karanganyar"))

    (approved,), (ordered,) = pages(render(approval)), pages(render(order))

    assert "☑ Setuju" in approved
    assert "☑ Tindak lanjuti" in approved
    assert "☐ Publikasikan" in approved
    assert "SEKRETARIAT KOMISI PEMILIHAN UMUM" in ordered
    assert "☑ Publikasikan" in ordered


def test_what_the_bot_does_not_know_is_left_to_the_pen(disposisi, pages):
    form = replace(disposisi, agenda_number="", due="", directions=(), forwarded_to=())

    (page,) = pages(render(form))

    assert "Nomor agenda : …" in page
    assert "Tenggat: …" in page
    assert "Arahan/catatan:" in page


def test_a_long_arahan_runs_on_to_a_second_page_and_none_of_it_is_lost(disposisi, pages):
    sentences = [f"Butir {at} agar diselaraskan." for at in range(140)]
    arahan = " ".join(sentences)[:4000]

    first, second = pages(render(replace(disposisi, directions=(arahan,))))

    read = first.split("Arahan/catatan: ")[1].split(" Nomor kendali")[0] + " " + second
    assert arahan[:3900] in read
    assert "halaman 1 dari 2" in first
    assert "halaman 2 dari 2" in second
    assert "Bagus Prasetyo" in second
    assert "Nomor kendali MKL-2027-001" in second


def test_a_paper_of_one_page_is_not_numbered(disposisi, pages):
    (page,) = pages(render(disposisi))

    assert "halaman" not in page

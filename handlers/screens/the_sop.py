"""/sop: the SOP as it stands, its two dates included, and the law in force beside the law it cites.

Quoted word for word, also where it contradicts itself (docs/sop.md lists where); correcting an official document is not
the bot's business.
"""

from handlers.screens.markup import quoted, screens
from sop.steps import PROCEDURE
from storage.outbox import Screen

_CHART_TITLE = (
    "BAGAN ALUR PENGAJUAN UJI KONSEKUENSI TERHADAP INFORMASI DIKECUALIKAN DI LINGKUNGAN KOMISI PEMILIHAN UMUM "
    "KABUPATEN KARANGANYAR"
)
_HEADER = (
    ("Lembaga", "SEKRETARIAT KOMISI PEMILIHAN UMUM KABUPATEN KARANGANYAR"),
    ("Nomor SOP", "58/PP.07-SOP/3313/2023"),
    ("Tanggal Pembuatan", "5 Januari 2025"),
    ("Tanggal Pengesahan", "5 Januari 2023"),
    ("Disahkan Oleh", "Sekretaris Komisi Pemilihan Umum Kabupaten Karanganyar"),
    ("Nama SOP", "PENYUSUNAN PENGUMUMAN MAKLUMAT PELAYANAN INFORMASI PUBLIK"),
    (
        "Kualifikasi Pelaksana",
        "1. Memahami dasar-dasar pelayanan informasi publik; 2. Memahami standar pelayanan informasi publik",
    ),
    ("Keterkaitan", "Standar Operasional Prosedur Layanan dan Pengelolaan Informasi Publik"),
    ("Peralatan/Perlengkapan", "1. Komputer; 2. meja, kursi."),
    ("Peringatan", "Prosedur ini wajib dilaksanakan sesuai alur kegiatan"),
    ("Pencatatan dan Pendataan", "Disimpan dalam bentuk dokumen tercetak dan elektronik"),
    ("Judul bagan", _CHART_TITLE),
    ("Penutup", "KPU Kabupaten Karanganyar / Sekretaris / Masykur"),
)

_CITED = (
    "Undang-Undang Nomor 14 Tahun 2008 tentang Keterbukaan Informasi Publik",
    (
        "Peraturan KPU Nomor 1 Tahun 2015 tentang Pengelolaan dan Pelayanan Informasi Publik di Lingkungan Komisi "
        "Pemilihan Umum"
    ),
    (
        "Peraturan KPU Nomor 14 Tahun 2020 tentang Susunan Organisasi dan Tata Kerja Sekretariat Jenderal KPU, KPU "
        "Provinsi dan KPU Kabupaten/Kota"
    ),
    (
        "Keputusan KPU Kabupaten Karanganyar Nomor 13/HK.03.1-Kpt/3313/KPU-Kab/II/2020 Tentang Penetapan Standar "
        "Operasional Prosedur Layanan dan Pengelolaan Informasi Publik Di Lingkungan Komisi Pemilihan Umum Kabupaten "
        "Karanganyar"
    ),
)
_IN_FORCE = (
    "Berlaku.",
    "Dicabut dengan PKPU 22/2023 (berlaku sejak 1 November 2023), yang diubah dengan PKPU 11/2024 dan PKPU 4/2025.",
    (
        "Judul resminya diawali “Tugas, Fungsi, Susunan Organisasi, dan Tata Kerja …”; telah diubah, antara lain "
        "dengan PKPU 21/2023."
    ),
    "Ditetapkan berdasarkan PKPU 1/2015 yang telah dicabut; mohon diperiksa apakah sudah ada penggantinya.",
)
_BESIDE = (
    "UU 25/2009 tentang Pelayanan Publik (Pasal 22: kewajiban menyusun, menetapkan, dan memublikasikan maklumat)",
    "PermenPANRB 15/2014 tentang Pedoman Standar Pelayanan",
    "PP 61/2010 tentang Pelaksanaan UU 14/2008",
    "Peraturan Komisi Informasi 1/2021 tentang Standar Layanan Informasi Publik",
    "UU 27/2022 tentang Pelindungan Data Pribadi",
)


def sop_page() -> tuple[Screen, ...]:
    """Header, six steps, law; each as a message of its own."""
    return tuple(screen for text in (_header(), _steps(), _law()) for screen in screens((text,)))


def _header() -> str:
    lines = [f"<b>{quoted(field)}</b>: {quoted(value)}" for field, value in _HEADER]
    note = (
        "Dikutip sebagaimana naskah aslinya. Tanggal Pembuatan tertulis sesudah Tanggal Pengesahan, dan judul bagan "
        "tampaknya berasal dari SOP lain; keduanya ditampilkan apa adanya."
    )
    return "\n".join(("<b>SOP Maklumat Pelayanan Informasi Publik</b>", "", *lines, "", f"<i>{note}</i>"))


def _steps() -> str:
    lines = [
        f"<b>{int(row.step)}.</b> {quoted(row.activity)}\n"
        f"Persyaratan: {quoted(row.requirement)} · Waktu: {quoted(row.time)} · Output: {quoted(row.output)}"
        for row in PROCEDURE
    ]
    note = (
        "Tanda pelaksana pada bagan tidak tersedia dalam salinan yang ada, sehingga pelaksana langkah 2, 4, dan 5 "
        "mengikuti pengaturan kantor. Satu hari dihitung menurut pengaturan kantor (hari kerja atau hari kalender); "
        "langkah 6 tanpa batas waktu."
    )
    return "\n\n".join(("<b>Enam langkah</b>", *lines, f"<i>{note}</i>"))


def _law() -> str:
    lines = [
        f"<b>{number}.</b> Dikutip SOP: {quoted(cited)}\n<b>Saat ini</b>: {quoted(now)}"
        for number, (cited, now) in enumerate(zip(_CITED, _IN_FORCE, strict=True), 1)
    ]
    beside = "\n".join(f"• {quoted(law)}" for law in _BESIDE)
    return "\n\n".join(
        ("<b>Dasar hukum: yang dikutip dan yang berlaku</b>", *lines, f"Tidak dikutip, tetapi terkait:\n{beside}")
    )

"""What helps drafters along: what a maklumat should hold, and the law that it rests on."""

from handlers.screens.cards import titled_line
from handlers.screens.markup import Words, clipped, quoted, screen
from storage.outbox import Screen
from storage.reading import View

_BASIS_SHOWN = 1_500


def checklist(view: View) -> Screen:
    """Daftar periksa: what a maklumat should hold, and the law that the draft rests on."""
    m = view.maklumat
    basis = "\n".join(f"{number}. {line}" for number, line in enumerate(m.basis or view.office.rules.regulations, 1))
    items = "\n".join(f"{number}. {quoted(item)}" for number, item in enumerate(_CHECKS, 1))
    return screen(
        f"<b>Daftar periksa</b>\n{titled_line(view)}",
        items,
        Words("Dasar penyusunan yang tercatat", clipped(basis, _BASIS_SHOWN)),
        "Untuk mencatat dasar lain, balas pesan ini dengan satu peraturan pada setiap baris.",
    )


_CHECKS = (
    "Judul “MAKLUMAT PELAYANAN INFORMASI PUBLIK” dan nama lembaga lengkap.",
    "Logo/kop sesuai tata naskah dinas KPU.",
    "Dasar: UU 14/2008, UU 25/2009, Perki 1/2021, PKPU 22/2023 beserta perubahannya (bukan PKPU 1/2015).",
    "Pernyataan kesanggupan: “Dengan ini kami menyatakan sanggup …”.",
    "Janji layanan yang terukur: cepat, tepat waktu, biaya ringan, cara sederhana.",
    "Informasi akurat, benar, dan tidak menyesatkan; DIP dimutakhirkan.",
    "Tidak diskriminatif, ramah penyandang disabilitas.",
    "Tidak memungut biaya di luar ketentuan.",
    "Perbaikan terus-menerus.",
    "Kesediaan menerima sanksi/kompensasi bila tidak sesuai standar.",
    "Kanal pengaduan/keberatan (alamat, e-PPID, telepon, surel) dan jam layanan.",
    "Tempat, tanggal, nama, jabatan penanda tangan; ruang tanda tangan.",
    "Satu halaman; dapat dibaca; tidak memuat NIK, nomor pribadi, atau NIP bila tidak diperlukan.",
    "Tidak bertentangan dengan Standar Pelayanan dan jam layanan yang sedang berlaku.",
)

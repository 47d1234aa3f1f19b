"""What helps people along: the checklist of a draft, and help for each role."""

from collections.abc import Mapping, Sequence

from handlers.screens.addressing import pronoun, salutation
from handlers.screens.cards import titled_line
from handlers.screens.dates import day
from handlers.screens.markup import Words, clipped, quoted, screen
from handlers.screens.menus import menu_of
from sop.roles import Role
from sop.steps import row_of
from storage.outbox import Screen
from storage.people import Official
from storage.reading import View

_TASKS_SHOWN = 10
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


def help_page(official: Official, tasks: Sequence[View]) -> Screen:
    """/bantuan: what one's roles do here, the commands, and what waits now."""
    duties = [f"<b>{quoted(role.label)}</b>: {_DUTIES[role]}" for role in official.roles]
    if official.is_admin:
        duties.append(f"<b>Admin</b>: {_ADMIN_DUTY}")
    if official.away:
        until = max(absence.until_on for absence in official.away)
        duties.append(f"{pronoun(official)} tercatat berhalangan s.d. {day(until)}; untuk kembali: /berhalangan")
    if not duties:
        duties.append("Saat ini belum ada peran yang ditugaskan; mohon menghubungi admin.")
    commands = [
        f"{' '.join(filter(None, (f'/{entry.name}', entry.typed)))} · {entry.purpose}"
        for entry in menu_of(official)
        if entry.name != "bantuan"
    ]
    return screen(
        f"{quoted(salutation(official))}\n{_waiting_tasks(official, tasks)}",
        "\n".join(duties),
        "\n".join(commands),
    )


def _waiting_tasks(official: Official, tasks: Sequence[View]) -> str:
    if not tasks:
        return f"Tidak ada maklumat yang menunggu {pronoun(official)} saat ini."
    shown = [
        f"• {quoted(m.control_number)} · langkah {int(m.step)}, {row_of(m.step).short}"
        for m in (view.maklumat for view in tasks[:_TASKS_SHOWN])
    ]
    more = (f"• dan {len(tasks) - _TASKS_SHOWN} lainnya",) if len(tasks) > _TASKS_SHOWN else ()
    return "\n".join((f"Menunggu {pronoun(official)} (buka dengan /tugas):", *shown, *more))


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

_DUTIES: Mapping[Role, str] = {
    Role.PPID: (
        "menyusun draf bersama Atasan PPID. Silakan mengirim naskah sebagai berkas, kemudian menekan Paraf; "
        "versi perbaikan dikirim dengan cara yang sama."
    ),
    Role.ATASAN_PPID: (
        "memeriksa dan memaraf draf, menyampaikannya kepada Komisioner, serta memerintahkan publikasi setelah "
        "disetujui. Naskah yang telah ditandatangani diarsipkan dengan membalas berkasnya dengan foto atau PDF."
    ),
    Role.KOMISIONER: (
        "memberikan arahan, koreksi, dan persetujuan atas draf melalui Setujui atau Kembalikan untuk diperbaiki; "
        "koreksi juga dapat disampaikan sebagai balasan kartu, berupa teks, foto, suara, atau berkas."
    ),
    Role.PELAKSANA: (
        "memublikasikan maklumat pada laman e-PPID, kemudian membalas kartu dengan tautan laman dan tangkapan layar. "
        "Keputusan Komisioner di atas kertas dicatat melalui Catat disposisi tertulis pada kartu, atau "
        "dengan mengirim foto lembarnya ke percakapan ini."
    ),
    Role.E_PPID: (
        "memeriksa laman, kemudian menekan Sudah tayang atau Belum tayang; mencatat atau mengonfirmasi disposisi "
        "tertulis Komisioner."
    ),
}
_ADMIN_DUTY = (
    "mengelola pejabat dan kode pendaftaran, serta menangani maklumat yang terhenti melalui /penanganan; admin tidak "
    "memberikan persetujuan."
)

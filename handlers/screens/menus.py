"""The commands that a person may use, as Telegram's menu and the help page show them; how the bot presents itself.

A menu only helps to find a command: who may do what is decided when it is done.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sop.roles import DRAFTERS, Role
from storage.people import Official

NAME_LIMIT = 64
ABOUT_LIMIT = 120
DESCRIPTION_LIMIT = 512
"""Telegram's, in letters, of a bot's name, of its short description and of its description."""


@dataclass(frozen=True)
class Presentation:
    """What Telegram shows of the bot before and above all messages; each within its limit."""

    name: str
    about: str
    """In the bot's profile and beside a link to it."""
    description: str
    """In the empty chat, above `Mulai` (Start)."""


@dataclass(frozen=True)
class Entry:
    """A command, what is typed behind it, what it is for, and whose menu it stands in."""

    name: str
    typed: str
    purpose: str
    is_of: Callable[[Official], bool] = lambda _official: True


def presentation(office_name: str) -> Presentation:
    """How the bot of this office presents itself to whoever comes upon it; a stranger learns where to turn."""
    return Presentation(
        name=f"Maklumat PPID {office_name}"[:NAME_LIMIT].strip(),
        about=f"Layanan internal PPID {office_name}: penyusunan, persetujuan, dan publikasi maklumat."[:ABOUT_LIMIT],
        description=(
            f"Layanan internal PPID {office_name} untuk menyusun, menyetujui, dan memublikasikan Maklumat Pelayanan "
            "Informasi Publik sesuai SOP.\n\n"
            "Khusus pejabat dan pegawai yang memegang kode pendaftaran dari admin. Permohonan informasi publik "
            "dilayani melalui laman e-PPID."
        )[:DESCRIPTION_LIMIT],
    )


def menu_of(official: Official) -> tuple[Entry, ...]:
    """The commands for this person, in the order in which they are shown."""
    return tuple(entry for entry in _ALL if entry.is_of(official))


def _drafts(official: Official) -> bool:
    return bool(set(DRAFTERS) & set(official.roles))


def _reassigns(official: Official) -> bool:
    return official.is_admin or Role.ATASAN_PPID in official.roles


def _administers(official: Official) -> bool:
    return official.is_admin


FOR_STRANGERS = (Entry("start", "KODE", "mendaftar dengan kode dari admin"),)
_ALL = (
    Entry("tugas", "", "yang menunggu saat ini"),
    Entry("daftar", "", "maklumat yang sedang berjalan"),
    Entry("baru", "JUDUL", "membuka maklumat", _drafts),
    Entry("status", "NOMOR", "keadaan satu maklumat"),
    Entry("riwayat", "NOMOR", "riwayatnya"),
    Entry("arsip", "TAHUN/KATA", "maklumat yang telah selesai"),
    Entry("rekap", "BULAN/TAHUN", "lama kerja dan ketepatan tiap langkah"),
    Entry("sop", "", "naskah SOP dan dasar hukum"),
    Entry("berhalangan", "", "apabila berhalangan; menunjuk yang mewakili"),
    Entry("alihkan", "NOMOR", "mengalihkan langkah kepada seorang pejabat", _reassigns),
    Entry("penanganan", "NOMOR", "menangani maklumat yang terhenti", _administers),
    Entry("undang", "PERAN NAMA", "membuat kode pendaftaran", _administers),
    Entry("pejabat", "NAMA", "siapa yang terdaftar; mengubah peran, akses, dan akun", _administers),
    Entry("kalender", "", "hari kerja, hari libur, Ramadan", _administers),
    Entry("kesehatan", "", "keadaan layanan ini", _administers),
    Entry("dataku", "", "data yang disimpan tentang saya"),
    Entry("bantuan", "", "bantuan sesuai peran"),
)

"""What admins read about the keeping of the office's records: backups that failed, a database that was restored."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from handlers.screens.administering import KINDS
from handlers.screens.dates import moment
from handlers.screens.markup import clipped, code, quoted, screen
from storage.errors import BackupUnfit, Findings, Unfit
from storage.failures import Failing, kind_of
from storage.journal import NOT_FOLLOWING, NOT_ITSELF, NOT_NUMBERED, NOT_READABLE
from storage.outbox import Screen
from storage.restore import Restored
from storage.review import Waiting

_ABOUT_SHOWN = 300
_UNFIT: Mapping[Unfit, str] = {
    Unfit.NO_DATABASE: "berkas itu bukan basis data",
    Unfit.FOREIGN: "berkas itu bukan cadangan dari bot ini",
    Unfit.NEWER: "berkas itu dibuat oleh versi bot yang lebih baru",
    Unfit.BROKEN: "isi basis data rusak",
    Unfit.CHAIN: "rantai jurnal di dalamnya tidak utuh",
    Unfit.CONTENT: "isinya tidak sama dengan saat dicatat",
    Unfit.BEHIND: "isinya tidak sama dengan basis data pada saat itu",
}


_FAILING: Mapping[Failing, str] = {
    Failing.FULL: "ruang penyimpanan penuh",
    Failing.FORBIDDEN: "berkas atau folder cadangan tidak boleh ditulis",
    Failing.LOCKED: "basis data dikunci oleh program lain",
    Failing.DAMAGED: "isi basis data rusak",
    Failing.AWAY: "basis data tidak dapat dihubungi",
    Failing.OTHER: "gangguan pada cakram atau sebab lain, yang tertulis pada catatan layanan",
}
_BROKEN: Mapping[str, str] = {
    NOT_FOLLOWING: "tidak menyambung pada catatan sebelumnya",
    NOT_ITSELF: "isinya tidak sesuai dengan sidiknya",
    NOT_NUMBERED: "nomornya tidak berurutan",
    NOT_READABLE: "tidak dapat dibaca",
}
_NAMED = 10
"""So many of a kind are named in a message; all of them by `verify`."""


def findings(found: Findings) -> tuple[str, ...]:
    """What in the database is not what it was, each as the beginning of a sentence."""
    return (
        *([f"Jurnal rusak pada catatan {found.entry}: {_BROKEN[found.reason]}"] if found.entry else []),
        *(f"Berkas {sha256[:12]}… tidak sesuai sidiknya" for sha256 in found.altered),
        *(f"Berkas {sha256[:12]}… tidak ada lagi" for sha256 in found.lost),
        *(f"Maklumat {number} tidak sesuai riwayatnya" for number in found.maklumat),
    )


def why_unfit(unfit: BackupUnfit) -> str:
    """What is wrong with a backup, as the end of a sentence."""
    named = findings(unfit.found)
    more = f"; dan {len(named) - _NAMED} lainnya" if len(named) > _NAMED else ""
    return f"{_UNFIT[unfit.why]} ({'; '.join(named[:_NAMED])}{more})" if named else _UNFIT[unfit.why]


def why_none(trouble: BaseException) -> str:
    """What kept a backup from being made, as the end of a sentence."""
    return why_unfit(trouble) if isinstance(trouble, BackupUnfit) else _FAILING[kind_of(trouble)]


def backup_failed(trouble: BaseException, last: datetime | None, zone: tzinfo) -> Screen:
    """The nightly backup could not be made; `last` is when the newest good one was (aware UTC)."""
    newest = f"Cadangan terakhir: {moment(last, zone)}." if last is not None else "Cadangan belum pernah dibuat."
    return screen(
        "<b>Pemberitahuan bagi admin</b>\nCadangan basis data malam ini belum dapat dibuat; dicoba lagi setiap jam.",
        f"Sebab: {code(clipped(why_none(trouble), _ABOUT_SHOWN))}\n{newest}",
        _to_do(trouble),
    )


def _to_do(trouble: BaseException) -> str:
    """What the database holds may be at fault, or the way to it, or the place of the backup."""
    kind = kind_of(trouble)
    if kind is Failing.DAMAGED or (isinstance(trouble, BackupUnfit) and trouble.found):
        return (
            f"Mohon meminta pengelola layanan melihat seluruhnya dengan {code('python -m bot verify')}, menyimpan "
            "cadangan yang ada, dan memulihkan yang terakhir utuh."
        )
    if kind in (Failing.LOCKED, Failing.AWAY):
        return "Mohon memeriksa apakah basis data dapat dihubungi dan tidak sedang dikunci oleh program lain."
    return "Mohon memeriksa ruang kosong dan izin tulis pada folder cadangan."


def restored(what: Restored, zone: tzinfo) -> Screen:
    """The database was restored from a backup: what is there, and what waits for a person's word."""
    taken = f", dibuat {moment(what.taken_at, zone)}" if what.taken_at is not None else ""
    waiting = (
        f"{what.waiting} pesan dari sebelum pemulihan belum dikirim dan menunggu pemeriksaan; mohon meminta "
        f"pengelola layanan menjalankan {code('python -m bot review')}."
        if what.waiting
        else "Tidak ada pesan dari sebelum pemulihan yang menunggu pemeriksaan."
    )
    codes = quoted(clipped(", ".join(what.voided), _ABOUT_SHOWN))
    voided = (f"Kode pendaftaran yang belum dipakai tidak berlaku lagi: {codes}.",) if codes else ()
    return screen(
        "<b>Pemberitahuan bagi admin</b>\n"
        f"Basis data dipulihkan dari cadangan {code(clipped(what.name, _ABOUT_SHOWN))}{taken}. "
        "Yang dicatat setelah cadangan itu dibuat tidak ada lagi di dalamnya.",
        "Akses, akun, dan peran kembali seperti saat itu. Akses yang ditutup sesudahnya, misalnya karena telepon "
        "hilang, terbuka lagi: mohon memeriksa /pejabat sekarang.",
        *voided,
        f"Jurnal: {what.count} catatan. Sidik riwayat: {code(what.head)}",
        waiting,
        "Pemegang langkah menerima kartu baru; tombol pada pesan lama tidak berlaku. "
        "Mohon meminta pengelola layanan membandingkan sidik riwayat pada pesan persetujuan terakhir: "
        f"{code('python -m bot verify --head …')}",
    )


def restored_for_all(what: Restored, zone: tzinfo) -> Screen:
    """The same for every other official: what stands in the chat may be recorded no more."""
    taken = f" yang dibuat {moment(what.taken_at, zone)}" if what.taken_at is not None else ""
    return screen(
        f"Data layanan ini dipulihkan dari cadangan{taken}.",
        "Yang dilakukan sesudah itu, seperti paraf, persetujuan, koreksi, atau penutupan akses, tidak tercatat lagi, "
        "walaupun pesannya masih tampak di percakapan ini. Tombol pada pesan lama tidak berlaku.",
        "Yang menunggu tindakan dikirim kembali sebagai kartu baru, dan dapat dilihat pada /tugas; mohon menggunakan "
        "kartu baru itu.",
    )


def announced(what: Restored, *, to_admin: bool, zone: tzinfo) -> Screen:
    """How a restore is told."""
    return restored(what, zone) if to_admin else restored_for_all(what, zone)


def waiting_line(one: Waiting, zone: tzinfo) -> str:
    """One message in review, as one line of plain text."""
    parts = (one.name, KINDS.get(one.kind, one.kind), one.control_number, moment(one.created_at, zone))
    return f"{one.id}: {' · '.join(part for part in parts if part)}"

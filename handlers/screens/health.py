"""How the service fares, for the admin and for whoever runs it: what is amiss and what to do, then the figures."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

from handlers.screens.dates import moment, short
from handlers.screens.markup import code, counted, quoted, screen
from storage.health import Ailment, Health
from storage.outbox import Screen

_DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def health_page(health: Health, zone: tzinfo) -> Screen:
    """/kesehatan."""
    ailments = health.ailments
    verdict = (
        f"Ada {counted(len(ailments))} hal yang perlu diperhatikan." if ailments else "Layanan berjalan dengan baik."
    )
    told = "\n\n".join(f"• {quoted(_advice(ailment, health, zone))}" for ailment in ailments)
    figures = "\n".join(f"{name.capitalize()}: {quoted(value)}" for name, value in _figures(health, zone))
    head = f"Sidik riwayat: {code(health.head)}"
    return screen(f"<b>Kesehatan layanan</b>\n{verdict}", *([told] if told else []), f"{figures}\n{head}")


def health_lines(health: Health, zone: tzinfo, *, answers: bool) -> list[str]:
    """`python -m bot health`: `name: value` lines; `answers` says whether the process here can be brought updates."""
    return [
        f"keadaan: {'baik' if health.is_alive and answers else 'tidak baik'}",
        *([] if answers else ["webhook: tidak ada yang menjawab pada LISTEN"]),
        *(f"{name}: {value}" for name, value in _figures(health, zone)),
        f"sidik riwayat: {health.head}",
        *(f"perhatian: {_advice(ailment, health, zone)}" for ailment in health.ailments),
    ]


def _figures(health: Health, zone: tzinfo) -> Iterator[tuple[str, str]]:
    yield "penerimaan pesan", _ago(health.heard_at, health.at)
    yield "pemeriksaan batas waktu", _ago(health.ticked_at, health.at)
    yield "menunggu diproses", str(health.inbox.waiting)
    yield "menunggu dikirim", str(health.outbox.waiting)
    yield "tidak tersampaikan (24 jam)", str(health.undelivered)
    yield "gangguan (24 jam)", str(health.incidents)
    yield "cadangan terakhir", _last_backup(health, zone)
    yield "basis data", f"{_DATABASES[health.database]}, {_size(health.size)}"
    yield "riwayat", f"{health.entries} catatan"


def _last_backup(health: Health, zone: tzinfo) -> str:
    if health.backup_at is not None:
        return short(health.backup_at, zone)
    if not health.backs_up:
        return f"belum ada; {_SWITCHED_OFF}"
    if health.first_backup_at is None or not health.awaits_first_backup:
        return "belum ada"
    return f"belum ada; cadangan pertama dibuat {moment(health.first_backup_at, zone)}"


_SWITCHED_OFF = "cadangan malam oleh bot dimatikan (BACKUP_AT=tidak)"


def _advice(ailment: Ailment, health: Health, zone: tzinfo) -> str:
    """What is amiss, and what to do."""
    match ailment:
        case Ailment.MOVED:
            return (
                "Berkas basis data dihapus, dipindahkan, atau diganti saat layanan berjalan, dan yang dicatat sejak "
                "itu hilang begitu layanan berhenti. Mohon tidak menjalankan ulang layanan; cadangan darurat dibuat "
                "secara otomatis pada folder cadangan, untuk dipulihkan dengan perintah restore."
            )
        case Ailment.DEAF:
            return (
                f"Pesan dari Telegram {_not_since('diterima', health.heard_at, zone)}. Mohon memeriksa sambungan "
                "internet komputer layanan, lalu menjalankan ulang layanan bila belum pulih."
            )
        case Ailment.LATE:
            return (
                f"Batas waktu {_not_since('diperiksa', health.ticked_at, zone)}, sehingga pengingat dapat tertunda. "
                "Mohon menjalankan ulang layanan."
            )
        case Ailment.INBOX_STANDS:
            return (
                "Ada pesan masuk yang menunggu diproses lebih dari 10 menit. Mohon menjalankan ulang layanan; "
                "tidak ada pesan yang hilang karenanya."
            )
        case Ailment.OUTBOX_STANDS:
            return (
                "Ada pesan keluar yang menunggu dikirim lebih dari 10 menit, biasanya karena Telegram tidak dapat "
                "dihubungi. Pesan terkirim secara otomatis setelah pulih; bila berlangsung lama, mohon memeriksa "
                "sambungan internet komputer layanan."
            )
        case Ailment.DELIVERIES_FAIL:
            since = f" sejak {moment(health.failing_since, zone)}" if health.failing_since else ""
            return (
                f"Telegram belum berhasil menyampaikan sebagian pesan kepada layanan{since}. Mohon memeriksa alamat "
                "webhook, sertifikatnya, dan penyeimbang beban di depan layanan."
            )
        case Ailment.UNDELIVERED:
            return (
                f"Ada {counted(health.undelivered)} pesan yang tidak dapat disampaikan. Nama yang bersangkutan "
                "telah diberitahukan kepada admin; mohon menghubungi yang bersangkutan."
            )
        case Ailment.INCIDENTS:
            return (
                f"Ada {counted(health.incidents)} gangguan yang tercatat. Rinciannya telah diberitahukan kepada admin; "
                "mohon meneruskannya kepada pengelola layanan."
            )
        case Ailment.NO_BACKUP:
            last = (
                f"Cadangan terakhir dibuat {moment(health.backup_at, zone)}"
                if health.backup_at
                else "Belum ada cadangan"
            )
            if not health.backs_up:
                return (
                    f"{last}; {_SWITCHED_OFF}. Mohon memastikan ada cara lain, misalnya perintah backup yang "
                    "dijalankan setiap malam, atau mengisi BACKUP_AT kembali."
                )
            return (
                f"{last}. Cadangan dibuat setiap malam; mohon memeriksa ruang penyimpanan komputer layanan, atau "
                "membuatnya sekarang dengan perintah backup."
            )


def _not_since(what: str, since: datetime | None, zone: tzinfo) -> str:
    return f"tidak {what} sejak {moment(since, zone)}" if since else f"belum pernah {what}"


def _ago(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "belum pernah"
    gone = max(now - at, timedelta())
    for unit, name in ((timedelta(days=1), "hari"), (timedelta(hours=1), "jam"), (timedelta(minutes=1), "menit")):
        if gone >= unit:
            return f"{gone // unit} {name} yang lalu"
    return f"{gone // timedelta(seconds=1)} detik yang lalu"


def _size(size: int) -> str:
    """'1,2 MB'."""
    return f"{size / 1e6:.1f} MB".replace(".", ",")

"""What admins read when the service itself is in trouble: what happened, what it means for the office, what to do."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from handlers.screens.dates import moment
from handlers.screens.markup import code, screen
from storage.failures import Failing
from storage.outbox import Screen

_WHAT: Mapping[Failing, str] = {
    Failing.FULL: "ruang penyimpanan penuh",
    Failing.FORBIDDEN: "berkasnya tidak boleh ditulis",
    Failing.LOCKED: "dikunci oleh program lain",
    Failing.DAMAGED: "isinya rusak",
    Failing.AWAY: "tidak dapat dihubungi",
    Failing.OTHER: "gangguan pada cakram atau sebab lain",
}
_TO_DO: Mapping[Failing, str] = {
    Failing.FULL: "Mohon mengosongkan ruang penyimpanan pada {machine}.",
    Failing.FORBIDDEN: "Mohon memeriksa pemilik dan izin tulis basis data pada {machine}, dan apakah cakramnya hanya "
    "dapat dibaca.",
    Failing.LOCKED: "Mohon mengakhiri program lain yang membuka basis data ini pada {machine}.",
    Failing.DAMAGED: "Mohon menghentikan layanan, menyimpan basis data yang rusak di tempat lain, kemudian memulihkan "
    f"cadangan terakhir. Caranya ada pada {code('docs/running.md')}.",
    Failing.AWAY: "Mohon memeriksa apakah {machine} menyala dan dapat dihubungi dari komputer layanan.",
    Failing.OTHER: "Mohon memeriksa {machine}; sebabnya tertulis pada catatan layanan.",
}


def database_failing(since: datetime, kind: Failing, zone: tzinfo, *, is_here: bool) -> Screen:
    """Nothing can be recorded at this moment; `is_here` says that the database is a file of the bot's own machine."""
    machine = "komputer layanan" if is_here else "server PostgreSQL"
    return screen(
        "<b>Pemberitahuan bagi admin</b>\n"
        f"Sejak {moment(since, zone)} basis data tidak dapat ditulis karena {_WHAT[kind]}, sehingga belum ada yang "
        "dapat dicatat.",
        "Pesan dan ketukan tombol yang belum ditanggapi ditahan oleh Telegram, dan diproses secara otomatis "
        "setelah pulih.",
        _TO_DO[kind].format(machine=machine),
    )


MOVED_AWAY = (
    "Bot yang sedang berjalan masih mencatat pada berkas lama, yang tidak ada lagi pada tempatnya. Mohon tidak "
    "menghentikan bot dengan paksa; cadangan darurat dibuat secara otomatis pada folder cadangan, untuk dipulihkan "
    "dengan perintah restore."
)
"""What a command says that would open another file meanwhile."""


def database_moved(path: str, rescued: str | None) -> Screen:
    """The file was taken away from under the running bot; `rescued` names the backup that was made of what it holds."""
    saved = (
        f"Yang tercatat sampai saat ini telah disimpan sebagai cadangan {code(rescued)}, dan disimpan ulang setiap jam "
        "dan saat layanan dihentikan dengan wajar."
        if rescued
        else "Cadangan darurat belum dapat dibuat: mohon segera memeriksa ruang kosong dan izin tulis pada folder "
        "cadangan; terus dicoba kembali."
    )
    return screen(
        "<b>Pemberitahuan bagi admin</b>\n"
        f"Berkas basis data {code(path)} dihapus, dipindahkan, atau diganti saat layanan berjalan. Layanan masih "
        "mencatat pada berkas yang lama, yang hilang begitu layanan berhenti.",
        saved,
        "Mohon tidak menjalankan ulang layanan sebelum pengelola layanan menyiapkan pemulihan, yaitu menghentikan "
        f"layanan, memindahkan berkas pada tempat itu, kemudian menjalankan {code('python -m bot restore')} dengan "
        "cadangan darurat terbaru.",
    )


def database_recovered(since: datetime, until: datetime, zone: tzinfo) -> Screen:
    """It can be written again."""
    return screen(
        "<b>Pemberitahuan bagi admin</b>\n"
        f"Basis data sudah dapat ditulis kembali, setelah terganggu sejak {moment(since, zone)} "
        f"s.d. {moment(until, zone)}. Yang tertahan sedang diproses."
    )


def clock_leapt(now: datetime, zone: tzinfo) -> Screen:
    """The machine's clock was set forward, or is ahead of Telegram's; a person is to see whether it is right."""
    return screen(
        "<b>Pemberitahuan bagi admin</b>\n"
        f"Jam komputer layanan maju lebih dari lima menit, dan kini menunjukkan {moment(now, zone)}.",
        "Pengingat ditahan sebentar, kemudian dikirim menurut jam itu. Bila jam itu salah, mohon segera membetulkannya "
        "dan menyalakan penyesuaian waktu otomatis (NTP), serta menyampaikan kepada rekan bahwa pengingat yang sudah "
        "telanjur datang belum berlaku.",
    )


def somebody_else_polls() -> Screen:
    """Two programs use one token."""
    return screen(
        "<b>Pemberitahuan bagi admin</b>\n"
        "Sudah lebih dari lima menit ada program lain yang memakai token bot ini, sehingga pesan dapat terlambat.",
        "Mohon mematikan program itu. Bila tidak dikenal, mohon mengganti token melalui @BotFather "
        f"(perintah {code('/revoke')}) dan mengisinya pada pengaturan.",
    )


def webhook_set() -> Screen:
    """Another program had the updates brought to itself; that is over, and what it was told is known there."""
    return screen(
        "<b>Pemberitahuan bagi admin</b>\n"
        "Program lain memasang webhook dengan token bot ini, sehingga pesan mungkin sempat dibaca di sana. Webhook itu "
        "telah dilepas, dan layanan berjalan kembali.",
        f"Bila program itu tidak dikenal, mohon mengganti token melalui @BotFather (perintah {code('/revoke')}) dan "
        "mengisinya pada pengaturan.",
    )
